//! Identifiers and literals.

use std::borrow::Cow;

use super::super::lines::glued;

pub(super) fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A literal of the text.
pub(super) fn quoted(text: &str) -> String {
    glued(&["'", &escaped(text, '\''), "'"])
}

/// The text between these quotes: those of a string or of a template.
pub(super) fn escaped(text: &str, quote: char) -> Cow<'_, str> {
    let is_plain =
        |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'\\' | b'$' | b'\'' | b'`');
    if text.bytes().all(is_plain) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '$' if quote == '`' => escaped.push_str("\\$"),
            _ if character == quote => {
                escaped.push('\\');
                escaped.push(quote);
            }
            _ if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => escaped.push(character),
        }
    }
    escaped.into()
}
