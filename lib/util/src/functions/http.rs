//! `http.copyHeaders`. The functions that add response headers belong to the engines.

use serde_json::Value;

use super::{Function, arguments::optional_map, both};

pub(super) static FUNCTIONS: &[Function] = &[both("http.copyHeaders", |_, arguments| {
    let Some(headers) = optional_map(arguments, 0)? else {
        return Ok(Value::Null);
    };
    let kept = headers.iter().filter(|(name, _)| !is_restricted(name));
    Ok(Value::Object(
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    ))
})];

/// Headers that belong to one connection.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/http-helpers-in-utils-http.html>
fn is_restricted(name: &str) -> bool {
    const RESTRICTED: [&str; 10] = [
        "transfer-encoding",
        "connection",
        "host",
        "expect",
        "keep-alive",
        "upgrade",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "content-length",
    ];
    RESTRICTED
        .iter()
        .any(|restricted| restricted.eq_ignore_ascii_case(name))
}
