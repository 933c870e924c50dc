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
    ("parseJson", |evaluator, arguments, _| {
        let text = match arguments {
            [Value::Null, ..] | [] => return Ok(Value::Null),
            [value, ..] => evaluator.text_of(value)?,
        };
        // Text that is no JSON gives null: Amplify's templates ask whether a claim is a list that way.
        match serde_json::from_str(&text) {
            Ok(json) => Ok(evaluator.heap.adopt(json)?),
            Err(_) => Ok(Value::Null),
        }
    }),
];
