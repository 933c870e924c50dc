//! Methods of strings.
//!
//! Indexes count UTF-16 units, as in Java.

use appsynth_util::java_regex::{self, Occurrence};

use super::{MethodError, MethodResult, elements, index, mistyped};
use crate::{
    evaluate::Evaluator,
    value::{Text, Value},
};

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &Text<'a>,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    let made = |evaluator: &mut Evaluator<'a>, text: String| Ok(evaluator.heap.text(text)?);
    match (name, arguments) {
        ("length", []) => Ok(Value::Integer(utf16_length(text))),
        ("isEmpty", []) => Ok(Value::Bool(text.is_empty())),
        ("isBlank", []) => Ok(Value::Bool(text.trim().is_empty())),
        ("trim", []) => {
            let trimmed = text.trim_matches(|character| character <= ' ').to_owned();
            made(evaluator, trimmed)
        }
        ("strip", []) => made(evaluator, text.trim().to_owned()),
        ("toLowerCase", []) => made(evaluator, text.to_lowercase()),
        ("toUpperCase", []) => made(evaluator, text.to_uppercase()),
        ("charAt", [at]) => {
            let at = index(at)?;
            slice(evaluator, text, at, at.saturating_add(1))
        }
        ("substring", [from]) => slice(evaluator, text, index(from)?, utf16_length(text)),
        ("substring" | "subSequence", [from, to]) => {
            slice(evaluator, text, index(from)?, index(to)?)
        }
        ("indexOf", [part]) => Ok(find(text, &argument(part)?, 0)),
        ("indexOf", [part, from]) => Ok(find(text, &argument(part)?, index(from)?)),
        ("lastIndexOf", [part]) => {
            let part = argument(part)?;
            let found = text
                .rfind(&*part)
                .map_or(-1, |at| utf16_length(&text[..at]));
            Ok(Value::Integer(found))
        }
        ("contains", [part]) => Ok(Value::Bool(text.contains(&*argument(part)?))),
        ("startsWith", [part]) => Ok(Value::Bool(text.starts_with(&*argument(part)?))),
        ("startsWith", [part, from]) => {
            let (part, from) = (argument(part)?, index(from)?);
            let rest = byte_offset(text, from).map(|offset| &text[offset..]);
            Ok(Value::Bool(
                rest.is_some_and(|rest| rest.starts_with(&*part)),
            ))
        }
        ("endsWith", [part]) => Ok(Value::Bool(text.ends_with(&*argument(part)?))),
        ("equalsIgnoreCase", [other]) => Ok(Value::Bool(match other {
            Value::Text(other) => text.to_lowercase() == other.to_lowercase(),
            _ => false,
        })),
        ("compareTo", [other]) => Ok(compare(text, &argument(other)?)),
        ("compareToIgnoreCase", [other]) => {
            let other = argument(other)?;
            Ok(compare(&text.to_lowercase(), &other.to_lowercase()))
        }
        ("concat", [other]) => {
            let joined = format!("{}{}", &**text, &*argument(other)?);
            made(evaluator, joined)
        }
        ("repeat", [times]) => {
            let times = usize::try_from(index(times)?)
                .map_err(|_| MethodError::Failed("the count is negative".to_owned()))?;
            evaluator.heap.allocate(text.len().saturating_mul(times))?;
            Ok(Value::Text(text.repeat(times).into()))
        }
        ("replace", [from, to]) => {
            let (from, to) = (argument(from)?, argument(to)?);
            evaluator.heap.afford(text.len().saturating_mul(to.len()))?;
            made(evaluator, text.replace(&*from, &to))
        }
        ("replaceAll", [pattern, replacement]) => {
            replace(evaluator, text, pattern, replacement, Occurrence::Every)
        }
        ("replaceFirst", [pattern, replacement]) => {
            replace(evaluator, text, pattern, replacement, Occurrence::First)
        }
        ("matches", [pattern]) => {
            let pattern = argument(pattern)?;
            java_regex::matches(&pattern, text)
                .map(Value::Bool)
                .map_err(MethodError::Failed)
        }
        ("split", [pattern]) => split(evaluator, text, pattern, 0),
        ("split", [pattern, limit]) => split(evaluator, text, pattern, index(limit)?),
        ("toCharArray", []) => {
            let characters: Vec<String> = text.chars().map(String::from).collect();
            texts(evaluator, characters)
        }
        // `String.join`, which Velocity finds on any string.
        ("join", [separator, list]) => {
            let separator = argument(separator)?;
            let mut pieces = Vec::new();
            for element in elements(evaluator, list)? {
                pieces.push(evaluator.text_of(&element)?);
            }
            let length = pieces
                .iter()
                .map(|piece| piece.len() + separator.len())
                .sum();
            evaluator.heap.allocate(length)?;
            let pieces: Vec<&str> = pieces.iter().map(|piece| &**piece).collect();
            Ok(Value::Text(pieces.join(&separator).into()))
        }
        ("valueOf", [value]) => Ok(Value::Text(evaluator.text_of(value)?)),
        ("hashCode", []) => {
            let hash = text.encode_utf16().fold(0_i32, |hash, unit| {
                hash.wrapping_mul(31).wrapping_add(i32::from(unit))
            });
            Ok(Value::Integer(i64::from(hash)))
        }
        _ => Err(MethodError::Unknown),
    }
}

