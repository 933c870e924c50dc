//! `toJson` and `parseJson`.

use crate::{evaluate::Native, json::write, value::Value};

pub(super) const FUNCTIONS: &[(&str, Native)] = &[
    ("toJson", |evaluator, arguments, at| {
        let mut text = String::new();
        let value = arguments.first().unwrap_or(&Value::Null);
        write(&mut text, &evaluator.heap, value)
            .map_err(|error| evaluator.fail(at, format!("`$util.toJson`: {error}")))?;
        Ok(evaluator.heap.text(text)?)
    }),
    ("parseJson", |evaluator, arguments, at| {
        let text = match arguments {
            [Value::Null, ..] | [] => return Ok(Value::Null),
            [value, ..] => evaluator.text_of(value)?,
        };
        let json = serde_json::from_str(&text)
            .map_err(|error| evaluator.fail(at, format!("`$util.parseJson`: {error}")))?;
        Ok(evaluator.heap.adopt(json)?)
    }),
];
