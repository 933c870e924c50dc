//! Methods of strings.
//!
//! Indexes count UTF-16 units, as in Java.

use appsynth_util::java_regex::{self, Occurrence};

use super::{MethodError, MethodResult, format::format, index, mistyped, out_of_bounds};
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
        ("stripLeading", []) => made(evaluator, text.trim_start().to_owned()),
        ("stripTrailing", []) => made(evaluator, text.trim_end().to_owned()),
        // Bytes are taken as the text they are of, by the functions that are given some.
        ("intern" | "getBytes", []) | ("getBytes", [_]) => Ok(Value::Text(text.clone())),
        ("toLowerCase", []) => made(evaluator, text.to_lowercase()),
        ("toUpperCase", []) => made(evaluator, text.to_uppercase()),
        ("charAt", [at]) => {
            let at = index(at)?;
            character_at(text, at).map(Value::Character)
        }
        ("substring", [from]) => slice(evaluator, text, index(from)?, utf16_length(text)),
        ("substring" | "subSequence", [from, to]) => {
            slice(evaluator, text, index(from)?, index(to)?)
        }
        ("indexOf", [part]) => Ok(find(text, part_or_character(part)?, 0)),
        ("indexOf", [part, from]) => Ok(find(text, part_or_character(part)?, index(from)?)),
        ("lastIndexOf", [part]) => Ok(find_last(text, part_or_character(part)?, i64::MAX)),
        ("lastIndexOf", [part, from]) => {
            Ok(find_last(text, part_or_character(part)?, index(from)?))
        }
        ("codePointAt", [at]) => {
            let character = character_at(text, index(at)?)?;
            Ok(Value::Integer(i64::from(u32::from(character))))
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
        ("contentEquals", [other]) => Ok(Value::Bool(**text == *argument(other)?)),
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
        ("replace", [Value::Character(from), Value::Character(to)]) => {
            let replaced = text.replace(*from, to.encode_utf8(&mut [0; 4]));
            made(evaluator, replaced)
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
            let characters = text.chars().map(Value::Character).collect();
            Ok(evaluator.heap.new_array(characters)?)
        }
        // `String.join`, which Velocity finds on any string.
        ("join", [separator, joined @ ..]) => {
            let separator = argument(separator)?;
            let list = match joined {
                [one] => evaluator.heap.elements(one),
                _ => None,
            };
            let joined = list.unwrap_or_else(|| joined.to_vec());
            let mut pieces = Vec::new();
            for element in joined {
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
        // An array stands for all arguments.
        ("format", [pattern, Value::Array(id)]) => {
            let arguments = evaluator.heap.list(*id).clone();
            format(evaluator, &argument(pattern)?, &arguments)
        }
        ("format", [pattern, arguments @ ..]) => format(evaluator, &argument(pattern)?, arguments),
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
    Ok(evaluator.heap.new_array(list)?)
}

/// A text argument.
fn argument<'a>(value: &Value<'a>) -> Result<Text<'a>, MethodError<'a>> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        other => Err(mistyped("a string", other)),
    }
}

/// What is looked for: a text, or a character by its number; none if the number is that of no character, which
/// is nowhere.
fn part_or_character<'a>(value: &Value<'a>) -> Result<Option<Text<'a>>, MethodError<'a>> {
    match value {
        Value::Integer(code) => {
            let character = u32::try_from(*code).ok().and_then(char::from_u32);
            Ok(character.map(|character| String::from(character).into()))
        }
        other => argument(other).map(Some),
    }
}

fn character_at<'a>(text: &str, at: i64) -> Result<char, MethodError<'a>> {
    let rest = byte_offset(text, at).map_or("", |offset| &text[offset..]);
    rest.chars().next().ok_or_else(|| {
        let length = text.encode_utf16().count();
        MethodError::Failed(out_of_bounds(at, length))
    })
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

fn find<'a>(text: &str, part: Option<Text<'a>>, from: i64) -> Value<'a> {
    let Some(part) = part else {
        return Value::Integer(-1);
    };
    let start = byte_offset(text, from.max(0)).unwrap_or(text.len());
    let found = text[start..]
        .find(&*part)
        .map_or(-1, |at| utf16_length(&text[..start + at]));
    Value::Integer(found)
}

/// The last that begins at an index or before it.
fn find_last<'a>(text: &str, part: Option<Text<'a>>, from: i64) -> Value<'a> {
    let Some(part) = part.filter(|_| from >= 0) else {
        return Value::Integer(-1);
    };
    let last = byte_offset(text, from).unwrap_or(text.len());
    let end = text.len().min(last + part.len());
    let end = (0..=end).rev().find(|end| text.is_char_boundary(*end));
    let found = text[..end.unwrap_or(0)].rfind(&*part);
    Value::Integer(found.map_or(-1, |at| utf16_length(&text[..at])))
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
