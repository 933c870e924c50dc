//! Methods of numbers. Static ones, such as `parseInt`, are found on any number.

use std::cmp::Ordering;

use super::{MethodError, MethodResult};
use crate::{
    evaluate::{Evaluator, compare_numbers},
    value::Value,
};

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    number: &Value<'a>,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    match (name, arguments) {
        (_, [Value::Character(_), ..]) => Err(MethodError::Unknown),
        ("intValue", []) => Ok(Value::Integer(i64::from(as_integer(number) as i32))),
        ("longValue", []) => Ok(Value::Integer(as_integer(number))),
        ("doubleValue" | "floatValue", []) => Ok(Value::Double(as_double(number))),
        ("compareTo", [other]) => Ok(Value::Integer(match compare_numbers(number, other) {
            Some(Ordering::Less) => -1,
            Some(Ordering::Equal) => 0,
            Some(Ordering::Greater) => 1,
            None => {
                return Err(MethodError::Failed(format!(
                    "a number is needed, not {}",
                    other.kind()
                )));
            }
        })),
        ("isNaN", []) => Ok(Value::Bool(as_double(number).is_nan())),
        ("parseInt" | "parseLong" | "parseDouble" | "parseFloat" | "valueOf", [text]) => {
            parse(evaluator, number, name, text)
        }
        ("max" | "min", [left, right]) => {
            let wanted = if name == "max" {
                Ordering::Greater
            } else {
                Ordering::Less
            };
            let is_left = compare_numbers(left, right) == Some(wanted);
            let found = if is_left { left } else { right };
            match (number, left, right) {
                (Value::Integer(_), Value::Integer(_), Value::Integer(_)) => Ok(found.clone()),
                (
                    Value::Double(_),
                    Value::Integer(_) | Value::Double(_),
                    Value::Integer(_) | Value::Double(_),
                ) => Ok(Value::Double(as_double(found))),
                _ => Err(MethodError::Unknown),
            }
        }
        _ => Err(MethodError::Unknown),
    }
}

fn parse<'a>(
    evaluator: &mut Evaluator<'a>,
    number: &Value<'a>,
    name: &str,
    text: &Value<'a>,
) -> MethodResult<'a> {
    let text = evaluator.text_of(text)?;
    let is_double = name == "parseDouble"
        || name == "parseFloat"
        || (name == "valueOf" && matches!(number, Value::Double(_)));
    let value = if is_double {
        text.trim().parse().ok().map(Value::Double)
    } else {
        text.parse().ok().map(Value::Integer)
    };
    value.ok_or_else(|| MethodError::Failed(format!("For input string: \"{}\"", &*text)))
}

fn as_integer(number: &Value<'_>) -> i64 {
    match number {
        Value::Integer(integer) => *integer,
        Value::Double(double) => *double as i64,
        _ => 0,
    }
}

fn as_double(number: &Value<'_>) -> f64 {
    match number {
        Value::Integer(integer) => *integer as f64,
        Value::Double(double) => *double,
        _ => 0.0,
    }
}
