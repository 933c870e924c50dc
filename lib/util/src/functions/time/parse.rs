//! Reading a time by a pattern.

use std::ops::RangeInclusive;

use jiff::{
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

use super::{
    super::arguments::refuse,
    pattern::{Item, MONTHS, Pattern, WEEKDAYS, is_numeric},
    zone, zone_names, zone_offset,
};
use crate::FieldError;

/// Milliseconds since 1970 of the time that `text` names. A zone or offset in the text comes before
/// `default_zone`; what the pattern leaves out is the beginning of the day, or the first of the year.
pub(super) fn to_millis(
    text: &str,
    pattern: &Pattern,
    default_zone: &TimeZone,
) -> Result<i64, Box<FieldError>> {
    let mut reader = Reader {
        text,
        at: 0,
        fields: Fields::default(),
    };
    if reader.items(&pattern.items).is_none() {
        return Err(refuse(format!(
            "Text '{text}' could not be parsed at index {}",
            reader.at
        )));
    }
    if reader.at < text.len() {
        return Err(refuse(format!(
            "Text '{text}' could not be parsed, unparsed text found at index {}",
            reader.at
        )));
    }
    reader.fields.to_millis(default_zone).ok_or_else(|| {
        refuse(format!(
            "Text '{text}' could not be parsed: it names no valid date and time"
        ))
    })
}

/// What the text said.
#[derive(Debug, Clone, Default)]
struct Fields {
    is_before_christ: bool,
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    /// From Sunday, which is 0.
    weekday: Option<usize>,
    hour: Option<i64>,
    hour_of_half: Option<i64>,
    is_afternoon: bool,
    minute: Option<i64>,
    second: Option<i64>,
    nano: Option<i64>,
    nano_of_day: Option<i64>,
    offset: Option<Offset>,
    zone: Option<TimeZone>,
}

impl Fields {
    fn to_millis(&self, default_zone: &TimeZone) -> Option<i64> {
        let year = if self.is_before_christ {
            1 - self.year?
        } else {
            self.year?
        };
        let year = i16::try_from(year).ok()?;
        let date = match self.day_of_year {
            Some(day) => {
                let first = Date::new(year, 1, 1).ok()?;
                first
                    .with()
                    .day_of_year(i16::try_from(day).ok()?)
                    .build()
                    .ok()?
            }
            None => {
                let month = i8::try_from(self.month.unwrap_or(1)).ok()?;
                let first = Date::new(year, month, 1).ok()?;
                let day = i8::try_from(self.day.unwrap_or(1)).ok()?;
                // Java takes the 31st of every month, for its last day.
                let day = if day <= 31 {
                    day.min(first.days_in_month())
                } else {
                    day
                };
                Date::new(year, month, day).ok()?
            }
        };
        let weekday = date.weekday().to_sunday_zero_offset().unsigned_abs();
        if self
            .weekday
            .is_some_and(|named| named != usize::from(weekday))
        {
            return None;
        }
        let date_time = if self.is_end_of_day() {
            DateTime::from_parts(date.tomorrow().ok()?, Time::midnight())
        } else {
            DateTime::from_parts(date, self.time()?)
        };
        let timestamp = match (self.offset, &self.zone) {
            (Some(offset), _) => offset.to_timestamp(date_time).ok()?,
            (None, zone) => {
                let zone = zone.as_ref().unwrap_or(default_zone);
                date_time.to_zoned(zone.clone()).ok()?.timestamp()
            }
        };
        Some(timestamp.as_millisecond())
    }

    /// Whether the time is 24:00, which is the next day's 00:00.
    fn is_end_of_day(&self) -> bool {
        let is_zero = |value: Option<i64>| value.unwrap_or(0) == 0;
        self.hour == Some(24)
            && is_zero(self.minute)
            && is_zero(self.second)
            && is_zero(self.nano)
            && self.nano_of_day.is_none()
    }

    fn time(&self) -> Option<Time> {
        let small = |value: i64| i8::try_from(value).ok();
        if let Some(nanos) = self.nano_of_day {
            let seconds = nanos / 1_000_000_000;
            return Time::new(
                small(seconds / 3600)?,
                small(seconds / 60 % 60)?,
                small(seconds % 60)?,
                (nanos % 1_000_000_000) as i32,
            )
            .ok();
        }
        let hour = match (self.hour, self.hour_of_half) {
            (Some(hour), _) => hour,
            (None, Some(hour)) => hour % 12 + if self.is_afternoon { 12 } else { 0 },
            (None, None) => 0,
        };
        let second = self.second.unwrap_or(0);
        let nano = i32::try_from(self.nano.unwrap_or(0)).ok()?;
        Time::new(
            small(hour)?,
            small(self.minute.unwrap_or(0))?,
            small(second)?,
            nano,
        )
        .ok()
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    fields: Fields,
}

impl<'a> Reader<'a> {
    /// Reads each item; none at the first that is not there, with `at` where it should have been.
    fn items(&mut self, items: &[Item]) -> Option<()> {
        for (index, item) in items.iter().enumerate() {
            let is_tight = items.get(index + 1).is_some_and(is_numeric);
            match item {
                Item::Literal(literal) => self.literal(literal)?,
                Item::Field { letter, count } => self.field(*letter, *count, is_tight)?,
                Item::Padded(width, inner) => self.padded(*width, inner)?,
                Item::Optional(inner) => {
                    let (at, fields) = (self.at, self.fields.clone());
                    if self.items(inner).is_none() {
                        self.at = at;
                        self.fields = fields;
                    }
                }
            }
        }
        Some(())
    }

    /// A field of exactly this width, blanks in front included.
    fn padded(&mut self, width: usize, item: &Item) -> Option<()> {
        let text = self.text;
        let length = self
            .rest()
            .chars()
            .take(width)
            .map(char::len_utf8)
            .sum::<usize>();
        let end = self.at + length;
        if self.rest().chars().count() < width {
            return None;
        }
        self.at = end - text[self.at..end].trim_start_matches(' ').len();
        self.text = &text[..end];
        let read = self.items(std::slice::from_ref(item));
        self.text = text;
        read.filter(|()| self.at == end)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn literal(&mut self, literal: &str) -> Option<()> {
        self.rest()
            .starts_with(literal)
            .then(|| self.at += literal.len())
    }

    fn field(&mut self, letter: char, count: usize, is_tight: bool) -> Option<()> {
        match letter {
            'G' => {
                let eras = ["Anno Domini", "Before Christ", "AD", "BC", "A", "B"];
                self.fields.is_before_christ = self.one_of(&eras)? % 2 == 1;
            }
            'u' | 'y' if count == 2 => self.fields.year = Some(2000 + self.digits(2, 2)?),
            'u' | 'y' => {
                let most = if is_tight { count } else { 9 };
                self.fields.year = Some(self.digits(count, most)?);
            }
            'M' | 'L' if count > 2 => {
                self.fields.month = Some(self.name(&MONTHS, count)? as i64 + 1)
            }
            'M' | 'L' => self.fields.month = Some(self.number(count)?),
            'd' => self.fields.day = Some(self.number(count)?),
            'D' => self.fields.day_of_year = Some(self.digits(count, 3)?),
            'a' => self.fields.is_afternoon = self.one_of(&["AM", "PM"])? == 1,
            'H' => self.fields.hour = Some(self.number(count)?),
            'k' => self.fields.hour = Some(self.number_within(count, 1..=24)? % 24),
            'h' => self.fields.hour_of_half = Some(self.number_within(count, 1..=12)?),
            'K' => self.fields.hour_of_half = Some(self.number_within(count, 0..=11)?),
            'm' => self.fields.minute = Some(self.number(count)?),
            's' => self.fields.second = Some(self.number(count)?),
            'S' => {
                let value = self.digits(count, count)?;
                self.fields.nano = Some(value * 10_i64.pow(9 - count.min(9) as u32));
            }
            'n' => self.fields.nano = Some(self.digits(count, 9)?),
            'A' => self.fields.nano_of_day = Some(self.digits(count, 9)? * 1_000_000),
            'N' => self.fields.nano_of_day = Some(self.digits(count, 14)?),
            'E' | 'e' | 'c' if count > 2 || letter == 'E' => {
                self.fields.weekday = Some(self.name(&WEEKDAYS, count)?);
            }
            // These follow from the date; they are read and not compared with it.
            'e' | 'c' | 'w' | 'W' | 'F' | 'Y' | 'Q' | 'q' => {
                self.digits(1, count.max(2))?;
            }
            'z' if count == 4 && self.zone_by_long_name().is_some() => {}
            'z' if count < 4 && self.zone_by_abbreviation().is_some() => {}
            'V' | 'z' => self.zone_by_id()?,
            _ => self.offset(letter, count)?,
        }
        Some(())
    }

    fn number_within(&mut self, count: usize, range: RangeInclusive<i64>) -> Option<i64> {
        self.number(count).filter(|number| range.contains(number))
    }

    /// A number of as many digits as there are letters; one letter means any number of digits.
    fn number(&mut self, count: usize) -> Option<i64> {
        self.digits(count, if count == 1 { 9 } else { count })
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let length = self
            .rest()
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        if length < least {
            return None;
        }
        let value = self.rest()[..length].parse().ok()?;
        self.at += length;
        Some(value)
    }

    fn name(&mut self, names: &[&str], count: usize) -> Option<usize> {
        let shorten = |name: &&str| {
            if count == 4 {
                (*name).to_owned()
            } else {
                name[..3].to_owned()
            }
        };
        let names: Vec<String> = names.iter().map(shorten).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.one_of(&names)
    }

    fn one_of(&mut self, texts: &[&str]) -> Option<usize> {
        let index = texts
            .iter()
            .position(|text| self.rest().starts_with(text))?;
        self.at += texts[index].len();
        Some(index)
    }

    fn zone_by_long_name(&mut self) -> Option<()> {
        let (name, id) = zone_names::zone_of_long(self.rest())?;
        self.fields.zone = Some(zone(Some(id)).ok()?);
        self.at += name.len();
        Some(())
    }

    fn zone_by_abbreviation(&mut self) -> Option<()> {
        let short = self.zone_text();
        let id = zone_names::zone_of_short(short)?;
        self.fields.zone = Some(zone(Some(id)).ok()?);
        self.at += short.len();
        Some(())
    }

    fn zone_by_id(&mut self) -> Option<()> {
        let id = self.zone_text();
        self.fields.zone = Some(zone(Some(id)).ok()?);
        self.at += id.len();
        Some(())
    }

    /// The characters ahead that an id or abbreviation may have.
    fn zone_text(&self) -> &'a str {
        let is_part =
            |character: char| character.is_ascii_alphanumeric() || "/_+-:".contains(character);
        let rest = self.rest();
        let length = rest
            .find(|character| !is_part(character))
            .unwrap_or(rest.len());
        &rest[..length]
    }

    fn offset(&mut self, letter: char, count: usize) -> Option<()> {
        let is_localized = letter == 'O' || (letter == 'Z' && count == 4);
        if is_localized && self.literal("GMT").is_some() && !self.rest().starts_with(['+', '-']) {
            self.fields.offset = Some(Offset::UTC);
            return Some(());
        }
        let is_part = |character: char| character.is_ascii_digit() || "+-:Z".contains(character);
        let rest = self.rest();
        let length = rest
            .find(|character| !is_part(character))
            .unwrap_or(rest.len());
        let offset = &rest[..length];
        if !is_localized && !is_written_as(offset, letter, count) {
            return None;
        }
        self.fields.offset = Some(zone_offset(offset)?);
        self.at += length;
        Some(())
    }
}

/// Whether an offset has the form that `X`, `x` or `Z` ask for: with a colon or not, with seconds or not, `Z` or
/// not.
fn is_written_as(offset: &str, letter: char, count: usize) -> bool {
    if offset == "Z" {
        return letter == 'X' || (letter == 'Z' && count == 5);
    }
    let forms: &[&str] = match (letter, count) {
        ('Z', 1..=3) | (_, 2) => &["+0000"],
        (_, 1) => &["+00", "+0000"],
        (_, 3) => &["+00:00"],
        (_, 4) => &["+0000", "+000000"],
        _ => &["+00:00", "+00:00:00"],
    };
    let shape: String = offset
        .chars()
        .map(|character| match character {
            '0'..='9' => '0',
            '-' => '+',
            other => other,
        })
        .collect();
    forms.contains(&shape.as_str())
}
