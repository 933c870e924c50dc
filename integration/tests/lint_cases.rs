//! Plays cases of the AppSync ESLint plugin's rules against `appsynth check`.
//!
//! The cases are no part of this repository: `EVALUATE_CASES` names a folder with `lint_cases.json`.
//! Without it, this says so and passes.

#![expect(clippy::print_stdout, reason = "the report is for the terminal")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use serde_json::{Value, json};

fn main() -> ExitCode {
    let asked = |option: &str| env::args().any(|argument| argument == option);
    if asked("--list") {
        // How runners of tests learn what there is to run.
        if !asked("--ignored") {
            println!("lint_cases: test");
        }
        return ExitCode::SUCCESS;
    }
    let Some(folder) = env::var_os("EVALUATE_CASES").map(PathBuf::from) else {
        println!("lint cases: skipped, EVALUATE_CASES names no folder");
        return ExitCode::SUCCESS;
    };
    let text = fs::read_to_string(folder.join("lint_cases.json")).expect("a readable file");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("a list of cases");
    let written = tempfile::tempdir().expect("a temporary folder");
    let files: Vec<String> = cases
        .iter()
        .enumerate()
        .map(|(index, case)| {
            let name = format!("case{index}.{}", case["lang"].as_str().unwrap_or("js"));
            let code = case["code"].as_str().expect("code");
            fs::write(written.path().join(&name), code).expect("written");
            name
        })
        .collect();
    let found = check(written.path(), &files);
    let mut failed = 0;
    for (case, file) in cases.iter().zip(&files) {
        if let Err(why) = judge(case, file, &found) {
            failed += 1;
            println!("{}: {why}\n    case: {case}", case["id"]);
        }
    }
    println!("lint cases: {} played, {failed} failed", cases.len());
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What the program says of some files.
fn check(folder: &Path, files: &[String]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_example-appsynth"))
        .args(["check", "--json"])
        .args(files)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    serde_json::from_value(report["diagnostics"].clone()).expect("a list")
}

/// Whether the rules found in a file what the case expects: one rule at the given places, or, for whole
/// files, everything of the plugin's rules.
fn judge(case: &Value, file: &str, found: &[Value]) -> Result<(), String> {
    let of_plugin = |one: &&Value| one["code"] == "AS4107" && one["labels"][0]["file"] == file;
    let place = |one: &Value| {
        let start = &one["labels"][0]["start"];
        (start["line"].clone(), start["column"].clone())
    };
    let (expected, actual): (Value, Vec<Value>) = if case["kind"] == "file" {
        let all = found.iter().filter(of_plugin).map(|one| {
            let (line, column) = place(one);
            json!({ "rule": one["rule"], "line": line, "column": column })
        });
        (case["findings"].clone(), all.collect())
    } else {
        let of_rule = found
            .iter()
            .filter(of_plugin)
            .filter(|one| one["rule"] == case["rule"]);
        let places = of_rule.map(|one| {
            let (line, column) = place(one);
            json!([line, column])
        });
        (case["positions"].clone(), places.collect())
    };
    if expected == Value::from(actual.clone()) {
        Ok(())
    } else {
        Err(format!("expected {expected}, got {}", Value::from(actual)))
    }
}
