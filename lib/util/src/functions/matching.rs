//! `matches`.

use serde_json::Value;

use super::{
    Function,
    arguments::{optional_text, refuse, text},
    both,
};
use crate::java_regex;

pub(super) static FUNCTIONS: &[Function] = &[both("matches", |_, arguments| {
    let pattern = text(arguments, 0)?;
    let Some(value) = optional_text(arguments, 1)? else {
        return Ok(Value::Bool(false));
    };
    java_regex::matches(pattern, value)
        .map(Value::Bool)
        .map_err(|message| refuse(format!("matches: {message}")))
})];
