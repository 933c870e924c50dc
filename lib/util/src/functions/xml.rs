//! `xml.toMap` and `xml.toJsonString`.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/xml-helpers-in-utils-xml.html>

use serde_json::Value;

use super::{
    Function,
    arguments::{any, refuse, text},
    both,
};
use crate::FieldError;

mod reader;

pub(super) static FUNCTIONS: &[Function] = &[
    both("xml.toMap", |_, arguments| to_map(text(arguments, 0)?)),
    both("xml.toJsonString", |_, arguments| {
        let json = to_map(text(arguments, 0)?)?.to_string();
        let is_string_encoded = any(arguments, 1) == &Value::Bool(true);
        Ok(Value::String(if is_string_encoded {
            Value::String(json).to_string()
        } else {
            json
        }))
    }),
];

fn to_map(xml: &str) -> Result<Value, Box<FieldError>> {
    reader::read(xml)
        .map(Value::Object)
        .map_err(|message| refuse(format!("xml: {message}")))
}
