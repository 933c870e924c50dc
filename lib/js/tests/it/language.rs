//! JavaScript as AppSync has it.

use serde_json::{Value, json};

use crate::{evaluate, value};

#[test]
fn only_documented_globals_exist() {
    for name in [
        "Array",
        "Infinity",
        "JSON",
        "Math",
        "NaN",
        "Number",
        "Object",
        "String",
        "console",
        "extensions",
        "runtime",
        "util",
    ] {
        assert_ne!(
            value(&format!("typeof {name}")),
            json!("undefined"),
            "{name}"
        );
    }
    for name in [
        "Date",
        "Promise",
        "Proxy",
        "Reflect",
        "RegExp",
        "Function",
        "eval",
        "Map",
        "Set",
        "WeakRef",
        "Symbol",
        "Error",
        "BigInt",
        "globalThis",
        "setTimeout",
        "queueMicrotask",
        "fetch",
        "process",
        "require",
        "performance",
        "Uint8Array",
        "Atomics",
        "Iterator",
        "escape",
    ] {
        assert_eq!(
            value(&format!("typeof {name}")),
            json!("undefined"),
            "{name}"
        );
    }
}

#[test]
fn text_that_is_not_json_parses_to_nothing() {
    assert_eq!(value("JSON.parse('{x')"), json!(""));
    assert_eq!(value("JSON.parse('{\"x\": [1]}')"), json!({"x": [1]}));
}

#[test]
fn replacing_takes_patterns_of_java() {
    assert_eq!(value("'a1b2'.replace('\\\\d', '-')"), json!("a-b2"));
    assert_eq!(value("'a1b2'.replaceAll('\\\\d', '')"), json!("ab"));
    assert_eq!(value("'aXbX'.replaceAll('X', 'y')"), json!("ayby"));
    assert!(evaluate("'a'.replace('(', '')", json!({})).is_err());
    assert!(evaluate("'a'.replace('a', (a) => a)", json!({})).is_err());
}

#[test]
fn random_numbers_are_between_zero_and_one() {
    assert_eq!(
        value("[1, 2, 3].map(() => Math.random()).every((n) => n >= 0 && n < 1)"),
        json!(true)
    );
}

#[test]
fn modern_syntax_works() {
    let arguments = json!({"list": [{"n": 1}, {"n": 2}], "s": "x"});
    let expressions = [
        ("ctx.args.list.map(({ n }) => n ** 2)", json!([1, 4])),
        ("ctx.args?.missing?.deep ?? 'none'", json!("none")),
        (
            "(({ s, ...rest }) => Object.keys(rest))(ctx.args)",
            json!(["list"]),
        ),
        ("`a ${`b ${ctx.args.s}`}\nline`", json!("a b x\nline")),
        ("[...'ab'].concat([[1]].flat()).includes('b')", json!(true)),
        ("Object.hasOwn(ctx.args, 's') && 1 << 3", json!(8)),
        ("ctx.args.list.findLast((item) => item.n < 2).n", json!(1)),
    ];
    for (expression, expected) in expressions {
        assert_eq!(
            evaluate(expression, arguments.clone()),
            Ok(expected),
            "{expression}"
        );
    }
}

#[test]
fn utilities_work_on_values_of_the_code() {
    assert_eq!(
        value("util.dynamodb.toMapValues({ id: '1', n: 2 })"),
        json!({"id": {"S": "1"}, "n": {"N": 2}})
    );
    assert_eq!(value("util.urlEncode('a b')"), json!("a+b"));
    assert_eq!(
        value("util.time.epochMilliSecondsToSeconds(1999)"),
        json!(1)
    );
    assert_eq!(
        value("util.dynamodb.toNull()"),
        json!({"NULL": Value::Null})
    );
    assert_eq!(value("util.authType()"), json!("API Key Authorization"));
    assert_eq!(value("typeof util.autoId()"), json!("string"));
    assert_eq!(value("typeof util.toJson"), json!("undefined"));
}
