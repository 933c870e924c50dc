//! Functions that ask what a value is, or give another one for it.

use crate::{
    evaluate::{Evaluator, Native},
    value::Value,
};

pub(super) const FUNCTIONS: &[(&str, Native)] = &[
    ("isNull", |_, arguments, _| {
        Ok(Value::Bool(first(arguments).is_null()))
    }),
    ("isNullOrEmpty", |evaluator, arguments, _| {
        Ok(Value::Bool(is_empty(evaluator, first(arguments))))
    }),
    ("isNullOrBlank", |evaluator, arguments, _| {
        Ok(Value::Bool(is_blank(evaluator, first(arguments))))
    }),
    ("isString", |_, arguments, _| {
        Ok(Value::Bool(matches!(first(arguments), Value::Text(_))))
    }),
    ("isNumber", |_, arguments, _| {
        Ok(Value::Bool(matches!(
            first(arguments),
            Value::Integer(_) | Value::Double(_)
        )))
    }),
    ("isBoolean", |_, arguments, _| {
        Ok(Value::Bool(matches!(first(arguments), Value::Bool(_))))
    }),
    ("isList", |_, arguments, _| {
        Ok(Value::Bool(matches!(
            first(arguments),
            Value::List(_) | Value::Part(_)
        )))
    }),
    ("isMap", |_, arguments, _| {
        Ok(Value::Bool(matches!(first(arguments), Value::Map(_))))
    }),
    ("typeOf", |_, arguments, _| {
        Ok(Value::Text(type_of(first(arguments)).into()))
    }),
    ("defaultIfNull", |_, arguments, _| {
        let is_missing = first(arguments).is_null();
        Ok(either(arguments, is_missing))
    }),
    ("defaultIfNullOrEmpty", |evaluator, arguments, _| {
        let is_missing = is_empty(evaluator, first(arguments));
        Ok(either(arguments, is_missing))
    }),
    ("defaultIfNullOrBlank", |evaluator, arguments, _| {
        let is_missing = is_blank(evaluator, first(arguments));
        Ok(either(arguments, is_missing))
    }),
    ("authType", |evaluator, _, _| {
        Ok(Value::Text(
            appsynth_util::auth_type(evaluator.identity).into(),
        ))
    }),
];

/// The first argument, or the second if the first is missing.
fn either<'a>(arguments: &[Value<'a>], is_missing: bool) -> Value<'a> {
    arguments
        .get(usize::from(is_missing))
        .cloned()
        .unwrap_or(Value::Null)
}

fn first<'v, 'a>(arguments: &'v [Value<'a>]) -> &'v Value<'a> {
    arguments.first().unwrap_or(&Value::Null)
}

fn is_empty<'a>(evaluator: &mut Evaluator<'a>, value: &Value<'a>) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::Map(id) => evaluator.heap.map(*id).is_empty(),
        other => evaluator
            .heap
            .elements(other)
            .is_some_and(|elements| elements.is_empty()),
    }
}

fn is_blank<'a>(evaluator: &mut Evaluator<'a>, value: &Value<'a>) -> bool {
    match value {
        Value::Text(text) => text.trim().is_empty(),
        other => is_empty(evaluator, other),
    }
}

/// <https://docs.aws.amazon.com/appsync/latest/devguide/utility-helpers-in-util.html>
fn type_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "Null",
        Value::Bool(_) => "Boolean",
        Value::Integer(_) | Value::Double(_) => "Number",
        Value::Text(_) => "String",
        Value::List(_) | Value::Part(_) => "List",
        Value::Map(_) => "Map",
        Value::Character(_)
        | Value::Array(_)
        | Value::View(..)
        | Value::Entry(..)
        | Value::Iterator(_)
        | Value::Loop(_)
        | Value::Block(_) => "Object",
    }
}