fn replace<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &str,
    pattern: &Value<'a>,
    replacement: &Value<'a>,
    which: Occurrence,
) -> MethodResult<'a> {
    let (pattern, replacement) = (argument(pattern)?, argument(replacement)?);
    evaluator
        .heap
        .afford(text.len().saturating_mul(replacement.len()))?;
    let replaced =
        java_regex::replace(&pattern, text, &replacement, which).map_err(MethodError::Failed)?;
    Ok(evaluator.heap.text(replaced)?)
}

fn split<'a>(
    evaluator: &mut Evaluator<'a>,
    text: &str,
    pattern: &Value<'a>,
    limit: i64,
) -> MethodResult<'a> {
    let pattern = argument(pattern)?;
    let pieces = java_regex::split(&pattern, text, limit).map_err(MethodError::Failed)?;
    texts(evaluator, pieces)
}

fn texts<'a>(evaluator: &mut Evaluator<'a>, texts: Vec<String>) -> MethodResult<'a> {
    let mut list = Vec::with_capacity(texts.len());
    for text in texts {
        list.push(evaluator.heap.text(text)?);
    }
    Ok(evaluator.heap.new_list(list)?)
}

/// A text argument.
fn argument<'a>(value: &Value<'a>) -> Result<Text<'a>, MethodError<'a>> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        other => Err(mistyped("a string", other)),
    }
}

fn slice<'a>(evaluator: &mut Evaluator<'a>, text: &str, from: i64, to: i64) -> MethodResult<'a> {
    let part = match (byte_offset(text, from), byte_offset(text, to)) {
        (Some(start), Some(end)) if start <= end => text[start..end].to_owned(),
        _ => {
            return Err(MethodError::Failed(format!(
                "begin {from}, end {to}, length {}",
                utf16_length(text)
            )));
        }
    };
    Ok(evaluator.heap.text(part)?)
}

fn find<'a>(text: &str, part: &str, from: i64) -> Value<'a> {
    let start = byte_offset(text, from.max(0)).unwrap_or(text.len());
    let found = text[start..]
        .find(part)
        .map_or(-1, |at| utf16_length(&text[..start + at]));
    Value::Integer(found)
}

/// The difference of the first units that differ, or of the lengths.
fn compare<'a>(left: &str, right: &str) -> Value<'a> {
    let difference = left
        .encode_utf16()
        .zip(right.encode_utf16())
        .map(|(left, right)| i64::from(left) - i64::from(right))
        .find(|difference| *difference != 0);
    Value::Integer(difference.unwrap_or_else(|| utf16_length(left) - utf16_length(right)))
}

fn utf16_length(text: &str) -> i64 {
    let length = if text.is_ascii() {
        text.len()
    } else {
        text.encode_utf16().count()
    };
    length as i64
}

/// Where the unit of this index begins; an index within a character means its beginning.
fn byte_offset(text: &str, index: i64) -> Option<usize> {
    let index = usize::try_from(index).ok()?;
    if text.is_ascii() {
        return (index <= text.len()).then_some(index);
    }
    let mut units = 0;
    for (offset, character) in text.char_indices() {
        if units + character.len_utf16() > index {
            return Some(offset);
        }
        units += character.len_utf16();
    }
    (units == index).then_some(text.len())
}
