//! `math.*`.

use serde_json::{Number, Value};

use super::{
    Function,
    arguments::{double, integer, refuse},
    both,
};
use crate::{FieldError, Host};

pub(super) static FUNCTIONS: &[Function] = &[
    both("math.roundNum", |_, arguments| {
        // As Java's `Math.round`: halves go up, also below zero.
        Ok(Value::from((double(arguments, 0)? + 0.5).floor() as i64))
    }),
    both("math.minVal", |_, arguments| {
        number(double(arguments, 0)?.min(double(arguments, 1)?))
    }),
    both("math.maxVal", |_, arguments| {
        number(double(arguments, 0)?.max(double(arguments, 1)?))
    }),
    both("math.randomDouble", |host, _| number(random(host))),
    both("math.randomWithinRange", |host, arguments| {
        let (start, end) = (integer(arguments, 0)?, integer(arguments, 1)?);
        if start > end {
            return Err(refuse(
                "math.randomWithinRange: the start is greater than the end",
            ));
        }
        let width = end.saturating_sub(start) as f64;
        Ok(Value::from(
            start.saturating_add((random(host) * width) as i64),
        ))
    }),
];

/// From 0, included, to 1, excluded: the 53 bits that a double holds.
fn random(host: &Host) -> f64 {
    let bits = u128::from_be_bytes(host.ids.random()) as u64 >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

fn number(value: f64) -> Result<Value, Box<FieldError>> {
    Number::from_f64(value)
        .map(Value::Number)
        .ok_or_else(|| refuse("the result is not a number"))
}
