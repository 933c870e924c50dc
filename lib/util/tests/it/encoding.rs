use serde_json::{Value, json};

use crate::{check, check_error};

#[test]
fn javascript_is_escaped() {
    check(
        "escapeJavaScript",
        json!(["He said \"it's\" a/b\\\n\t\r\u{8}\u{c}"]),
        r#"He said \"it\'s\" a\/b\\\n\t\r\b\f"#,
    );
    check(
        "escapeJavaScript",
        json!(["é😀\u{1}"]),
        r"\u00E9\uD83D\uDE00\u0001",
    );
    check("escapeJavaScript", json!([null]), Value::Null);
}

#[test]
fn url_encoding_is_form_encoding() {
    check(
        "urlEncode",
        json!(["a b&c=/é*-._~"]),
        "a+b%26c%3D%2F%C3%A9*-._%7E",
    );
    check("urlDecode", json!(["a+b%26c%C3%A9"]), "a b&cé");
    check_error(
        "urlDecode",
        json!(["100%"]),
        "urlDecode: `%` must be followed by two hexadecimal digits",
    );
    check_error(
        "urlDecode",
        json!(["%g0"]),
        "urlDecode: `%` must be followed by two hexadecimal digits",
    );
}

#[test]
fn base64_is_encoded_and_decoded() {
    check("base64Encode", json!(["héllo"]), "aMOpbGxv");
    check("base64Encode", json!(["a"]), "YQ==");
    check("base64Decode", json!(["aMOpbGxv"]), "héllo");
    check("base64Decode", json!(["YQ"]), "a");
}

#[test]
fn what_is_no_base64_is_refused() {
    assert!(crate::call("base64Decode", &json!(["*"])).is_err());
}

#[test]
fn only_a_whole_text_matches() {
    check("matches", json!(["a*b", "aaaaab"]), true);
    check("matches", json!(["a*b", "aaaaabc"]), false);
    check("matches", json!(["a*b", null]), false);
}

#[test]
fn what_is_no_pattern_is_refused() {
    assert!(crate::call("matches", &json!(["(", "x"])).is_err());
    check_error(
        "matches",
        json!([null, "x"]),
        "argument 1 must be a string, but is null",
    );
}
