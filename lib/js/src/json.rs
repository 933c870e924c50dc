//! JSON values in and out of QuickJS.
//!
//! Objects and arrays travel as JSON text: one native call each way is faster than a call for each
//! member, and gives exactly what `JSON.stringify` gives, without `undefined` and with null for `NaN`.

use rquickjs::{Ctx, Exception, IntoJs, Value};
use serde_json::Value as Json;

/// A JSON value as a JavaScript value.
pub(crate) fn to_js<'js>(ctx: &Ctx<'js>, json: &Json) -> rquickjs::Result<Value<'js>> {
    match json {
        Json::Null => Ok(Value::new_null(ctx.clone())),
        Json::Bool(value) => Ok(Value::new_bool(ctx.clone(), *value)),
        Json::Number(number) => Ok(Value::new_number(
            ctx.clone(),
            number.as_f64().unwrap_or(f64::NAN),
        )),
        Json::String(text) => text.into_js(ctx),
        Json::Array(_) | Json::Object(_) => ctx.json_parse(json.to_string()),
    }
}

/// A JavaScript value as a JSON value; undefined and functions are null.
///
/// # Errors
/// An exception, for example if the value contains itself.
pub(crate) fn from_js<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> rquickjs::Result<Json> {
    if let Some(number) = value.as_number() {
        return Ok(from_number(number));
    }
    if let Some(value) = value.as_bool() {
        return Ok(Json::Bool(value));
    }
    if value.is_null() || value.is_undefined() {
        return Ok(Json::Null);
    }
    if let Some(Ok(text)) = value.as_string().map(|text| text.to_string()) {
        return Ok(Json::String(text));
    }
    match ctx.json_stringify(value.clone())? {
        Some(text) => parse(&text.to_string()?).map_err(|error| {
            Exception::throw_message(ctx, &format!("the value is no JSON: {error}"))
        }),
        None => Ok(Json::Null),
    }
}

fn from_number(number: f64) -> Json {
    // The largest integer from which on doubles have gaps.
    const SAFE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= SAFE {
        Json::from(number as i64)
    } else {
        serde_json::Number::from_f64(number).map_or(Json::Null, Json::Number)
    }
}

fn parse(text: &str) -> serde_json::Result<Json> {
    serde_json::from_str(text).or_else(|error| {
        replace_lone_surrogates(text).map_or(Err(error), |text| serde_json::from_str(&text))
    })
}

/// JavaScript strings may hold halves of characters, which JSON escapes and Rust cannot hold; U+FFFD
/// takes their place. `None` if there are none.
fn replace_lone_surrogates(text: &str) -> Option<String> {
    let mut replaced = String::with_capacity(text.len());
    let mut found = false;
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        replaced.push_str(before);
        let length = match (surrogate(escape), surrogate(escape.get(6..).unwrap_or(""))) {
            (Some(Surrogate::High), Some(Surrogate::Low)) => 12,
            (Some(_), _) => {
                found = true;
                replaced.push('\u{FFFD}');
                rest = &escape[6..];
                continue;
            }
            (None, _) => 2,
        };
        let (kept, after) = escape.split_at_checked(length)?;
        replaced.push_str(kept);
        rest = after;
    }
    replaced.push_str(rest);
    found.then_some(replaced)
}

enum Surrogate {
    High,
    Low,
}

/// Which half of a character the `\uXXXX` at the beginning of a text is.
fn surrogate(text: &str) -> Option<Surrogate> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    match u32::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Surrogate::High),
        0xDC00..=0xDFFF => Some(Surrogate::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn halves_of_characters_are_replaced() {
        assert_eq!(parse(r#""a\ud800b""#).unwrap(), json!("a\u{FFFD}b"));
        assert_eq!(parse(r#""\udc00""#).unwrap(), json!("\u{FFFD}"));
        assert_eq!(
            parse(r#""\ud83d\ude00\ud83d""#).unwrap(),
            json!("😀\u{FFFD}")
        );
        assert_eq!(
            parse(r#""\\ud800\ud800""#).unwrap(),
            json!("\\ud800\u{FFFD}")
        );
        assert!(parse("{").is_err());
    }

    #[test]
    fn whole_numbers_are_integers() {
        assert_eq!(from_number(3.0), json!(3));
        assert_eq!(from_number(-0.0), json!(0));
        assert_eq!(from_number(0.5), json!(0.5));
        assert_eq!(from_number(1e300), json!(1e300));
        assert_eq!(from_number(f64::NAN), Json::Null);
    }
}
