//! `escapeJavaScript`, URL and base64 encoding.

use std::fmt::Write;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::Value;

use super::{
    Function,
    arguments::{optional_text, refuse},
    both,
};
use crate::{FieldError, Host};

pub(super) static FUNCTIONS: &[Function] = &[
    both("escapeJavaScript", |_, arguments| {
        on_text(arguments, |text| Ok(escape_java_script(text)))
    }),
    both("urlEncode", |_, arguments| {
        on_text(arguments, |text| Ok(url_encode(text)))
    }),
    both("urlDecode", |_, arguments| on_text(arguments, url_decode)),
    both("base64Encode", |_: &Host, arguments| {
        on_text(arguments, |text| Ok(BASE64.encode(text)))
    }),
    both("base64Decode", |_, arguments| {
        on_text(arguments, base64_decode)
    }),
];

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Null stays null.
fn on_text(
    arguments: &[Value],
    function: impl Fn(&str) -> Result<String, Box<FieldError>>,
) -> Result<Value, Box<FieldError>> {
    optional_text(arguments, 0)?.map_or(Ok(Value::Null), |text| function(text).map(Value::String))
}

/// As Apache Commons' `StringEscapeUtils.escapeEcmaScript`: quotes and slashes, control characters, and
/// everything past ASCII as UTF-16 units.
fn escape_java_script(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\'' | '"' | '\\' | '/' => escaped.extend(['\\', character]),
            '\u{8}' => escaped.push_str("\\b"),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '\u{c}' => escaped.push_str("\\f"),
            '\r' => escaped.push_str("\\r"),
            ' '..='\u{7f}' => escaped.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(escaped, "\\u{unit:04X}").expect("invariant: a String takes any text");
                }
            }
        }
    }
    escaped
}

/// Form encoding, as Java's `URLEncoder`: a blank is `+`, and only letters, digits and `.-*_` stay.
fn url_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            _ => write!(encoded, "%{byte:02X}").expect("invariant: a String takes any text"),
        }
    }
    encoded
}

/// The reverse, as Java's `URLDecoder`, which refuses an incomplete or non-hexadecimal escape.
fn url_decode(text: &str) -> Result<String, Box<FieldError>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
                match (digit(), digit()) {
                    (Some(high), Some(low)) => (high * 16 + low) as u8,
                    _ => {
                        return Err(refuse(
                            "urlDecode: `%` must be followed by two hexadecimal digits",
                        ));
                    }
                }
            }
            other => other,
        });
    }
    Ok(String::from_utf8_lossy(&decoded).into_owned())
}

fn base64_decode(text: &str) -> Result<String, Box<FieldError>> {
    let bytes = BASE64
        .decode(text)
        .map_err(|error| refuse(format!("base64Decode: the text is not base64: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
