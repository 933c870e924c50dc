//! The utility functions that templates have of their own. Those shared with APPSYNC_JS are tested where
//! they live.

use serde_json::{Value, json};

use crate::{check, check_with};

fn arguments_of_every_kind() -> Value {
    json!({"n": null, "e": "", "b": "  ", "s": "x", "i": 1, "d": 1.5, "t": true, "l": [], "m": {}})
}

#[test]
fn questions_are_answered_for_every_kind_of_value() {
    // For each argument in order whether the function says true.
    for (function, answers) in [
        ("isNull", "TFFFFFFFF"),
        ("isNullOrEmpty", "TTFFFFFTT"),
        ("isNullOrBlank", "TTTFFFFTT"),
        ("isString", "FTTTFFFFF"),
        ("isNumber", "FFFFTTFFF"),
        ("isBoolean", "FFFFFFTFF"),
        ("isList", "FFFFFFFTF"),
        ("isMap", "FFFFFFFFT"),
    ] {
        for (name, answer) in ["n", "e", "b", "s", "i", "d", "t", "l", "m"]
            .iter()
            .zip(answers.chars())
        {
            let template = format!("$util.{function}($ctx.args.{name})");
            check_with(
                arguments_of_every_kind(),
                &template,
                if answer == 'T' { "true" } else { "false" },
            );
        }
    }
}

#[test]
fn the_type_of_every_kind_of_value_is_told() {
    for (name, kind) in [
        ("n", "Null"),
        ("s", "String"),
        ("i", "Number"),
        ("t", "Boolean"),
        ("l", "List"),
        ("m", "Map"),
    ] {
        check_with(
            arguments_of_every_kind(),
            &format!("$util.typeOf($ctx.args.{name})"),
            kind,
        );
    }
    check(
        "$util.typeOf($foreach) #foreach($e in [1])$util.typeOf($foreach)#end",
        "Null Object",
    );
}

#[test]
fn a_default_stands_in_for_null_empty_and_blank() {
    let arguments = json!({"n": null, "e": "", "b": " ", "s": "x"});
    for (function, results) in [
        ("defaultIfNull", "d|| |x"),
        ("defaultIfNullOrEmpty", "d|d| |x"),
        ("defaultIfNullOrBlank", "d|d|d|x"),
    ] {
        let call = |name| format!("$util.{function}($ctx.args.{name}, 'd')");
        let template = ["n", "e", "b", "s"].map(call).join("|");
        check_with(arguments.clone(), &template, results);
    }
}

#[test]
fn a_default_is_the_same_object() {
    check_with(
        json!({"l": [1]}),
        "$util.qr($util.defaultIfNull($ctx.args.l, []).add(2))$ctx.args.l",
        "[1, 2]",
    );
}

#[test]
fn to_json_writes_every_kind_of_value() {
    check_with(
        json!({"a": [1, -2.5, true, null, "q\"\\\n\u{1}/é"], "b": {}}),
        "$util.toJson($ctx.args)",
        r#"{"a":[1,-2.5,true,null,"q\"\\\n\u0001/é"],"b":{}}"#,
    );
    check(
        "$util.toJson($undefined) $util.toJson('a') $util.toJson(1.0E10)",
        "null \"a\" 1.0E10",
    );
}

#[test]
fn to_json_writes_an_entry_as_a_map() {
    check(
        "#set($m = {'a': 1})#foreach($e in $m.entrySet())$util.toJson($e)#end",
        "{\"a\":1}",
    );
}

#[test]
fn parsed_json_can_be_changed() {
    check(
        "#set($o = $util.parseJson('{\"a\":{\"b\":[1]}}'))$util.qr($o.a.b.add(2))$util.toJson($o)",
        r#"{"a":{"b":[1,2]}}"#,
    );
    check(
        "$util.parseJson('\"x\"') $util.parseJson('1.50') [$!util.parseJson($undefined)]",
        "x 1.5 []",
    );
}

#[test]
fn text_that_is_no_json_is_null() {
    check(
        "$util.isList($util.parseJson('Admin')) $util.isNull($util.parseJson('{'))",
        "false true",
    );
}

#[test]
fn lists_and_maps_are_copied() {
    check(
        "$util.list.copyAndRetainAll([1, 2, 3], [2, 3, 4])",
        "[2, 3]",
    );
    check("$util.list.copyAndRemoveAll([1, 2, 3], [2, 3, 4])", "[1]");
    check(
        "$util.map.copyAndRetainAllKeys({'a': 1, 'b': 2}, ['b', 'c'])",
        "{b=2}",
    );
    check(
        "$util.map.copyAndRemoveAllKeys({'a': 1, 'b': 2}, ['b', 'c'])",
        "{a=1}",
    );
    check(
        "#set($a = [1])#set($b = $util.list.copyAndRemoveAll($a, []))$util.qr($b.add(2))$a$b",
        "[1][1, 2]",
    );
}

#[test]
fn lists_are_sorted_by_value_or_property() {
    check("$util.list.sortList(['b', 'a'], false, 'any')", "[a, b]");
    check("$util.list.sortList([1, 10, 9], true, 'any')", "[10, 9, 1]");
    check("$util.list.sortList([1.5, 2.5], true, 'any')", "[2.5, 1.5]");
    check(
        "$util.list.sortList([1, 10, 9.5], true, 'any')",
        "[1, 10, 9.5]",
    );
    check(
        "$util.list.sortList([{'n': 2}, {'n': 1}], false, 'n')",
        "[{n=1}, {n=2}]",
    );
    check("$util.list.sortList(['b', 1], false, 'any')", "[b, 1]");
}

#[test]
fn shared_functions_are_called_through_json() {
    check(
        "$util.dynamodb.toMapValuesJson({'a': [1, 'b', null]})",
        r#"{"a":{"L":[{"N":1},{"S":"b"},{"NULL":null}]}}"#,
    );
    check(
        "#set($v = $util.dynamodb.toDynamoDB({'a': 1}))$v.M.a.N",
        "1",
    );
    check(
        "$utils.time.nowISO8601() $util.autoId()",
        "2018-02-06T19:01:35.750Z 30313233-3435-4637-b839-616263646566",
    );
    check("$util.authType()", "API Key Authorization");
}
