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
mod zone_names;

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
    let id = zone_name.and_then(offset_id);
    format::format(&Pattern::compile(pattern)?, &time, id.as_deref()).map(Value::String)
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

/// Names that offsets may follow, as in `UTC+01:00`.
const PREFIXES: [&str; 3] = ["UTC", "GMT", "UT"];

/// A zone by its name in the time zone database, `UTC`, `GMT`, `UT`, or an offset such as `+08:00`.
///
/// <https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/time/ZoneId.html#of(java.lang.String)>
fn zone(name: Option<&str>) -> Result<TimeZone, Box<FieldError>> {
    let Some(name) = name else {
        return Ok(TimeZone::UTC);
    };
    let unknown = || refuse(format!("Unknown time-zone ID: {name}"));
    if name == "UT" {
        return Ok(TimeZone::UTC);
    }
    let (_, offset) = without_prefix(name);
    if let Some(offset) = zone_offset(offset) {
        return Ok(TimeZone::fixed(offset));
    }
    // Java leaves out the names that only the United States know, and cares for capitals.
    if matches!(name, "EST" | "MST" | "HST" | "ROC") {
        return Err(unknown());
    }
    // The database is part of the program, so that each machine gives the same answer.
    static DATABASE: std::sync::LazyLock<TimeZoneDatabase> =
        std::sync::LazyLock::new(TimeZoneDatabase::bundled);
    let zone = DATABASE.get(name).map_err(|_| unknown())?;
    match zone.iana_name() {
        Some(known) if known != name => Err(unknown()),
        _ => Ok(zone),
    }
}

fn without_prefix(name: &str) -> (&'static str, &str) {
    let mut prefixes = PREFIXES.iter();
    prefixes
        .find_map(|prefix| name.strip_prefix(prefix).map(|rest| (*prefix, rest)))
        .filter(|(_, rest)| rest.starts_with(['+', '-']))
        .unwrap_or(("", name))
}

/// What Java calls a zone that is an offset: `+02:00`, `UTC+01:00`, `Z`.
fn offset_id(name: &str) -> Option<String> {
    if name == "UT" {
        return Some(name.to_owned());
    }
    let (prefix, offset) = without_prefix(name);
    let seconds = zone_offset(offset)?.seconds();
    let mut id = prefix.to_owned();
    match (seconds, prefix) {
        (0, "") => id.push('Z'),
        (0, _) => {}
        _ => {
            let all = seconds.unsigned_abs();
            id.push(if seconds < 0 { '-' } else { '+' });
            id.push_str(&format!("{:02}:{:02}", all / 3600, all / 60 % 60));
            if all % 60 > 0 {
                id.push_str(&format!(":{:02}", all % 60));
            }
        }
    }
    Some(id)
}

/// Java's offsets go from -18:00 to +18:00.
const MAX_OFFSET: i32 = 18 * 3600;

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
    Offset::from_seconds(sign * seconds)
        .ok()
        .filter(|_| seconds <= MAX_OFFSET)
}
