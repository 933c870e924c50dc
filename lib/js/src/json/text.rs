//! JSON text of JavaScript, which may hold what Rust cannot.

use serde_json::Value as Json;

/// Reads JSON text that `JSON.stringify` wrote.
pub(super) fn parse(text: &str) -> serde_json::Result<Json> {
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
}
