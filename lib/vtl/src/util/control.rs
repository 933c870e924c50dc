//! Functions that end the evaluation, or have an effect instead of a value.

use appsynth_util::FieldError;
use serde_json::Value as Json;

use crate::{
    evaluate::{Evaluator, Flow, Native},
    extensions::record,
    json::{size, to_json},
    tree::Position,
    value::Value,
};

pub(super) const FUNCTIONS: &[(&str, Native)] = &[
    ("qr", |_, _, _| Ok(nothing())),
    ("quiet", |_, _, _| Ok(nothing())),
    ("error", |evaluator, arguments, at| {
        Err(error(evaluator, arguments, at)?)
    }),
    ("appendError", append_error),
    ("unauthorized", |_, _, _| {
        Err(Flow::Error(Box::new(FieldError::new(
            "Unauthorized",
            "Unauthorized",
        ))))
    }),
    ("validate", validate),
    ("log.info", |evaluator, arguments, _| {
        log(evaluator, "INFO", arguments)
    }),
    ("log.error", |evaluator, arguments, _| {
        log(evaluator, "ERROR", arguments)
    }),
    ("http.addResponseHeader", |evaluator, arguments, at| {
        record(evaluator, "addResponseHeader", arguments, at)
    }),
    ("http.addResponseHeaders", |evaluator, arguments, at| {
        record(evaluator, "addResponseHeaders", arguments, at)
    }),
];

/// Prints nothing, where null would print the reference.
pub(crate) fn nothing<'a>() -> Value<'a> {
    Value::Text("".into())
}

fn error<'a>(
    evaluator: &mut Evaluator<'a>,
    arguments: &[Value<'a>],
    at: Position,
) -> Result<Flow<'a>, Flow<'a>> {
    Ok(Flow::Error(Box::new(field_error(
        evaluator, arguments, at,
    )?)))
}

fn append_error<'a>(
    evaluator: &mut Evaluator<'a>,
    arguments: &[Value<'a>],
    at: Position,
) -> Result<Value<'a>, Flow<'a>> {
    let error = field_error(evaluator, arguments, at)?;
    evaluator.append_error(error)?;
    Ok(nothing())
}

/// `(message, type, data, info)`, of which only the message must be there.
fn field_error<'a>(
    evaluator: &mut Evaluator<'a>,
    arguments: &[Value<'a>],
    at: Position,
) -> Result<FieldError, Flow<'a>> {
    let argument = |index| arguments.get(index).unwrap_or(&Value::Null);
    let message = evaluator.text_of(argument(0))?.to_string();
    let error_type = match argument(1) {
        Value::Null => None,
        error_type => Some(evaluator.text_of(error_type)?.to_string()),
    };
    Ok(FieldError {
        message,
        error_type,
        data: json(evaluator, argument(2), at)?,
        error_info: json(evaluator, argument(3), at)?,
        value: Json::Null,
        has_place: false,
    })
}

/// `(condition, message, type, data)`. Without a type the error has one of AppSync's own. The data become the
/// field's value, unlike those of `$util.error`.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/utility-helpers-in-util.html>
fn validate<'a>(
    evaluator: &mut Evaluator<'a>,
    arguments: &[Value<'a>],
    at: Position,
) -> Result<Value<'a>, Flow<'a>> {
    let [condition, rest @ ..] = arguments else {
        return Err(evaluator.fail(at, "`$util.validate` needs a condition and a message"));
    };
    if condition.is_true() {
        return Ok(nothing());
    }
    let mut error = field_error(evaluator, rest, at)?;
    error
        .error_type
        .get_or_insert_with(|| "CustomTemplateException".to_owned());
    error.value.clone_from(&error.data);
    Err(Flow::Error(Box::new(error)))
}

/// `(value)`, or `(text, values…)` where each `{}` in the text stands for a value.
fn log<'a>(
    evaluator: &mut Evaluator<'a>,
    level: &str,
    arguments: &[Value<'a>],
) -> Result<Value<'a>, Flow<'a>> {
    let [first, values @ ..] = arguments else {
        return Ok(nothing());
    };
    let pattern = evaluator.text_of(first)?;
    let mut line = format!("{level} - ");
    let mut rest = &*pattern;
    for value in values {
        let Some((before, after)) = rest.split_once("{}") else {
            break;
        };
        line.push_str(before);
        line.push_str(&evaluator.text_of(value)?);
        rest = after;
    }
    line.push_str(rest);
    let bytes = line.len();
    evaluator.effects.logs.push(line);
    evaluator.heap.allocate(bytes)?;
    Ok(nothing())
}

/// The value as JSON that outlives the evaluation.
pub(crate) fn json<'a>(
    evaluator: &mut Evaluator<'a>,
    value: &Value<'a>,
    at: Position,
) -> Result<Json, Flow<'a>> {
    let json =
        to_json(&evaluator.heap, value).map_err(|error| evaluator.fail(at, error.to_string()))?;
    evaluator.heap.allocate(size(&json))?;
    Ok(json)
}
