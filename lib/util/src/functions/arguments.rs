//! Reading the arguments of a call.

use serde_json::Value;

use crate::FieldError;

/// An error that names no type: the engine that called adds its own.
pub(super) fn refuse(message: impl Into<String>) -> Box<FieldError> {
    Box::new(FieldError {
        message: message.into(),
        error_type: None,
        data: Value::Null,
        error_info: Value::Null,
        value: Value::Null,
        has_place: false,
    })
}

/// The argument at `index`, null if it is missing.
pub(super) fn any(arguments: &[Value], index: usize) -> &Value {
    arguments.get(index).unwrap_or(&Value::Null)
}

/// A text, or null for null and for a missing argument.
pub(super) fn optional_text(
    arguments: &[Value],
    index: usize,
) -> Result<Option<&str>, Box<FieldError>> {
    match any(arguments, index) {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other => Err(wrong(index, "a string", other)),
    }
}

/// A text.
pub(super) fn text(arguments: &[Value], index: usize) -> Result<&str, Box<FieldError>> {
    optional_text(arguments, index)?.ok_or_else(|| wrong(index, "a string", &Value::Null))
}

/// A number without its fraction.
pub(super) fn integer(arguments: &[Value], index: usize) -> Result<i64, Box<FieldError>> {
    let value = any(arguments, index);
    value
        .as_i64()
        .or_else(|| value.as_f64().map(|number| number as i64))
        .ok_or_else(|| wrong(index, "a number", value))
}

/// A number.
pub(super) fn double(arguments: &[Value], index: usize) -> Result<f64, Box<FieldError>> {
    let value = any(arguments, index);
    value
        .as_f64()
        .ok_or_else(|| wrong(index, "a number", value))
}

/// A list, or none for null and for a missing argument.
pub(super) fn optional_list(
    arguments: &[Value],
    index: usize,
) -> Result<Option<&[Value]>, Box<FieldError>> {
    match any(arguments, index) {
        Value::Null => Ok(None),
        Value::Array(list) => Ok(Some(list)),
        other => Err(wrong(index, "a list", other)),
    }
}

/// A map, or none for null and for a missing argument.
pub(super) fn optional_map(
    arguments: &[Value],
    index: usize,
) -> Result<Option<&serde_json::Map<String, Value>>, Box<FieldError>> {
    match any(arguments, index) {
        Value::Null => Ok(None),
        Value::Object(map) => Ok(Some(map)),
        other => Err(wrong(index, "a map", other)),
    }
}

fn wrong(index: usize, expected: &str, found: &Value) -> Box<FieldError> {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    };
    refuse(format!(
        "argument {} must be {expected}, but is {found}",
        index + 1
    ))
}
