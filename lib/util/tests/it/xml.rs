use serde_json::json;

use crate::{check, check_json};

const POSTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<posts>
  <post id="7"><title>GraphQL &amp; you</title><open>true</open></post>
  <post>plain</post>
  <empty/>
</posts>"#;

#[test]
fn elements_become_members() {
    let posts = json!({"posts": {"post": [{"id": 7, "title": "GraphQL & you", "open": true}, "plain"], "empty": ""}});
    check("xml.toMap", json!([POSTS]), posts.clone());
    check_json("xml.toJsonString", json!([POSTS]), posts);
}

#[test]
fn json_text_is_encoded_as_a_string_if_asked() {
    check(
        "xml.toJsonString",
        json!(["<a><b>1</b></a>"]),
        r#"{"a":{"b":1}}"#,
    );
    check(
        "xml.toJsonString",
        json!(["<a><b>1</b></a>", true]),
        r#""{\"a\":{\"b\":1}}""#,
    );
}

#[test]
fn text_beside_elements_is_content() {
    check(
        "xml.toMap",
        json!(["<a x='1'>hello <b>2</b></a>"]),
        json!({"a": {"x": 1, "b": 2, "content": "hello"}}),
    );
}

#[test]
fn bad_or_bottomless_documents_are_refused() {
    assert!(crate::call("xml.toMap", &json!(["<a>"])).is_err());
    let deep = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
    assert!(crate::call("xml.toMap", &json!([deep])).is_err());
}
