//! Numbers, which JSON and text both can hold.

use serde_json::Value as Json;

/// A whole number of 32 bits.
pub(super) fn int(value: &Json) -> Option<Json> {
    let number = whole(value)?;
    i32::try_from(number).ok().map(Json::from)
}

/// A number of 64 bits, finite. Whole numbers stay whole.
pub(super) fn float(value: &Json) -> Option<Json> {
    match value {
        Json::Number(_) => Some(value.clone()),
        Json::String(text) => text
            .trim()
            .parse::<f64>()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map(Json::Number),
        _ => None,
    }
}

/// Whole seconds of 64 bits.
pub(super) fn timestamp(value: &Json) -> Option<Json> {
    whole(value).map(Json::from)
}

fn whole(value: &Json) -> Option<i64> {
    /// Every whole number up to here is a 64-bit float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Json::Number(number) => number.as_i64().or_else(|| {
            let float = number.as_f64()?;
            let exact = float.fract() == 0.0 && float.abs() <= EXACT;
            exact.then_some(float as i64)
        }),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}
