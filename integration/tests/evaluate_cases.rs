//! Plays recorded cases of AppSync's `EvaluateCode` and `EvaluateMappingTemplate` against a running server.
//!
//! The cases are no part of this repository: `EVALUATE_CASES` names a folder with `vtl_cases.json` and
//! `js_cases.json`. Without it, this says so and passes.

#![expect(clippy::print_stdout, reason = "the report is for the terminal")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use integration::Project;
use regex::Regex;
use serde_json::{Value, json};

const FILES: [&str; 2] = ["vtl_cases.json", "js_cases.json"];

fn main() -> ExitCode {
    let asked = |option: &str| env::args().any(|argument| argument == option);
    if asked("--list") {
        // How runners of tests learn what there is to run.
        if !asked("--ignored") {
            println!("recorded_cases: test");
        }
        return ExitCode::SUCCESS;
    }
    let Some(folder) = env::var_os("EVALUATE_CASES").map(PathBuf::from) else {
        println!("evaluate cases: skipped, EVALUATE_CASES names no folder");
        return ExitCode::SUCCESS;
    };
    let files = FILES.map(|name| folder.join(name));
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let server = project.deploy();
    let base = server.graphql_url.trim_end_matches("/graphql");
    let (mut played, mut failed) = (0, 0);
    for file in &files {
        let text = fs::read_to_string(file).expect("a readable file");
        let cases: Vec<Value> = serde_json::from_str(&text).expect("a list of cases");
        for case in &cases {
            played += 1;
            let answer = play(case, base);
            if let Err(why) = judge(case, &answer) {
                failed += 1;
                println!(
                    "{}: {why}\n    case:   {case}\n    answer: {answer}",
                    case["id"]
                );
            }
        }
    }
    println!("evaluate cases: {played} played, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The server's answer to a case.
fn play(case: &Value, base: &str) -> Value {
    let context = match &case["context"] {
        Value::String(text) => text.clone(),
        context => context.to_string(),
    };
    let (path, body) = if case.get("template").is_some() {
        let body = json!({ "template": case["template"], "context": context });
        ("dataplane-evaluatetemplate", body)
    } else {
        let body = json!({
            "runtime": { "name": "APPSYNC_JS", "runtimeVersion": "1.0.0" },
            "code": case["code"],
            "function": case["function"],
            "context": context,
        });
        ("dataplane-evaluatecode", body)
    };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let mut response = agent
        .post(format!("{base}/v1/{path}"))
        .send_json(body)
        .expect("an answer");
    let answer: Value = response.body_mut().read_json().expect("JSON");
    match response.status().as_u16() {
        200 => answer,
        // A refused request ends in an error, as a refused code does.
        _ => json!({ "error": answer }),
    }
}

/// Holds an answer against what a case expects.
fn judge(case: &Value, answer: &Value) -> Result<(), String> {
    let message = answer["error"]["message"].as_str();
    if let Some(expected) = case["expectedError"].as_str() {
        return check(message == Some(expected), "another error was expected");
    }
    if let Some(expected) = case["expectedErrorRegex"].as_str() {
        return check(
            message.is_some_and(|message| matches(expected, message)),
            "an error was expected",
        );
    }
    let result = answer["evaluationResult"]
        .as_str()
        .ok_or("a result was expected")?;
    match case["expectedRegex"].as_str() {
        Some(expected) => check(matches(expected, result), "another result was expected")?,
        None => check(is_expected(case, result), "another result was expected")?,
    }
    for line in case["logsContain"].as_array().into_iter().flatten() {
        let logs = answer["logs"].as_array().ok_or("no logs")?;
        check(logs.contains(line), "a line is not in the logs")?;
    }
    for member in ["stash", "outErrors"] {
        if let Some(expected) = case.get(member) {
            let text = answer[member].as_str().ok_or("a JSON string is missing")?;
            let value = parse(text).ok_or("a member is not JSON")?;
            check(
                includes(&value, expected),
                "another stash or list of errors was expected",
            )?;
        }
    }
    Ok(())
}

fn is_expected(case: &Value, result: &str) -> bool {
    let expected = &case["expected"];
    match case["compare"].as_str() {
        Some("raw") => expected == result,
        Some("text") => expected.as_str().map(str::trim) == Some(result.trim()),
        Some("subset" | "expr") => parse(result).is_some_and(|value| includes(&value, expected)),
        _ => parse(result).is_some_and(|value| same(&value, expected)),
    }
}

fn parse(text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return Some(Value::Null);
    }
    serde_json::from_str(text).ok()
}

/// Whether values are equal; 1 and 1.0 are.
fn same(value: &Value, expected: &Value) -> bool {
    match (value, expected) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && includes(value, expected)
        }
        _ => value == expected,
    }
}

/// Whether a value has the expected members, and maybe others.
fn includes(value: &Value, expected: &Value) -> bool {
    match (value, expected) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| includes(one, other))
        }
        (Value::Object(members), Value::Object(expected)) => expected
            .iter()
            .all(|(name, expected)| members.get(name).is_some_and(|value| same(value, expected))),
        _ => same(value, expected),
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern)
        .expect("a regular expression")
        .is_match(text)
}

fn check(holds: bool, why: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why.to_owned()) }
}
