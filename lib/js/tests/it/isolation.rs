//! No evaluation leaves anything behind.

use appsynth_util::{Context, Half, Outcome};
use serde_json::json;

use crate::{compile, engine};

#[test]
fn module_variables_begin_anew() {
    let module = compile(
        "let calls = 0;
         const seen = [];
         const memo = { last: null };
         export function request(ctx) {
            calls += 1;
            seen.push(calls);
            const { last } = memo;
            memo.last = calls;
            return [calls, seen, last];
         }",
    );
    for _ in 0..3 {
        let outcome = module
            .evaluate_blocking(Half::Request, &Context::default())
            .outcome;
        assert_eq!(outcome, Outcome::Value(json!([1, [1], null])));
    }
}

#[test]
fn nothing_shared_can_be_changed() {
    let engine = engine();
    for attempt in [
        "Object.prototype.leak = 1",
        "Object.prototype.toString = () => 'x'",
        "Array.prototype.map = () => 'x'",
        "Array.prototype.leak = 1",
        "Object.getPrototypeOf(() => {}).leak = 1",
        "String.prototype.trim = 1",
        "Object.getPrototypeOf([].values()).next = 1",
        "Object.getPrototypeOf(''.at).leak = 1",
        "Object.defineProperty(Object, 'leak', { value: 1 })",
        "Math.max = 1",
        "JSON.stringify = 1",
        "util.leak = 1",
        "util.dynamodb.toMapValues = 1",
        "ddb.operations.add = 1",
        "ddb.get.leak = 1",
        "console.log = 1",
        "runtime.earlyReturn = 1",
        "leak = 1",
        "Object.setPrototypeOf(util, null)",
        "Object.setPrototypeOf(Object.prototype, { leak: 1 })",
        "delete Array.prototype.map",
    ] {
        let code = format!(
            "import * as ddb from '@aws-appsync/utils/dynamodb';
             export function request(ctx) {{ {attempt}; return 'changed'; }}"
        );
        let outcome = engine
            .compile("test.js", &code)
            .expect("valid code")
            .evaluate_blocking(Half::Request, &Context::default())
            .outcome;
        assert!(
            matches!(outcome, Outcome::Error(_)),
            "{attempt}: {outcome:?}"
        );
    }
}

#[test]
fn text_cannot_become_code() {
    let engine = engine();
    for attempt in [
        "(() => {}).constructor('return 1')()",
        "Object.getPrototypeOf(() => {}).constructor('return 1')()",
        "[].map.constructor('return 1')()",
        "util.autoId.constructor('return 1')()",
        "({}).constructor.constructor('return 1')()",
        "eval('1')",
    ] {
        let code = format!("export function request(ctx) {{ return [{attempt}] }}");
        let outcome = engine
            .compile("test.js", &code)
            .expect("valid code")
            .evaluate_blocking(Half::Request, &Context::default())
            .outcome;
        assert_ne!(outcome, Outcome::Value(json!([1])), "{attempt}");
    }
}

#[test]
fn own_properties_may_have_names_of_shared_ones() {
    let module = compile(
        "export function request(ctx) {
            const item = {};
            item.toString = 1;
            item.valueOf = 2;
            item.hasOwnProperty = 3;
            return item;
        }",
    );
    assert_eq!(
        module
            .evaluate_blocking(Half::Request, &Context::default())
            .outcome,
        Outcome::Value(json!({"toString": 1, "valueOf": 2, "hasOwnProperty": 3}))
    );
}
