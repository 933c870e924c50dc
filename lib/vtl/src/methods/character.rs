//! Methods of characters. Static ones, such as `isDigit`, are found on any character.

use super::{MethodError, MethodResult};
use crate::{evaluate::Evaluator, value::Value};

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    character: char,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    let code = |character: char| i64::from(u32::from(character));
    match (name, arguments) {
        ("charValue", []) => Ok(Value::Character(character)),
        ("hashCode", []) => Ok(Value::Integer(code(character))),
        ("compareTo", [Value::Character(other)]) => {
            Ok(Value::Integer(code(character) - code(*other)))
        }
        ("isDigit", [Value::Character(one)]) => Ok(Value::Bool(one.is_numeric())),
        ("isLetter" | "isAlphabetic", [Value::Character(one)]) => {
            Ok(Value::Bool(one.is_alphabetic()))
        }
        ("isLetterOrDigit", [Value::Character(one)]) => Ok(Value::Bool(one.is_alphanumeric())),
        ("isUpperCase", [Value::Character(one)]) => Ok(Value::Bool(one.is_uppercase())),
        ("isLowerCase", [Value::Character(one)]) => Ok(Value::Bool(one.is_lowercase())),
        ("isWhitespace", [Value::Character(one)]) => Ok(Value::Bool(one.is_whitespace())),
        ("toUpperCase", [Value::Character(one)]) => Ok(cased(*one, one.to_uppercase())),
        ("toLowerCase", [Value::Character(one)]) => Ok(cased(*one, one.to_lowercase())),
        ("valueOf", [Value::Character(one)]) => Ok(Value::Character(*one)),
        ("toString", [Value::Character(one)]) => Ok(evaluator.heap.text(one.to_string())?),
        _ => Err(MethodError::Unknown),
    }
}

/// A character whose other case is more than one stays as it is.
fn cased<'a>(character: char, mut cased: impl Iterator<Item = char>) -> Value<'a> {
    Value::Character(match (cased.next(), cased.next()) {
        (Some(cased), None) => cased,
        _ => character,
    })
}
