//! Writing a time by a pattern, in English as AppSync's Java runtime does.

use std::fmt::Write;

use jiff::{Zoned, civil::Date};

use super::{
    super::arguments::refuse,
    pattern::{Item, MONTHS, Pattern, WEEKDAYS},
    zone_names,
};
use crate::FieldError;

/// The time in the form of the pattern. `zone_id` is what the zone is called if it is but an offset.
///
/// # Errors
/// If a field is wider than it is to be padded.
pub(super) fn format(
    pattern: &Pattern,
    time: &Zoned,
    zone_id: Option<&str>,
) -> Result<String, Box<FieldError>> {
    let mut text = String::new();
    items(&mut text, &pattern.items, time, zone_id)?;
    Ok(text)
}

fn items(
    text: &mut String,
    items_: &[Item],
    time: &Zoned,
    zone_id: Option<&str>,
) -> Result<(), Box<FieldError>> {
    for item in items_ {
        match item {
            Item::Literal(literal) => text.push_str(literal),
            Item::Field {
                letter: 'V' | 'z', ..
            } if let Some(id) = zone_id => text.push_str(id),
            Item::Field { letter, count } => field(text, *letter, *count, time),
            Item::Optional(inner) => items(text, inner, time, zone_id)?,
            Item::Padded(width, inner) => {
                let mut padded = String::new();
                items(&mut padded, std::slice::from_ref(&**inner), time, zone_id)?;
                let length = padded.chars().count();
                if length > *width {
                    return Err(refuse(format!(
                        "Cannot print as output of {length} characters exceeds pad width of {width}"
                    )));
                }
                text.push_str(&" ".repeat(width - length));
                text.push_str(&padded);
            }
        }
    }
    Ok(())
}

fn field(text: &mut String, letter: char, count: usize, time: &Zoned) {
    let date = time.date();
    let hour = i64::from(time.hour());
    let nanos = i64::from(time.subsec_nanosecond());
    let second_of_day = hour * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    match letter {
        'G' => text.push_str(match (count, date.year() > 0) {
            (4, true) => "Anno Domini",
            (4, false) => "Before Christ",
            (5, true) => "A",
            (5, false) => "B",
            (_, true) => "AD",
            (_, false) => "BC",
        }),
        'u' => year(text, i64::from(date.year()), count),
        'y' => {
            let year_of_era = if date.year() > 0 {
                date.year()
            } else {
                1 - date.year()
            };
            year(text, i64::from(year_of_era), count);
        }
        'Y' => year(text, week_based(date).0, count),
        'w' => number(text, week_based(date).1, count),
        'W' => number(text, week_of_month(date), count),
        'F' => number(text, i64::from((date.day() - 1) % 7 + 1), count),
        'M' | 'L' if count > 2 => {
            name(
                text,
                MONTHS[usize::from(date.month().unsigned_abs()) - 1],
                count,
            );
        }
        'M' | 'L' => number(text, i64::from(date.month()), count),
        'd' => number(text, i64::from(date.day()), count),
        'D' => number(text, i64::from(date.day_of_year()), count),
        'Q' | 'q' => {
            let quarter = i64::from((date.month() - 1) / 3 + 1);
            match count {
                3 => text.push_str(&format!("Q{quarter}")),
                4 => text.push_str(["1st", "2nd", "3rd", "4th"][quarter as usize - 1]),
                _ => number(text, quarter, count),
            }
            if count == 4 {
                text.push_str(" quarter");
            }
        }
        'e' | 'c' if count <= 2 => {
            number(
                text,
                i64::from(date.weekday().to_sunday_one_offset()),
                count,
            );
        }
        'E' | 'e' | 'c' => {
            name(
                text,
                WEEKDAYS[date.weekday().to_sunday_zero_offset().unsigned_abs() as usize],
                count.max(3),
            );
        }
        'a' => text.push_str(if hour < 12 { "AM" } else { "PM" }),
        'H' => number(text, hour, count),
        'k' => number(text, if hour == 0 { 24 } else { hour }, count),
        'K' => number(text, hour % 12, count),
        'h' => number(text, if hour % 12 == 0 { 12 } else { hour % 12 }, count),
        'm' => number(text, i64::from(time.minute()), count),
        's' => number(text, i64::from(time.second()), count),
        'S' => text.push_str(&format!("{nanos:09}")[..count.min(9)]),
        'A' => number(text, second_of_day * 1000 + nanos / 1_000_000, count),
        'n' => number(text, nanos, count),
        'N' => number(text, second_of_day * 1_000_000_000 + nanos, count),
        'V' => text.push_str(time.time_zone().iana_name().unwrap_or("Z")),
        'z' => {
            let info = time.time_zone().to_offset_info(time.timestamp());
            let short = info.abbreviation();
            let zone = time.time_zone().iana_name().unwrap_or_default();
            let long = (count == 4).then(|| zone_names::long(short, zone));
            text.push_str(long.flatten().unwrap_or(short));
        }
        _ => offset(text, letter, count, time.offset().seconds()),
    }
}

fn number(text: &mut String, value: i64, width: usize) {
    write!(text, "{value:0width$}").expect("invariant: a String takes any text");
}

/// Two letters ask for the last two digits.
fn year(text: &mut String, year: i64, count: usize) {
    if count == 2 {
        number(text, year.rem_euclid(100), 2);
    } else {
        number(text, year, count);
    }
}

fn name(text: &mut String, full: &str, count: usize) {
    text.push_str(match count {
        3 => &full[..3],
        5 => &full[..1],
        _ => full,
    });
}

/// `X`, `x`, `Z` and `O`.
fn offset(text: &mut String, letter: char, count: usize, seconds: i32) {
    let is_z_for_zero = letter == 'X' || (letter == 'Z' && count == 5);
    if seconds == 0 && is_z_for_zero {
        text.push('Z');
        return;
    }
    let is_localized = letter == 'O' || (letter == 'Z' && count == 4);
    if is_localized {
        text.push_str("GMT");
        if seconds == 0 {
            return;
        }
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, seconds) = {
        let all = seconds.unsigned_abs();
        (all / 3600, all / 60 % 60, all % 60)
    };
    text.push(sign);
    if letter == 'O' && count == 1 {
        text.push_str(&hours.to_string());
        if minutes > 0 {
            text.push_str(&format!(":{minutes:02}"));
        }
        return;
    }
    let colon = if is_localized || count == 3 && letter != 'Z' || count == 5 {
        ":"
    } else {
        ""
    };
    text.push_str(&format!("{hours:02}"));
    if !(matches!(letter, 'X' | 'x') && count == 1 && minutes == 0) {
        text.push_str(&format!("{colon}{minutes:02}"));
    }
    if seconds > 0 && count >= 4 {
        text.push_str(&format!("{colon}{seconds:02}"));
    }
}

/// The year and week as Java counts them in the United States: weeks begin on Sunday, and the first one
/// holds the first of January.
fn week_based(date: Date) -> (i64, i64) {
    let to_saturday = 6 - date.weekday().to_sunday_zero_offset();
    let day = i64::from(date.day_of_year());
    if day + i64::from(to_saturday) > i64::from(date.days_in_year()) {
        return (i64::from(date.year()) + 1, 1);
    }
    let first = i64::from(date.first_of_year().weekday().to_sunday_zero_offset());
    (i64::from(date.year()), (day - 1 + first) / 7 + 1)
}

fn week_of_month(date: Date) -> i64 {
    let first = i64::from(date.first_of_month().weekday().to_sunday_zero_offset());
    (i64::from(date.day()) - 1 + first) / 7 + 1
}
