//! Every utility function of AppSync has a test of its own.
//!
//! The inventory is no part of this repository: `EVALUATE_CASES` names a folder with `util_inventory.json`.
//! Without it, this says so and passes.

use std::path::{Path, PathBuf};
use std::{env, fs};

use regex::Regex;
use serde_json::Value;

#[test]
fn every_function_of_the_inventory_is_tested() {
    let Some(folder) = env::var_os("EVALUATE_CASES").map(PathBuf::from) else {
        println!("inventory: skipped, EVALUATE_CASES names no folder");
        return;
    };
    let text = fs::read_to_string(folder.join("util_inventory.json")).expect("a readable file");
    let inventory: Value = serde_json::from_str(&text).expect("JSON");
    let shared = tests_of("util");
    let mut untested = Vec::new();
    for (language, tests) in [("js", tests_of("js")), ("vtl", tests_of("vtl"))] {
        for function in inventory[language].as_array().expect("a list") {
            let name = function["name"].as_str().expect("a name");
            if !is_tested(name, &shared, &tests) {
                untested.push(format!("{language}: {name}"));
            }
        }
    }
    assert!(untested.is_empty(), "{untested:#?}");
}

/// Functions that both languages share are called by name in the tests of `util`; the others in those of
/// their engine, modules under any name.
fn is_tested(name: &str, shared: &str, tests: &str) -> bool {
    let plain = name.trim_start_matches('$');
    if let Some(function) = plain.strip_prefix("util.") {
        let is_quoted = |text: &str| text.contains(&format!("\"{function}\""));
        return is_quoted(shared) || is_quoted(tests) || tests.contains(plain);
    }
    let function = ["dynamodb.", "rds.", "ai."]
        .iter()
        .find_map(|module| plain.strip_prefix(module))
        .unwrap_or(name);
    if !function.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return tests.contains(function);
    }
    Regex::new(&format!(r"\b{}\b", regex::escape(function)))
        .expect("a regular expression")
        .is_match(tests)
}

/// The tests of a crate as text.
fn tests_of(folder: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../lib")
        .join(folder)
        .join("tests/it");
    let files = fs::read_dir(folder).expect("a folder of tests");
    files
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("UTF-8"))
        .collect()
}
