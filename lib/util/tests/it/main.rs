//! AppSync's utility functions, each called by its name.

mod coverage;
mod dynamodb;
mod encoding;
mod http;
mod identifiers;
mod math;
mod rds;
mod robustness;
mod str;
mod time;
mod transform;
mod xml;

use appsynth_util::{FieldError, Host, find};
use serde_json::Value;

/// The time of the examples in AppSync's documentation, and bytes that never change.
fn host() -> Host {
    Host::standing_still(1_517_943_695_750, *b"0123456789abcdef")
}

fn call(name: &str, arguments: &Value) -> Result<Value, Box<FieldError>> {
    let function = find(name).unwrap_or_else(|| panic!("no function {name}"));
    let arguments = arguments.as_array().expect("a list of arguments");
    (function.call)(&host(), arguments)
}

/// Calls a function with a list of arguments.
#[track_caller]
fn check(name: &str, arguments: Value, result: impl Into<Value>) {
    match call(name, &arguments) {
        Ok(value) => assert_eq!(value, result.into(), "{name}({arguments})"),
        Err(error) => panic!("{name}({arguments}): {}", error.message),
    }
}

/// Calls a function as APPSYNC_JS does.
#[track_caller]
fn check_js(name: &str, arguments: Value, result: impl Into<Value>) {
    let function = find(name).unwrap_or_else(|| panic!("no function {name}"));
    let list = arguments.as_array().expect("a list of arguments");
    match (function.call_from_js)(&host(), list) {
        Ok(value) => assert_eq!(value, result.into(), "{name}({arguments})"),
        Err(error) => panic!("{name}({arguments}): {}", error.message),
    }
}

/// The message a function refuses its arguments with.
#[track_caller]
fn check_error(name: &str, arguments: Value, message: &str) {
    match call(name, &arguments) {
        Ok(value) => panic!("{name}({arguments}) gave {value}"),
        Err(error) => assert_eq!(error.message, message, "{name}({arguments})"),
    }
}

/// Calls a function that gives JSON text.
#[track_caller]
fn check_json(name: &str, arguments: Value, result: Value) {
    match call(name, &arguments) {
        Ok(Value::String(text)) => {
            let value: Value = serde_json::from_str(&text).expect("JSON text");
            assert_eq!(value, result, "{name}({arguments})");
        }
        other => panic!("{name}({arguments}): {other:?}"),
    }
}
