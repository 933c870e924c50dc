//! `dynamodb.*`: plain values as typed attribute values.
//!
//! Numbers stay JSON numbers, `{"N": 10}`, and null is `{"NULL": null}`, as recorded on AWS; DynamoDB's
//! own API would have `{"N": "10"}` and `{"NULL": true}`. Functions for one type give null for null, and not
//! an attribute value, as the types of `@aws-appsync/utils` say.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/dynamodb-helpers-in-util-dynamodb-js.html>

use serde_json::{Map, Value, json};

use super::{
    Function,
    arguments::{any, optional_list, optional_map, optional_text, refuse, text},
    both, differing, vtl,
};
use crate::{FieldError, Host};

/// Each `to…` function has a `to…Json` twin in VTL that gives the same as JSON text.
macro_rules! as_json {
    ($function:ident) => {
        |host, arguments| Ok(Value::String($function(host, arguments)?.to_string()))
    };
}

/// In APPSYNC_JS, what is of another kind than a function converts becomes null: so the package's types
/// have it.
macro_rules! null_unless {
    ($is_kind:path, $function:ident) => {
        |host, arguments| match any(arguments, 0) {
            value if $is_kind(value) => $function(host, arguments),
            _ => Ok(Value::Null),
        }
    };
}

pub(super) static FUNCTIONS: &[Function] = &[
    both("dynamodb.toDynamoDB", to_dynamodb),
    vtl("dynamodb.toDynamoDBJson", as_json!(to_dynamodb)),
    both("dynamodb.toString", to_string),
    vtl("dynamodb.toStringJson", as_json!(to_string)),
    both("dynamodb.toStringSet", to_string_set),
    vtl("dynamodb.toStringSetJson", as_json!(to_string_set)),
    both("dynamodb.toNumber", to_number),
    vtl("dynamodb.toNumberJson", as_json!(to_number)),
    both("dynamodb.toNumberSet", to_number_set),
    vtl("dynamodb.toNumberSetJson", as_json!(to_number_set)),
    both("dynamodb.toBinary", to_binary),
    vtl("dynamodb.toBinaryJson", as_json!(to_binary)),
    both("dynamodb.toBinarySet", to_binary_set),
    vtl("dynamodb.toBinarySetJson", as_json!(to_binary_set)),
    both("dynamodb.toBoolean", to_boolean),
    vtl("dynamodb.toBooleanJson", as_json!(to_boolean)),
    both("dynamodb.toNull", to_null),
    vtl("dynamodb.toNullJson", as_json!(to_null)),
    differing(
        "dynamodb.toList",
        to_list,
        null_unless!(Value::is_array, to_list),
    ),
    vtl("dynamodb.toListJson", as_json!(to_list)),
    differing(
        "dynamodb.toMap",
        to_map,
        null_unless!(Value::is_object, to_map),
    ),
    vtl("dynamodb.toMapJson", as_json!(to_map)),
    differing(
        "dynamodb.toMapValues",
        to_map_values,
        null_unless!(Value::is_object, to_map_values),
    ),
    vtl("dynamodb.toMapValuesJson", as_json!(to_map_values)),
    both("dynamodb.toS3Object", to_s3_object),
    vtl("dynamodb.toS3ObjectJson", as_json!(to_s3_object)),
    both("dynamodb.fromS3ObjectJson", from_s3_object_json),
];

/// The attribute value of any plain value: strings, numbers, booleans, null, lists and maps.
pub(super) fn attribute_value(value: &Value) -> Value {
    match value {
        Value::Null => typed("NULL", Value::Null),
        Value::Bool(_) => typed("BOOL", value.clone()),
        Value::Number(_) => typed("N", value.clone()),
        Value::String(_) => typed("S", value.clone()),
        Value::Array(list) => typed("L", list.iter().map(attribute_value).collect()),
        Value::Object(map) => typed("M", Value::Object(attribute_values(map))),
    }
}

