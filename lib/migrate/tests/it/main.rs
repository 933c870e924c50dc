//! Templates, what they become, and that both do the same.

mod requests;
mod responses;
mod robustness;
mod statements;
mod tests;
mod untranslated;

use appsynth_diagnostics::Sources;
use appsynth_migrate::{Template, Translation, compare, translate};
use expect_test::Expect;

/// Translates a request template.
#[track_caller]
fn request(text: &str) -> Translation {
    let mut sources = Sources::new();
    let path = "f.req.vtl";
    let id = sources.add(path, text);
    translate(Some(Template { id, path, text }), None).expect("a valid template")
}

/// Translates a response template.
#[track_caller]
fn response(text: &str) -> Translation {
    let mut sources = Sources::new();
    let path = "f.res.vtl";
    let id = sources.add(path, text);
    translate(None, Some(Template { id, path, text })).expect("a valid template")
}

/// The statements of the handler that a module has under this name.
fn body(code: &str, name: &str) -> String {
    let start = format!("export function {name}(ctx) {{\n");
    let (_, rest) = code.split_once(&start).expect("the handler is there");
    let (body, _) = rest.split_once("\n}\n").expect("the handler ends");
    let lines = body
        .lines()
        .map(|line| line.strip_prefix("  ").unwrap_or(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Holds the translation of a request template against what is expected, and against the template.
#[track_caller]
fn check_request(text: &str, expected: Expect) {
    check(&request(text), "request", [Some(text), None], expected);
}

/// The same for a response template.
#[track_caller]
fn check_response(text: &str, expected: Expect) {
    check(&response(text), "response", [None, Some(text)], expected);
}

#[track_caller]
fn check(translation: &Translation, half: &str, texts: [Option<&str>; 2], expected: Expect) {
    let problems = translation.problems.iter();
    let problems: Vec<_> = problems.map(|one| &one.message).collect();
    assert!(problems.is_empty(), "{problems:?}\n{}", translation.code);
    expected.assert_eq(&body(&translation.code, half));
    let comparison = compare(texts[0], texts[1], &translation.code);
    assert_eq!(comparison.differences, [], "{}", translation.code);
    assert!(comparison.same > 20, "{comparison:?}\n{}", translation.code);
}
