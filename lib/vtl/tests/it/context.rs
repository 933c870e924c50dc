//! `$ctx`.

use appsynth_util::{Context, Outcome};
use serde_json::json;

use crate::{check, render};

#[test]
fn every_member_is_there() {
    let context = Context {
        arguments: json!({"v": "arguments"}),
        identity: json!({"v": "identity"}),
        source: json!({"v": "source"}),
        stash: json!({"v": "stash"}),
        prev: json!({"result": {"v": "prev"}}),
        result: json!({"v": "result"}),
        error: json!({"v": "error"}),
        request: json!({"headers": {"v": "request"}}),
        info: json!({"v": "info"}),
        env: json!({"v": "env"}),
    };
    for member in [
        "arguments",
        "args",
        "identity",
        "source",
        "stash",
        "prev.result",
        "result",
        "error",
        "request.headers",
        "info",
        "env",
    ] {
        let value = member
            .split('.')
            .next()
            .unwrap_or_default()
            .replace("args", "arguments");
        for root in ["ctx", "context"] {
            assert_eq!(render(&format!("${root}.{member}.v"), &context).text, value);
        }
    }
}

#[test]
fn what_appsync_leaves_out_is_null() {
    check(
        "$util.isNull($ctx.identity) $util.isNull($ctx.prev) $util.toJson($ctx.args)",
        "true true {}",
    );
}

#[test]
fn the_arguments_keep_what_is_put() {
    let context = Context {
        arguments: json!({"input": {"a": 1}}),
        ..Context::default()
    };
    let arguments = |template: &str| render(template, &context).evaluation.arguments;
    assert_eq!(
        arguments(r#"$util.qr($ctx.args.input.put("owner", "ann"))"#),
        Some(json!({"input": {"a": 1, "owner": "ann"}}))
    );
    assert_eq!(
        arguments(r#"#set($ctx.arguments.filter = {"a": 2})"#),
        Some(json!({"input": {"a": 1}, "filter": {"a": 2}}))
    );
    assert_eq!(arguments("$ctx.stash"), None);
}

#[test]
fn the_stash_keeps_what_is_put() {
    let context = Context {
        stash: json!({"a": 1}),
        ..Context::default()
    };
    let rendered = render(
        "$util.qr($ctx.stash.put('b', [2]))#set($ctx.stash.c = $ctx.stash.a)",
        &context,
    );
    let stash = json!({"a": 1, "b": [2], "c": 1});
    assert_eq!(rendered.evaluation.stash, Some(stash));
    assert_eq!(context.stash, json!({"a": 1}));
}

#[test]
fn the_stash_outlives_an_error() {
    let rendered = render(
        "$util.qr($ctx.stash.put('a', 1))$util.error('no')",
        &Context::default(),
    );
    assert_eq!(rendered.evaluation.stash, Some(json!({"a": 1})));
    assert!(matches!(rendered.evaluation.outcome, Outcome::Error(_)));
}

#[test]
fn arguments_and_args_are_the_same_map() {
    check("$util.qr($ctx.args.put('a', 1))$ctx.arguments", "{a=1}");
}

#[test]
fn appended_errors_are_seen() {
    check(
        "$ctx.outErrors.size()$util.appendError('no', 'Kind') $ctx.outErrors.size() $ctx.outErrors[0].message $ctx.outErrors[0].errorType",
        "0 1 no Kind",
    );
    check("$util.toJson($ctx.outErrors)", "[]");
}
