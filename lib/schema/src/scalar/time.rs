//! Dates and times in AppSync's forms of ISO 8601.

use jiff::civil::Date;

/// `YYYY-MM-DD`, with a minus sign before years before 0, and an optional offset.
pub(super) fn is_date(text: &str) -> bool {
    after_date(text).is_some_and(|rest| rest.is_empty() || is_offset(rest))
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.SSS` of up to nine digits, with an optional offset.
pub(super) fn is_time(text: &str) -> bool {
    after_time(text).is_some_and(|rest| rest.is_empty() || is_offset(rest))
}

/// A date, `T`, a time and an offset, which is required.
pub(super) fn is_date_time(text: &str) -> bool {
    after_date(text)
        .and_then(|rest| rest.strip_prefix('T'))
        .and_then(after_time)
        .is_some_and(is_offset)
}

fn after_date(text: &str) -> Option<&str> {
    let (text, sign) = match text.strip_prefix('-') {
        Some(text) => (text, -1),
        None => (text, 1),
    };
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let year = i16::try_from(year).ok()? * sign;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok()?;
    Some(rest)
}

fn after_time(text: &str) -> Option<&str> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    if hour > 23 || minute > 59 {
        return None;
    }
    let Some(rest) = rest.strip_prefix(':') else {
        return Some(rest);
    };
    let (second, rest) = digits(rest, 2)?;
    if second > 59 {
        return None;
    }
    let Some(rest) = rest.strip_prefix('.') else {
        return Some(rest);
    };
    let end = rest
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(rest.len());
    (1..=9).contains(&end).then_some(rest.get(end..)).flatten()
}

/// `Z` or `±hh:mm`, with seconds if need be.
fn is_offset(text: &str) -> bool {
    if text == "Z" {
        return true;
    }
    let fields = || {
        let (hours, rest) = digits(text.strip_prefix(['+', '-'])?, 2)?;
        let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let (seconds, rest) = match rest.strip_prefix(':') {
            Some(rest) => digits(rest, 2)?,
            None => (0, rest),
        };
        Some(rest.is_empty() && hours <= 18 && minutes <= 59 && seconds <= 59)
    };
    fields().unwrap_or(false)
}

/// The number of exactly `count` digits at the start, and what follows.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let all = number.chars().all(|letter| letter.is_ascii_digit());
    all.then(|| number.parse().ok())
        .flatten()
        .map(|number| (number, rest))
}
