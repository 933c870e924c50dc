//! The JSON document that a template gives.

use serde_json::{Error, Value};

/// Reads a document. AppSync takes a comma after the last member or element, as its guide writes them in templates:
/// <https://docs.aws.amazon.com/appsync/latest/devguide/migrating-resolvers.html>
pub(crate) fn parse(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).or_else(|error| match without_trailing_commas(text) {
        Some(text) => serde_json::from_str(&text),
        None => Err(error),
    })
}

/// The text with blanks in place of commas that something precedes and a bracket follows, if there are any.
fn without_trailing_commas(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut comma = None;
    let mut last = b'[';
    let mut in_string = false;
    let mut is_escaped = false;
    let mut found = false;
    for (at, byte) in text.bytes().enumerate() {
        if in_string {
            in_string = is_escaped || byte != b'"';
            is_escaped = byte == b'\\' && !is_escaped;
            continue;
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'"' => in_string = true,
            b']' | b'}' => {
                if let Some(comma) = comma {
                    bytes[comma] = b' ';
                    found = true;
                }
            }
            _ => {}
        }
        let follows_value = !matches!(last, b'[' | b'{' | b',' | b':');
        comma = (byte == b',' && follows_value).then_some(at);
        last = byte;
    }
    let text = found.then(|| String::from_utf8(bytes).ok())?;
    Some(text.expect("invariant: blanks take the place of commas only"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;

    #[test]
    fn a_comma_after_the_last_of_a_list_or_an_object_is_taken() {
        for text in [
            r#"{"a": [1, 2, ], "b": {"c": "x,}",},}"#,
            "{\"a\": [1, 2,\n],\n \"b\": {\"c\": \"x,}\"},\n}",
        ] {
            let expected = json!({"a": [1, 2], "b": {"c": "x,}"}});
            assert_eq!(parse(text).expect(text), expected);
        }
        assert_eq!(
            parse(r#"{"a": "\\\"",}"#).expect("JSON"),
            json!({"a": "\\\""})
        );
    }

    #[test]
    fn what_else_is_no_json_is_refused() {
        for text in [
            "{,}",
            "[,]",
            "[1,,]",
            "{\"a\":,}",
            "{'a': 1}",
            "{a: 1,}",
            "1,",
            "[1,",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
