//! The tables of `lib/deploy/README.md` beside the tests that they name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

/// The modules whose every test is a fault with what is promised.
const OF_FAULTS: [&str; 4] = ["data_safety", "failures", "interruptions", "unreadable"];

/// Module and name.
type Test = (String, String);

#[test]
fn each_test_that_the_tables_name_is_there() {
    let tests = tests();
    let missing: Vec<_> = named()
        .into_iter()
        .filter(|test| test.1 != "*" && !tests.contains(test))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn each_test_of_a_fault_is_in_the_table() {
    let named = named();
    let is_named = |(module, name): &Test| {
        let all = (module.clone(), "*".to_owned());
        named.contains(&(module.clone(), name.clone())) || named.contains(&all)
    };
    let of_faults = tests()
        .into_iter()
        .filter(|(module, _)| OF_FAULTS.contains(&module.as_str()));
    let missing: Vec<_> = of_faults.filter(|test| !is_named(test)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The tests in the last column; one without its module is of the module before.
fn named() -> BTreeSet<Test> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lib/deploy/README.md");
    let readme = fs::read_to_string(readme).expect("a file");
    let quoted = Regex::new("`(?:(\\w+)::)?(\\w+|\\*)`").expect("a pattern");
    let mut named = BTreeSet::new();
    for row in readme.lines().filter(|line| line.starts_with("| ")) {
        let cell = row.trim_end_matches(" |").rsplit(" | ").next();
        let mut module = None;
        for found in quoted.captures_iter(cell.unwrap_or_default()) {
            module = found.get(1).map(|name| name.as_str()).or(module);
            if let Some(module) = module {
                named.insert((module.to_owned(), found[2].to_owned()));
            }
        }
    }
    assert!(named.len() > OF_FAULTS.len(), "the tables are read");
    named
}

fn tests() -> BTreeSet<Test> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("aws");
    let test = Regex::new(r"#\[test\]\s+fn (\w+)\(").expect("a pattern");
    let mut tests = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let module = path.file_stem().expect("a name").to_string_lossy();
        let text = fs::read_to_string(&path).expect("a file");
        for found in test.captures_iter(&text) {
            tests.insert((module.clone().into_owned(), found[1].to_owned()));
        }
    }
    tests
}
