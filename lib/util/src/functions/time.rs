//! `time.*`.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone, TimeZoneDatabase},
};
use serde_json::Value;

use self::pattern::Pattern;
use super::{
    Function,
    arguments::{integer, optional_text, refuse, text},
    both,
};
use crate::FieldError;

mod format;
mod parse;
mod pattern;

pub(super) static FUNCTIONS: &[Function] = &[
    both("time.nowISO8601", |host, _| {
        iso8601(host.clock.now_millis())
    }),
    both("time.nowEpochSeconds", |host, _| {
        Ok(Value::from(host.clock.now_millis().div_euclid(1000)))
    }),
    both("time.nowEpochMilliSeconds", |host, _| {
        Ok(Value::from(host.clock.now_millis()))
    }),
    both("time.nowFormatted", |host, arguments| {
        formatted(
            host.clock.now_millis(),
            text(arguments, 0)?,
            optional_text(arguments, 1)?,
        )
    }),
    both("time.parseFormattedToEpochMilliSeconds", |_, arguments| {
        let zone = zone(optional_text(arguments, 2)?)?;
        parse::to_millis(
            text(arguments, 0)?,
            &Pattern::compile(text(arguments, 1)?)?,
            &zone,
        )
        .map(Value::from)
    }),
    both("time.parseISO8601ToEpochMilliSeconds", |_, arguments| {
        parse_iso8601(text(arguments, 0)?).map(Value::from)
    }),
    both("time.epochMilliSecondsToSeconds", |_, arguments| {
        Ok(Value::from(integer(arguments, 0)?.div_euclid(1000)))
    }),
    both("time.epochMilliSecondsToISO8601", |_, arguments| {
        iso8601(integer(arguments, 0)?)
    }),
    both("time.epochMilliSecondsToFormatted", |_, arguments| {
        formatted(
            integer(arguments, 0)?,
            text(arguments, 1)?,
            optional_text(arguments, 2)?,
        )
    }),
];

fn formatted(
    millis: i64,
    pattern: &str,
    zone_name: Option<&str>,
) -> Result<Value, Box<FieldError>> {
    let time = timestamp(millis)?.to_zoned(zone(zone_name)?);
    format::format(&Pattern::compile(pattern)?, &time).map(Value::String)
}

/// Always with milliseconds, in UTC.
fn iso8601(millis: i64) -> Result<Value, Box<FieldError>> {
    Ok(Value::String(
        timestamp(millis)?
            .strftime("%Y-%m-%dT%H:%M:%S%.3fZ")
            .to_string(),
    ))
}

/// A date and time with its offset, which is UTC if it is left out; a date alone is its midnight.
fn parse_iso8601(text: &str) -> Result<i64, Box<FieldError>> {
    let timestamp = text.parse::<Timestamp>().or_else(|error| {
        let time: DateTime = text.parse().map_err(|_| error)?;
        time.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp())
    });
    timestamp.map(Timestamp::as_millisecond).map_err(|_| {
        refuse(format!(
            "Text '{text}' could not be parsed as an ISO 8601 date and time"
        ))
    })
}

fn timestamp(millis: i64) -> Result<Timestamp, Box<FieldError>> {
    Timestamp::from_millisecond(millis).map_err(|_| {
        refuse(format!(
            "{millis} milliseconds are outside of the years -9999 to 9999"
        ))
    })
}

/// A zone by its name in the time zone database, `UTC`, `GMT`, or an offset such as `+08:00`.
fn zone(name: Option<&str>) -> Result<TimeZone, Box<FieldError>> {
    let Some(name) = name else {
        return Ok(TimeZone::UTC);
    };
    let offset = ["UTC", "GMT", "UT"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    if let Some(offset) = zone_offset(offset) {
        return Ok(TimeZone::fixed(offset));
    }
    // The database is part of the program, so that each machine gives the same answer.
    static DATABASE: std::sync::LazyLock<TimeZoneDatabase> =
        std::sync::LazyLock::new(TimeZoneDatabase::bundled);
    DATABASE
        .get(name)
        .map_err(|_| refuse(format!("Unknown time-zone ID: {name}")))
}

fn zone_offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text[1..]
        .chars()
        .filter(|character| *character != ':')
        .collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| match digits.get(from..from + 2) {
        Some(part) => part.parse::<i32>().ok(),
        None if from > 0 => Some(0),
        None => digits.parse().ok(),
    };
    let seconds = part(0)? * 3600 + part(2)? * 60 + part(4)?;
    Offset::from_seconds(sign * seconds).ok()
}
