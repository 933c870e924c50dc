use serde_json::{Value, json};

use crate::{check, check_error, check_js, check_json};

/// A function and its twin that gives the same as text.
#[track_caller]
fn check_both(name: &str, arguments: Value, result: Value) {
    check(name, arguments.clone(), result.clone());
    check_json(&format!("{name}Json"), arguments, result);
}

#[test]
fn any_value_becomes_an_attribute_value() {
    check_both("dynamodb.toDynamoDB", json!(["foo"]), json!({"S": "foo"}));
    check_both("dynamodb.toDynamoDB", json!([12345]), json!({"N": 12345}));
    check_both("dynamodb.toDynamoDB", json!([1.5]), json!({"N": 1.5}));
    check_both("dynamodb.toDynamoDB", json!([true]), json!({"BOOL": true}));
    check_both("dynamodb.toDynamoDB", json!([null]), json!({"NULL": null}));
    check_both(
        "dynamodb.toDynamoDB",
        json!([["foo", 123, {"bar": "baz"}]]),
        json!({"L": [{"S": "foo"}, {"N": 123}, {"M": {"bar": {"S": "baz"}}}]}),
    );
    check("dynamodb.toDynamoDBJson", json!([10]), "{\"N\":10}");
}

#[test]
fn scalars_become_attribute_values() {
    check_both("dynamodb.toString", json!(["foo"]), json!({"S": "foo"}));
    check("dynamodb.toStringJson", json!(["foo"]), "{\"S\":\"foo\"}");
    check_both("dynamodb.toNumber", json!([12345]), json!({"N": 12345}));
    check("dynamodb.toNumberJson", json!([1]), "{\"N\":1}");
    check_both("dynamodb.toBinary", json!(["Zm9v"]), json!({"B": "Zm9v"}));
    check("dynamodb.toBinaryJson", json!(["Zm9v"]), "{\"B\":\"Zm9v\"}");
    check_both("dynamodb.toBoolean", json!([true]), json!({"BOOL": true}));
    check("dynamodb.toBooleanJson", json!([true]), "{\"BOOL\":true}");
    check_both("dynamodb.toNull", json!([]), json!({"NULL": null}));
    check("dynamodb.toNullJson", json!([]), "{\"NULL\":null}");
}

#[test]
fn scalars_of_another_type_are_refused() {
    check_error(
        "dynamodb.toString",
        json!([1]),
        "argument 1 must be a string, but is a number",
    );
    check_error(
        "dynamodb.toNumber",
        json!(["1"]),
        "dynamodb.toNumber: the argument must be a number",
    );
    check_error(
        "dynamodb.toBoolean",
        json!(["true"]),
        "dynamodb.toBoolean: the argument must be a boolean",
    );
}

#[test]
fn sets_become_attribute_values() {
    check_both(
        "dynamodb.toStringSet",
        json!([["a", "b"]]),
        json!({"SS": ["a", "b"]}),
    );
    check(
        "dynamodb.toStringSetJson",
        json!([["a"]]),
        "{\"SS\":[\"a\"]}",
    );
    check_both(
        "dynamodb.toNumberSet",
        json!([[1, 23.45]]),
        json!({"NS": [1, 23.45]}),
    );
    check("dynamodb.toNumberSetJson", json!([[1]]), "{\"NS\":[1]}");
    check_both(
        "dynamodb.toBinarySet",
        json!([["Zg=="]]),
        json!({"BS": ["Zg=="]}),
    );
    check(
        "dynamodb.toBinarySetJson",
        json!([["Zg=="]]),
        "{\"BS\":[\"Zg==\"]}",
    );
}

#[test]
fn elements_of_another_type_are_refused() {
    check_error(
        "dynamodb.toStringSet",
        json!([["a", 1]]),
        "dynamodb.toStringSet: every element must be a string",
    );
    check_error(
        "dynamodb.toNumberSet",
        json!([["a"]]),
        "dynamodb.toNumberSet: every element must be a number",
    );
    check_error(
        "dynamodb.toBinarySet",
        json!([[1]]),
        "dynamodb.toBinarySet: every element must be a base64 string",
    );
}

