use serde_json::{Value, json};

use crate::check;

#[test]
fn headers_of_the_connection_are_not_copied() {
    check(
        "http.copyHeaders",
        json!([{"x-a": "1", "Authorization": "t", "Host": "h", "TE": "x", "content-length": "3", "keep-alive": "5"}]),
        json!({"x-a": "1", "Authorization": "t"}),
    );
    check("http.copyHeaders", json!([null]), Value::Null);
}
