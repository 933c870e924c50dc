//! `String.format`, which Velocity finds on any string: Java's `Formatter` without dates, hash codes and
//! the conversions `%g` and `%a`.
//!
//! <https://docs.oracle.com/javase/8/docs/api/java/util/Formatter.html#syntax>

use super::{MethodError, MethodResult};
use crate::{evaluate::Evaluator, value::Value};

/// The pattern with its `%…` replaced by the arguments.
pub(super) fn format<'a>(
    evaluator: &mut Evaluator<'a>,
    pattern: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    let mut text = String::new();
    let mut rest = pattern;
    let mut next = 0;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let (specifier, after) = Specifier::read(after)
            .ok_or_else(|| MethodError::Failed(format!("`%{after}` is no conversion")))?;
        rest = after;
        evaluator.heap.allocate(
            specifier
                .width
                .saturating_add(specifier.precision.unwrap_or(0)),
        )?;
        let written = match specifier.conversion {
            '%' => "%".to_owned(),
            'n' => "\n".to_owned(),
            conversion => {
                let place = specifier.argument.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                let argument = arguments.get(place).ok_or_else(|| {
                    MethodError::Failed(format!("there is no argument for `%{conversion}`"))
                })?;
                specifier.written(evaluator, argument)?
            }
        };
        text.push_str(&specifier.padded(written));
    }
    text.push_str(rest);
    Ok(evaluator.heap.text(text)?)
}

/// `%[argument$][flags][width][.precision]conversion`.
struct Specifier<'p> {
    /// The place of the argument, if it is not the next one.
    argument: Option<usize>,
    flags: &'p str,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

impl<'p> Specifier<'p> {
    /// What follows a `%`, and the rest.
    fn read(text: &'p str) -> Option<(Self, &'p str)> {
        let (digits, after) = split(text, |character| character.is_ascii_digit());
        let (argument, text) = match after.strip_prefix('$') {
            Some(after) => (Some(digits.parse::<usize>().ok()?.checked_sub(1)?), after),
            None => (None, text),
        };
        let (flags, text) = split(text, |character| "-+ 0,(".contains(character));
        let (width, text) = split(text, |character| character.is_ascii_digit());
        let (precision, text) = match text.strip_prefix('.') {
            Some(text) => {
                let (digits, text) = split(text, |character| character.is_ascii_digit());
                (Some(digits.parse().ok()?), text)
            }
            None => (None, text),
        };
        let conversion = text.chars().next()?;
        let specifier = Self {
            argument,
            flags,
            width: if width.is_empty() {
                0
            } else {
                width.parse().ok()?
            },
            precision,
            conversion,
        };
        Some((specifier, &text[conversion.len_utf8()..]))
    }

    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    fn written<'a>(
        &self,
        evaluator: &mut Evaluator<'a>,
        value: &Value<'a>,
    ) -> Result<String, MethodError<'a>> {
        let conversion = self.conversion.to_ascii_lowercase();
        let written = match (conversion, value) {
            ('b', value) => self.cut(&value.is_true().to_string()),
            ('s', value) => self.cut(&evaluator.text_of(value)?),
            ('c' | 'd' | 'o' | 'x' | 'f' | 'e', Value::Null) => self.cut("null"),
            ('f' | 'e', Value::Double(double)) if !double.is_finite() => {
                evaluator.text_of(value)?.to_string()
            }
            ('c', Value::Text(text)) if text.chars().count() == 1 => text.to_string(),
            ('c', Value::Character(character)) => character.to_string(),
            ('c', Value::Integer(code)) => u32::try_from(*code)
                .ok()
                .and_then(char::from_u32)
                .ok_or_else(|| MethodError::Failed(format!("{code} is no character")))?
                .to_string(),
            ('d', Value::Integer(integer)) => {
                self.signed(*integer < 0, &integer.unsigned_abs().to_string())
            }
            ('o' | 'x', Value::Integer(integer)) => self.zeros(&unsigned(*integer, conversion), 0),
            ('f', Value::Double(double)) => {
                let places = self.precision.unwrap_or(6);
                self.signed(*double < 0.0, &rounded(&double.abs().to_string(), places))
            }
            ('e', Value::Double(double)) => {
                let places = self.precision.unwrap_or(6);
                self.signed(*double < 0.0, &scientific(double.abs(), places))
            }
            ('c' | 'd' | 'o' | 'x' | 'f' | 'e', other) => {
                let message = format!("`%{}` cannot write {}", self.conversion, other.kind());
                return Err(MethodError::Failed(message));
            }
            _ => {
                let message = format!("`%{}` is no conversion", self.conversion);
                return Err(MethodError::Failed(message));
            }
        };
        Ok(if self.conversion.is_ascii_uppercase() {
            written.to_uppercase()
        } else {
            written
        })
    }

    /// The precision of what is no number is its greatest length.
    fn cut(&self, text: &str) -> String {
        match self.precision {
            Some(length) => text.chars().take(length).collect(),
            None => text.to_owned(),
        }
    }

    fn signed(&self, is_negative: bool, digits: &str) -> String {
        let digits = if self.has(',') {
            grouped(digits)
        } else {
            digits.to_owned()
        };
        let (before, after) = match is_negative {
            true if self.has('(') => ("(", ")"),
            true => ("-", ""),
            false if self.has('+') => ("+", ""),
            false if self.has(' ') => (" ", ""),
            false => ("", ""),
        };
        let digits = self.zeros(&digits, before.len() + after.len());
        format!("{before}{digits}{after}")
    }

    /// Digits as wide as the flag `0` asks for, beside what else is written.
    fn zeros(&self, digits: &str, beside: usize) -> String {
        let width = if self.has('0') {
            self.width.saturating_sub(beside)
        } else {
            0
        };
        filling("0", digits, width) + digits
    }

    fn padded(&self, text: String) -> String {
        let filling = filling(" ", &text, self.width);
        if self.has('-') {
            text + &filling
        } else {
            filling + &text
        }
    }
}

