use serde_json::{Value, json};

use crate::{check, check_error};

#[test]
fn letters_become_large_and_small() {
    check("str.toUpper", json!(["straße"]), "STRASSE");
    check("str.toLower", json!(["ÄB"]), "äb");
    check("str.toLower", json!([null]), Value::Null);
}

#[test]
fn replacing_is_literal() {
    check("str.toReplace", json!(["a.b.c", ".", "-"]), "a-b-c");
}

#[test]
fn texts_are_normalized_to_each_form() {
    check("str.normalize", json!(["e\u{301}", "nfc"]), "é");
    check("str.normalize", json!(["é", "NFD"]), "e\u{301}");
    check("str.normalize", json!(["ﬁ", "nfkc"]), "fi");
    check("str.normalize", json!(["é", "nfkd"]), "e\u{301}");
    check_error(
        "str.normalize",
        json!(["a", "x"]),
        "str.normalize: `x` is not a normalization form; use nfc, nfd, nfkc or nfkd",
    );
}
