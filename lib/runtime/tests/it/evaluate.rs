//! Code and templates evaluated without an API.

use appsynth_diagnostics::{Sources, render};
use appsynth_runtime::evaluate::{Evaluator, read_context};
use appsynth_util::{Context, Half, Host};
use expect_test::{Expect, expect};
use serde_json::json;

fn evaluator() -> Evaluator {
    Evaluator::new(Host::system())
}

fn check(json: &str, expected: Expect) {
    let text = match read_context(json) {
        Ok(Context {
            arguments,
            stash,
            prev,
            ..
        }) => format!("{arguments} {stash} {prev}"),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&text);
}

#[test]
fn a_context_has_arguments_and_a_stash_in_any_case() {
    check("{}", expect!["{} {} null"]);
    check(r#"{"args": {"id": 1}}"#, expect![[r#"{"id":1} {} null"#]]);
    check(
        r#"{"arguments": null, "args": {"id": 1}, "stash": null}"#,
        expect![[r#"{"id":1} {} null"#]],
    );
    check(
        r#"{"stash": {"a": 1}, "prev": {"result": 2}, "other": 3}"#,
        expect![[r#"{} {"a":1} {"result":2}"#]],
    );
}

#[test]
fn a_context_is_a_json_object() {
    check("[]", expect!["the context is not a JSON object"]);
    check(
        "{",
        expect!["the context is not JSON: EOF while parsing an object at line 1 column 1"],
    );
}

#[test]
fn an_early_return_is_a_result() {
    let code = "import { runtime } from '@aws-appsync/utils';
        export function request(ctx) { runtime.earlyReturn({ early: true }); }
        export function response(ctx) { return 1; }";
    let answer = evaluator()
        .code(code, Half::Request, Context::default())
        .unwrap();
    assert_eq!(
        answer.evaluation_result.as_deref(),
        Some(r#"{"early":true}"#)
    );
}

#[test]
fn an_error_has_no_result_and_keeps_its_type() {
    let answer = evaluator()
        .template("{}$util.error(\"no\", \"Denied\")", &Context::default())
        .unwrap();
    assert_eq!(answer.evaluation_result, None);
    let error = answer.error.unwrap();
    assert_eq!(error.error_type.as_deref(), Some("Denied"));
    assert_eq!(json!(error), json!({"message": "no"}));
}

#[test]
fn refusals_tell_the_place_of_every_mistake() {
    let code = "export function request(ctx) { return ~1; }\nclass A {}\n";
    let refused = evaluator()
        .code(code, Half::Request, Context::default())
        .unwrap_err();
    let mut sources = Sources::new();
    let source = sources.add("getPost.js", code);
    expect![[r#"
        getPost.js:1:39: error[AS4102] `~` is not supported
        getPost.js:2:1: error[AS4102] `class` is not supported
    "#]]
    .assert_eq(&render::concise(&refused.diagnostics(source), &sources));
    let errors = refused.answer.error.unwrap().code_errors;
    let spans: Vec<_> = errors.iter().map(|error| error.location.span).collect();
    assert_eq!(spans, [2, 5]);
}
