//! The context of an evaluation as JSON.

use appsynth_util::Context;
use serde_json::{Map, Value};

/// Why a text is no context.
#[derive(Debug, thiserror::Error)]
pub enum InvalidContext {
    /// It is not JSON.
    #[error("the context is not JSON: {0}")]
    NotJson(#[source] serde_json::Error),
    /// It is JSON, but not an object.
    #[error("the context is not a JSON object")]
    NotAnObject,
}

/// Reads a context: a JSON object with the members of `ctx`, each of which may be missing. `args` is
/// another name of `arguments`; members that `ctx` does not have are passed over.
///
/// # Errors
/// If the text is not a JSON object.
pub fn read_context(json: &str) -> Result<Context, InvalidContext> {
    let value = serde_json::from_str(json).map_err(InvalidContext::NotJson)?;
    let Value::Object(mut members) = value else {
        return Err(InvalidContext::NotAnObject);
    };
    let mut any = |name: &str| members.remove(name).unwrap_or_default();
    let (arguments, args) = (any("arguments"), any("args"));
    Ok(Context {
        arguments: object(if arguments.is_null() { args } else { arguments }),
        identity: any("identity"),
        source: any("source"),
        stash: object(any("stash")),
        prev: any("prev"),
        result: any("result"),
        error: any("error"),
        request: any("request"),
        info: any("info"),
        env: object(any("env")),
    })
}

/// Members that a resolver always finds are empty where none are given.
fn object(value: Value) -> Value {
    match value {
        Value::Null => Value::Object(Map::new()),
        value => value,
    }
}