#[test]
fn a_string_is_no_set() {
    check_error(
        "dynamodb.toStringSet",
        json!(["a"]),
        "argument 1 must be a list, but is a string",
    );
}

#[test]
fn lists_and_maps_become_attribute_values() {
    check_both(
        "dynamodb.toList",
        json!([["a", 1]]),
        json!({"L": [{"S": "a"}, {"N": 1}]}),
    );
    check("dynamodb.toListJson", json!([[]]), "{\"L\":[]}");
    check_both(
        "dynamodb.toMap",
        json!([{"a": "b", "c": [1]}]),
        json!({"M": {"a": {"S": "b"}, "c": {"L": [{"N": 1}]}}}),
    );
    check("dynamodb.toMapJson", json!([{}]), "{\"M\":{}}");
    check_both(
        "dynamodb.toMapValues",
        json!([{"a": "b", "n": null}]),
        json!({"a": {"S": "b"}, "n": {"NULL": null}}),
    );
    check("dynamodb.toMapValuesJson", json!([{}]), "{}");
    check("dynamodb.toMapValues", json!([null]), Value::Null);
}

#[test]
fn a_list_is_no_map() {
    check_error(
        "dynamodb.toMap",
        json!([[]]),
        "argument 1 must be a map, but is a list",
    );
}

#[test]
fn s3_objects_are_written_as_text_and_read_again() {
    let stored = |object: Value| json!({"S": json!({"s3": object}).to_string()});
    check_both(
        "dynamodb.toS3Object",
        json!(["foo", "bar", "baz"]),
        stored(json!({"key": "foo", "bucket": "bar", "region": "baz"})),
    );
    check_json(
        "dynamodb.toS3ObjectJson",
        json!(["foo", "bar", "baz", "beep"]),
        stored(json!({"key": "foo", "bucket": "bar", "region": "baz", "version": "beep"})),
    );
    check(
        "dynamodb.fromS3ObjectJson",
        json!(["{\"s3\":{\"key\":\"foo\",\"bucket\":\"bar\",\"region\":\"baz\"}}"]),
        json!({"key": "foo", "bucket": "bar", "region": "baz"}),
    );
    let object = json!({"bucket": "bar", "region": "baz", "key": "foo", "version": "beep"});
    check(
        "dynamodb.fromS3ObjectJson",
        json!([stored(object.clone())]),
        object,
    );
    for other in [json!(null), json!("x"), json!("{}"), json!(1), json!({})] {
        check("dynamodb.fromS3ObjectJson", json!([other]), Value::Null);
    }
    check_error(
        "dynamodb.toS3Object",
        json!(["foo"]),
        "argument 2 must be a string, but is null",
    );
}

/// As `lib/dynamodb-utils.d.ts` of <https://www.npmjs.com/package/@aws-appsync/utils> has it.
#[test]
fn null_is_no_value_of_a_type() {
    for name in [
        "dynamodb.toString",
        "dynamodb.toStringSet",
        "dynamodb.toNumber",
        "dynamodb.toNumberSet",
        "dynamodb.toBinary",
        "dynamodb.toBinarySet",
        "dynamodb.toBoolean",
        "dynamodb.toList",
        "dynamodb.toMap",
        "dynamodb.toMapValues",
    ] {
        check(name, json!([null]), Value::Null);
        check(&format!("{name}Json"), json!([null]), "null");
        check_js(name, json!([]), Value::Null);
    }
    check_js("dynamodb.toList", json!(["a"]), Value::Null);
    check_js("dynamodb.toMap", json!([["a"]]), Value::Null);
    check_js("dynamodb.toMapValues", json!(["a"]), Value::Null);
    check_js("dynamodb.toDynamoDB", json!([null]), json!({"NULL": null}));
}
