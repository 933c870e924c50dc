//! Every function has a test of its own.

use appsynth_util::{FUNCTIONS, find};

#[test]
fn every_function_is_called_by_a_test() {
    let tests = [
        include_str!("dynamodb.rs"),
        include_str!("encoding.rs"),
        include_str!("http.rs"),
        include_str!("identifiers.rs"),
        include_str!("math.rs"),
        include_str!("rds.rs"),
        include_str!("str.rs"),
        include_str!("time.rs"),
        include_str!("transform.rs"),
        include_str!("xml.rs"),
    ]
    .concat();
    let untested: Vec<_> = FUNCTIONS
        .iter()
        .map(|function| function.name)
        .filter(|name| !tests.contains(&format!("\"{name}\"")))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}

#[test]
fn functions_are_found_by_name() {
    for function in FUNCTIONS.iter() {
        assert!(
            std::ptr::eq(find(function.name).unwrap(), *function),
            "{}",
            function.name
        );
    }
    assert!(find("dynamodb.toNothing").is_none());
}

#[test]
fn json_twins_are_for_templates_only() {
    assert!(!find("dynamodb.toMapJson").unwrap().availability.in_js());
    assert!(find("dynamodb.toMap").unwrap().availability.in_js());
    assert!(find("dynamodb.toMap").unwrap().availability.in_vtl());
}
