//! Loops and methods of lists end after 1,000 rounds.

use appsynth_util::{Context, Outcome};
use serde_json::{Value, json};

use super::request;

/// What a handler gives for a list of so many numbers, and its log.
fn of_numbers(count: usize, body: &str) -> (Value, Vec<String>) {
    let code = format!("export function request(ctx) {{\n{body}\n}}\n");
    let context = Context {
        arguments: json!({ "list": (0..count).collect::<Vec<_>>() }),
        ..Context::default()
    };
    let evaluation = request(&code, context);
    match evaluation.outcome {
        Outcome::Value(value) => (value, evaluation.logs),
        other => panic!("{other:?}"),
    }
}

const LOOP: &str = "  const { list } = ctx.args;
  let rounds = 0;
  for (const one of list) rounds += 1;
  for (const place in list) {
    rounds += 1;
  }
  return rounds;";

#[test]
fn loops_end_after_a_thousand_rounds_and_the_log_tells() {
    assert_eq!(of_numbers(1_000, LOOP), (json!(2_000), Vec::new()));
    let (rounds, logs) = of_numbers(1_500, LOOP);
    assert_eq!(rounds, json!(2_000));
    assert_eq!(
        logs,
        [
            "WARN - code.js:4:3: the loop ends after 1000 rounds",
            "WARN - code.js:5:3: the loop ends after 1000 rounds",
        ]
    );
}

#[test]
fn rounds_of_a_loop_in_a_loop_are_its_own() {
    let body = "  let rounds = 0;
  for (const one of ctx.args.list) for (const other of ctx.args.list) rounds += 1;
  return rounds;";
    assert_eq!(of_numbers(100, body), (json!(10_000), Vec::new()));
}

#[test]
fn a_loop_that_ends_by_itself_is_left_alone() {
    let body = "  for (const one of ctx.args.list) if (one === 999) return one;
  return null;";
    assert_eq!(of_numbers(5_000, body), (json!(999), Vec::new()));
}

#[test]
fn methods_that_call_a_function_for_each_item_see_a_thousand() {
    for (expression, expected) in [
        ("list.map((one) => one).length", json!(1_000)),
        ("list.filter((one) => true).length", json!(1_000)),
        ("list.reduce((sum, one) => sum + 1, 0)", json!(1_000)),
        ("list.some((one) => one === 1200)", json!(false)),
        ("list.slice(0, 1200).length", json!(1_200)),
    ] {
        let body = format!("  const list = ctx.args.list;\n  return {expression};");
        let (value, logs) = of_numbers(1_500, &body);
        assert_eq!(value, expected, "{expression}");
        let is_cut = !expression.contains("slice");
        assert_eq!(logs.len(), usize::from(is_cut), "{logs:?}");
    }
    let (_, logs) = of_numbers(1_500, "  return ctx.args.list.map((one) => one);");
    assert_eq!(
        logs,
        ["WARN - code.js:2:10: `map` ends after 1000 of 1500 items"]
    );
}

#[test]
fn modules_of_appsync_go_through_whole_lists() {
    let body = "  return util.dynamodb.toDynamoDB(ctx.args.list).L.length;";
    let (length, logs) = of_numbers(1_500, body);
    assert_eq!((length, logs), (json!(1_500), Vec::new()));
    let code = "import * as ddb from '@aws-appsync/utils/dynamodb';
        export function request(ctx) { return ddb.put({ key: { id: '1' }, item: { list: ctx.args.list } }); }";
    let context = Context {
        arguments: json!({ "list": (0..1_500).collect::<Vec<_>>() }),
        ..Context::default()
    };
    let Outcome::Value(value) = request(code, context).outcome else {
        panic!("no value");
    };
    let list = value.pointer("/attributeValues/list/L");
    assert_eq!(list.and_then(Value::as_array).map(Vec::len), Some(1_500));
}

#[test]
fn errors_in_loops_are_told_at_their_places() {
    let code = "export function request(ctx) {\n  for (const one of ctx.args.list) one.a.b;\n}\n";
    let context = Context {
        arguments: json!({ "list": [1] }),
        ..Context::default()
    };
    let Outcome::Error(error) = request(code, context).outcome else {
        panic!("no error");
    };
    assert!(
        error.message.starts_with("code.js:2:36: "),
        "{}",
        error.message
    );
}
