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
fn names_keep_their_prefixes() {
    check(
        "xml.toMap",
        json!([
            r#"<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">
            <s:Body s:id='1'><PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"/></s:Body>
            <undeclared:name/>
        </s:Envelope>"#
        ]),
        json!({"s:Envelope": {
            "xmlns:s": "http://www.w3.org/2003/05/soap-envelope",
            "s:Body": {
                "s:id": 1,
                "PublishResponse": {"xmlns": "http://sns.amazonaws.com/doc/2010-03-31/"},
            },
            "undeclared:name": "",
        }}),
    );
}

#[test]
fn text_is_read_as_numbers_and_booleans() {
    check(
        "xml.toMap",
        json!([
            "<a><b> 1.5 </b><b>TRUE</b><b>007</b><b>null</b><b>&#x41;&lt;&nbsp;</b><b><![CDATA[ <1> ]]></b></a>"
        ]),
        json!({"a": {"b": [1.5, true, "007", null, "A<&nbsp;", " <1> "]}}),
    );
}

#[test]
fn declarations_instructions_and_comments_are_passed_over() {
    check(
        "xml.toMap",
        json!([
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e '>'>]><!-- <b> --><a checked c = d><!-- c --><?i?>x</a>"
        ]),
        json!({"a": {"checked": "", "c": "d", "content": "x"}}),
    );
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
    check(
        "xml.toMap",
        json!(["<a>one<b/>2</a>"]),
        json!({"a": {"content": ["one", 2], "b": ""}}),
    );
    check(
        "xml.toMap",
        json!(["<a><b>one<![CDATA[two]]></b><b/></a>"]),
        json!({"a": {"b": [["one", "two"], ""]}}),
    );
}

#[test]
fn bad_or_bottomless_documents_are_refused() {
    for bad in [
        "<a>",
        "<a></b>",
        "</a>",
        "<a",
        "<>",
        "<a b='c></a>",
        "<a>&</a>",
        "<a>&#xD800;</a>",
        "<!-- a",
        "<![CDATA[a",
        "<!a '>",
    ] {
        assert!(crate::call("xml.toMap", &json!([bad])).is_err(), "{bad}");
    }
    let deep = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
    assert!(crate::call("xml.toMap", &json!([deep])).is_err());
}
