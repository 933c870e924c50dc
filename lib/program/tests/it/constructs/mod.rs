//! Every construct, printed both ways and run both ways.

mod conditions;
mod json_text;
mod statements;
mod values;

use appsynth_program::{Condition, Expr, Half, Stmt, end_if, null, print, return_};
use appsynth_util::Context;
use expect_test::Expect;
use serde_json::{Value, json};

use crate::agreement::evaluations;

/// A context that has something of every kind.
fn full() -> Context {
    Context {
        arguments: json!({
            "id": "1", "text": "a-b-", "empty": "", "number": 3, "yes": true, "no": false,
            "null": null, "list": ["x", "y", "x"], "none": [], "map": {"k": "v", "n": null},
            "nothing": {}, "filter": {"age": {"gt": 3}},
        }),
        identity: json!({"claims": {"sub": "me", "cognito:groups": ["a"]}, "username": "u"}),
        source: json!({"id": "parent"}),
        stash: json!({"kept": {"deep": 1}}),
        prev: json!({"result": {"p": 1}}),
        result: json!({"items": [1, 2]}),
        error: json!({"message": "m", "type": "t"}),
        ..Context::default()
    }
}

/// Asserts both printings of the half, without what stands around a JavaScript function's body, and
/// that they agree in a full and in an empty context.
fn check_half(half: &Half, vtl: Expect, js: Expect) {
    vtl.assert_eq(&print::vtl(half));
    let module = print::js(half, &Half::new([], return_(null())));
    let body = module.split_once("export function request(ctx) {\n");
    let (_, rest) = body.expect("a request function");
    let (body, rest) = rest.split_once("\n}\n").expect("an end");
    let (_, helpers) = rest.split_once("\n}\n").expect("a response function");
    let body: Vec<&str> = body
        .lines()
        .map(|line| line.strip_prefix("  ").unwrap_or(line))
        .collect();
    js.assert_eq(&format!("{}\n{helpers}", body.join("\n")));
    evaluations(half, &[full(), Context::default()]);
}

fn check(statements: impl IntoIterator<Item = Stmt>, vtl: Expect, js: Expect) {
    check_half(&Half::new(statements, return_(null())), vtl, js);
}

fn check_value(value: impl Into<Expr>, vtl: Expect, js: Expect) {
    check_half(&Half::new([], return_(value)), vtl, js);
}

/// Asserts the outcome in the full context as well: whether it holds.
fn check_condition(condition: Condition, holds: bool, vtl: Expect, js: Expect) {
    let half = Half::new(
        [],
        end_if(
            condition,
            Half::new([], return_(true)),
            Half::new([], return_(false)),
        ),
    );
    let printed = print::vtl(&half);
    vtl.assert_eq(printed.lines().next().unwrap_or_default());
    let printed = print::js(&half, &half);
    let (_, printed) = printed.split_once("  if ").expect("a condition");
    let (printed, _) = printed.split_once(" {\n").expect("a block");
    js.assert_eq(printed);
    let evaluations = evaluations(&half, &[full(), Context::default()]);
    assert_eq!(
        evaluations[0].outcome,
        appsynth_util::Outcome::Value(Value::Bool(holds)),
        "{printed}"
    );
}