fn attribute_values(map: &Map<String, Value>) -> Map<String, Value> {
    map.iter()
        .map(|(name, value)| (name.clone(), attribute_value(value)))
        .collect()
}

fn typed(kind: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(kind.to_owned(), value)]))
}

fn to_dynamodb(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    Ok(attribute_value(any(arguments, 0)))
}

fn to_string(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    Ok(optional_text(arguments, 0)?.map_or(Value::Null, |text| typed("S", Value::from(text))))
}

fn to_number(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    match any(arguments, 0) {
        Value::Null => Ok(Value::Null),
        number @ Value::Number(_) => Ok(typed("N", number.clone())),
        _ => Err(refuse("dynamodb.toNumber: the argument must be a number")),
    }
}

fn to_binary(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    Ok(optional_text(arguments, 0)?.map_or(Value::Null, |text| typed("B", Value::from(text))))
}

fn to_boolean(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    match any(arguments, 0) {
        Value::Null => Ok(Value::Null),
        boolean @ Value::Bool(_) => Ok(typed("BOOL", boolean.clone())),
        _ => Err(refuse("dynamodb.toBoolean: the argument must be a boolean")),
    }
}

fn to_null(_: &Host, _: &[Value]) -> Result<Value, Box<FieldError>> {
    Ok(typed("NULL", Value::Null))
}

fn to_string_set(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    set(
        "SS",
        "dynamodb.toStringSet: every element must be a string",
        Value::is_string,
        arguments,
    )
}

fn to_number_set(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    set(
        "NS",
        "dynamodb.toNumberSet: every element must be a number",
        Value::is_number,
        arguments,
    )
}

fn to_binary_set(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    set(
        "BS",
        "dynamodb.toBinarySet: every element must be a base64 string",
        Value::is_string,
        arguments,
    )
}

fn set(
    kind: &str,
    refusal: &str,
    is_allowed: fn(&Value) -> bool,
    arguments: &[Value],
) -> Result<Value, Box<FieldError>> {
    match optional_list(arguments, 0)? {
        None => Ok(Value::Null),
        Some(list) if list.iter().all(is_allowed) => Ok(typed(kind, Value::Array(list.to_vec()))),
        Some(_) => Err(refuse(refusal)),
    }
}

fn to_list(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    Ok(optional_list(arguments, 0)?.map_or(Value::Null, |list| {
        typed("L", list.iter().map(attribute_value).collect())
    }))
}

fn to_map(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    Ok(optional_map(arguments, 0)?.map_or(Value::Null, |map| {
        typed("M", Value::Object(attribute_values(map)))
    }))
}

fn to_map_values(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    Ok(optional_map(arguments, 0)?.map_or(Value::Null, |map| Value::Object(attribute_values(map))))
}

/// An S3 object is stored as JSON text, which is what AppSync's `S3Object` type reads back.
fn to_s3_object(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    let mut object = Map::new();
    for (index, name) in ["key", "bucket", "region"].into_iter().enumerate() {
        object.insert(name.to_owned(), Value::from(text(arguments, index)?));
    }
    if let Some(version) = optional_text(arguments, 3)? {
        object.insert("version".to_owned(), Value::from(version));
    }
    Ok(typed(
        "S",
        Value::String(json!({ "s3": object }).to_string()),
    ))
}

/// Bucket, region, key and version of an S3 object's text, or of the attribute value that holds it. Null
/// for what is no S3 object, as recorded on AWS for <https://github.com/localstack/appsync-utils>.
fn from_s3_object_json(_: &Host, arguments: &[Value]) -> Result<Value, Box<FieldError>> {
    let argument = any(arguments, 0);
    let text = argument.get("S").unwrap_or(argument).as_str();
    let stored: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
    Ok(stored
        .as_ref()
        .and_then(|stored| stored.get("s3"))
        .cloned()
        .unwrap_or(Value::Null))
}
