//! Readers of single values. Each reports what is wrong at the value.

use std::ops::RangeInclusive;
use std::time::Duration;

use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;

use crate::diagnostics;
use crate::fields::{Read, mapping};
use crate::node::{Node, Value};
use crate::secret::Secret;
use crate::settings::Spanned;

pub(crate) const SECOND: u64 = 1;
pub(crate) const MINUTE: u64 = 60 * SECOND;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

/// Text that is not printed.
pub(crate) fn secret(node: &Node, problems: &mut Diagnostics) -> Option<Secret> {
    text(node, problems).map(Secret::from)
}

/// Text that is not empty.
pub(crate) fn text(node: &Node, problems: &mut Diagnostics) -> Option<String> {
    match &node.value {
        Value::Text { text, .. } if !text.is_empty() => Some(text.clone()),
        Value::Text { .. } => {
            problems.push(diagnostics::bad_value(node, "this text is empty"));
            None
        }
        Value::Unknown => None,
        _ => {
            problems.push(diagnostics::wrong_type(node, "text"));
            None
        }
    }
}

/// Text with its place, for what is looked up later.
pub(crate) fn spanned_text(node: &Node, problems: &mut Diagnostics) -> Option<Spanned<String>> {
    Some(Spanned {
        value: text(node, problems)?,
        span: node.span,
    })
}

/// `true` or `false`.
pub(crate) fn boolean(node: &Node, problems: &mut Diagnostics) -> Option<bool> {
    match &node.value {
        Value::Boolean(value) => return Some(*value),
        Value::Text {
            text,
            substituted: true,
        } if text == "true" => return Some(true),
        Value::Text {
            text,
            substituted: true,
        } if text == "false" => return Some(false),
        Value::Unknown => return None,
        _ => problems.push(diagnostics::wrong_type(node, "true or false")),
    }
    None
}

/// A whole number within bounds.
pub(crate) fn integer(range: RangeInclusive<u32>) -> impl Read<u32> {
    move |node, problems| {
        let number = match &node.value {
            Value::Integer(number) => *number,
            Value::Text {
                text,
                substituted: true,
            } if text.parse::<i64>().is_ok() => text.parse().ok()?,
            Value::Unknown => return None,
            _ => {
                problems.push(diagnostics::wrong_type(node, "a whole number"));
                return None;
            }
        };
        let within = u32::try_from(number)
            .ok()
            .filter(|number| range.contains(number));
        if within.is_none() {
            problems.push(diagnostics::out_of_range(
                node,
                &range.start().to_string(),
                &range.end().to_string(),
            ));
        }
        within
    }
}

/// A whole number and a unit, within bounds in seconds: `30s`, `15m`, `12h`, `7d`.
pub(crate) fn duration(range: RangeInclusive<u64>) -> impl Read<Duration> {
    move |node, problems| {
        let written = text(node, problems)?;
        let Some(seconds) = seconds(&written) else {
            problems.push(diagnostics::not_a_duration(node, &written));
            return None;
        };
        if !range.contains(&seconds) {
            problems.push(diagnostics::out_of_range(
                node,
                &in_words(*range.start()),
                &in_words(*range.end()),
            ));
            return None;
        }
        Some(Duration::from_secs(seconds))
    }
}

/// The seconds of a whole number and a unit: `30s`, `15m`, `12h`, `7d`.
pub fn seconds(written: &str) -> Option<u64> {
    let unit = written.chars().last()?;
    let number = digits(written.strip_suffix(unit)?)?;
    let factor = match unit {
        's' => SECOND,
        'm' => MINUTE,
        'h' => HOUR,
        'd' => DAY,
        _ => return None,
    };
    number.checked_mul(factor)
}

/// A number of digits only: Rust reads a plus sign before them, too.
pub(crate) fn digits(written: &str) -> Option<u64> {
    let is_sure = written.bytes().all(|byte| byte.is_ascii_digit());
    written.parse().ok().filter(|_| is_sure)
}

/// Seconds in the largest unit that is exact.
pub(crate) fn in_words(seconds: u64) -> String {
    [(DAY, 'd'), (HOUR, 'h'), (MINUTE, 'm')]
        .into_iter()
        .find(|(factor, _)| seconds >= *factor && seconds.is_multiple_of(*factor))
        .map_or_else(
            || format!("{seconds}s"),
            |(factor, unit)| format!("{}{unit}", seconds / factor),
        )
}

/// One word of a fixed set.
pub(crate) fn choice<T: Copy>(words: &'static [(&'static str, T)]) -> impl Read<T> {
    move |node, problems| {
        let written = text(node, problems)?;
        let found = words.iter().find(|(word, _)| *word == written);
        if found.is_none() {
            let accepted: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            problems.push(diagnostics::not_a_choice(node, &written, &accepted));
        }
        found.map(|(_, value)| *value)
    }
}

/// A list of one kind of value.
pub(crate) fn list<T>(read: impl Fn(&Node, &mut Diagnostics) -> Option<T>) -> impl Read<Vec<T>> {
    move |node, problems| match &node.value {
        Value::List(items) => {
            let read: Vec<_> = items.iter().map(|item| read(item, problems)).collect();
            read.into_iter().collect()
        }
        Value::Unknown => None,
        _ => {
            problems.push(diagnostics::wrong_type(node, "a list"));
            None
        }
    }
}

/// A mapping from names of the user's to one kind of value.
pub(crate) fn map<T>(
    read: impl Fn(&str, &Node, &mut Diagnostics) -> Option<T>,
) -> impl Read<IndexMap<String, T>> {
    move |node, problems| {
        let mut values = IndexMap::new();
        for (key, node) in mapping(node, problems)? {
            if let Some(value) = read(key, node, problems) {
                values.insert(key.clone(), value);
            }
        }
        Some(values)
    }
}

/// A mapping from names to texts. Numbers and booleans must be quoted, so that what arrives is what is
/// written.
pub(crate) fn text_map(
    node: &Node,
    problems: &mut Diagnostics,
) -> Option<IndexMap<String, String>> {
    map(|_, node, problems| text(node, problems))(node, problems)
}

/// Tags by key, as AWS takes them.
///
/// <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>
pub(crate) fn tags(node: &Node, problems: &mut Diagnostics) -> Option<IndexMap<String, String>> {
    let fits = |text: &str, most: usize| {
        let is_taken = |letter: char| {
            letter.is_alphanumeric() || letter.is_whitespace() || "_.:/=+-@".contains(letter)
        };
        text.chars().count() <= most && text.chars().all(is_taken)
    };
    map(|key, node, problems| {
        if key.starts_with("aws:") || !fits(key, 128) {
            problems.push(diagnostics::tag_key(node.key_place(), key));
        }
        let value = text(node, problems)?;
        if !fits(&value, 256) {
            problems.push(diagnostics::tag_value(node));
        }
        Some(value)
    })(node, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_one_unit() {
        assert_eq!(seconds("30s"), Some(30));
        assert_eq!(seconds("7d"), Some(7 * DAY));
        for wrong in [
            "",
            "d",
            "7",
            "7 d",
            "1h30m",
            "-1d",
            "+1d",
            "7w",
            "9999999999999999999d",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn durations_print_in_their_largest_exact_unit() {
        assert_eq!(in_words(365 * DAY), "365d");
        assert_eq!(in_words(90), "90s");
        assert_eq!(in_words(0), "0s");
    }
}