/// What a text lacks of a width.
fn filling(with: &str, text: &str, width: usize) -> String {
    with.repeat(width.saturating_sub(text.chars().count()))
}

/// The characters at the beginning that are of a kind, and the rest.
fn split(text: &str, is_of_kind: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|character| !is_of_kind(character));
    text.split_at(end.unwrap_or(text.len()))
}

/// In two's complement, of 32 bits for what Java keeps in an `Integer`.
fn unsigned(integer: i64, conversion: char) -> String {
    match (i32::try_from(integer), conversion) {
        (Ok(integer), 'o') => format!("{integer:o}"),
        (Ok(integer), _) => format!("{integer:x}"),
        (Err(_), 'o') => format!("{integer:o}"),
        (Err(_), _) => format!("{integer:x}"),
    }
}

/// With a comma after each thousand.
fn grouped(number: &str) -> String {
    let (whole, fraction) = split(number, |character| character.is_ascii_digit());
    let mut grouped = String::new();
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

/// A number in digits with so many places behind the point; half is rounded up, as Java does by the
/// shortest digits that tell the number from others.
fn rounded(number: &str, places: usize) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_up = fraction
        .as_bytes()
        .get(places)
        .is_some_and(|digit| *digit >= b'5');
    let kept = &fraction[..places.min(fraction.len())];
    let zeros = filling("0", kept, places);
    let mut digits = format!("{whole}{kept}{zeros}").into_bytes();
    if is_up {
        match digits.iter().rposition(|digit| *digit != b'9') {
            Some(at) => {
                digits[at] += 1;
                digits[at + 1..].fill(b'0');
            }
            None => {
                digits.fill(b'0');
                digits.insert(0, b'1');
            }
        }
    }
    let mut text: String = digits.into_iter().map(char::from).collect();
    if places > 0 {
        text.insert(text.len() - places, '.');
    }
    text
}

/// One digit before the point, and the exponent with two digits at least.
fn scientific(number: f64, places: usize) -> String {
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut exponent: i32 = exponent.parse().unwrap_or_default();
    let mut mantissa = rounded(mantissa, places);
    if mantissa.starts_with("10") {
        exponent += 1;
        mantissa = rounded("1", places);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}
