//! Translations are held against the tests beside the templates.

use appsynth_migrate::{compare, compare_tests};
use appsynth_test::TestFile;

use crate::request;

const TESTS: &str = r#"{ "cases": [
  { "name": "one", "context": { "arguments": { "id": "1" } }, "answers": [{ "result": { "id": "1" } }] },
  { "name": "none", "context": { "arguments": { "id": null } } }
] }"#;

fn tests_say(code: &str) -> Vec<String> {
    let tests = TestFile::parse("r/f.test.json", TESTS).expect("a test file");
    let file = |path: &str| {
        (path == "r/f.req.vtl").then(|| "{ \"payload\": $util.toJson($ctx.args.id) }".to_owned())
    };
    let comparison = compare_tests(&tests, file, "r/f.js", code).expect("the tests run");
    assert_eq!(comparison.same + comparison.differences.len(), 2);
    let differences = comparison.differences.into_iter();
    differences.map(|one| one.on.to_string()).collect()
}

#[test]
fn a_translation_does_what_the_templates_do() {
    let code = request("{ \"payload\": $util.toJson($ctx.args.id) }").code;
    assert_eq!(tests_say(&code), [""; 0]);
}

#[test]
fn a_test_on_which_they_differ_is_told() {
    let code = "export function request(ctx) { return { payload: ctx.args.id ?? 'nothing' }; }
export function response(ctx) { return ctx.result; }";
    assert_eq!(tests_say(code), ["\"none\""]);
}

#[test]
fn a_generated_context_on_which_they_differ_is_told() {
    let comparison = compare(
        Some("#if($ctx.args.flag) {\"a\": 1} #else {\"a\": 2} #end"),
        None,
        "export function request(ctx) { return ctx.args.flag ? { a: 1 } : { a: 2 }; }
export function response(ctx) { return ctx.result; }",
    );
    let [difference] = comparison.differences.as_slice() else {
        panic!("{comparison:?}");
    };
    // An empty string is true in a template.
    assert_eq!(difference.on["arguments"]["flag"], "");
}

#[test]
fn a_module_that_is_no_module_is_a_difference() {
    let comparison = compare(
        Some("{}"),
        None,
        "export function request(ctx) { while (1) {} }",
    );
    assert!(comparison.differences[0].translation["refused"].is_string());
}
