//! Numbers, which JSON and text both can hold.

use serde_json::Value as Json;

/// A whole number of 32 bits.
pub(super) fn int(value: &Json) -> Option<Json> {
    let number = whole(value)?;
    i32::try_from(number).ok().map(Json::from)
}

/// A number of 64 bits, finite. `3`, `3.0` and `30e-1` are the same whole number, whose text keys may be made of.
pub(super) fn float(value: &Json) -> Option<Json> {
    let float = match value {
        Json::Number(number) => number.as_f64()?,
        Json::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    match exact_whole(float) {
        Some(whole) => Some(whole.into()),
        None => serde_json::Number::from_f64(float).map(Json::Number),
    }
}

/// Whole seconds of 64 bits.
pub(super) fn timestamp(value: &Json) -> Option<Json> {
    whole(value).map(Json::from)
}

fn whole(value: &Json) -> Option<i64> {
    match value {
        Json::Number(number) => number.as_i64().or_else(|| exact_whole(number.as_f64()?)),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn exact_whole(float: f64) -> Option<i64> {
    /// Every whole number up to here is a 64-bit float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
}
