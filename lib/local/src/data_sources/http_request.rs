//! What requests over HTTP are made of: where they go, their headers, their signature.

use axum::body::Bytes;
use axum::http::request::Builder;
use axum::http::{HeaderName, HeaderValue, Request};
use http_body_util::Full;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::error::{Failure, failed, malformed};
use crate::signing::Signer;

/// The URL of a path below an endpoint. Whatever the path is, the endpoint's host is asked.
pub(super) fn url(endpoint: &str, path: &str, query: Map<String, Value>) -> String {
    // Without the slash the path could say which host is asked.
    let slash = match path.starts_with(['/', '?']) {
        true => "",
        false => "/",
    };
    let mut url = format!("{}{slash}{path}", endpoint.trim_end_matches('/'));
    for (name, value) in query {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&encoded(&name));
        url.push('=');
        url.push_str(&encoded(&text(value)));
    }
    url
}

/// Adds headers of a resolver's request.
pub(super) fn with_headers(
    mut to: Builder,
    headers: Map<String, Value>,
) -> Result<Builder, Failure> {
    for (name, value) in headers {
        let header = HeaderName::try_from(&name);
        let value = HeaderValue::try_from(text(value));
        let (Ok(header), Ok(value)) = (header, value) else {
            return Err(malformed(format!(
                "'$[params][headers][{name}]' is no valid header."
            )));
        };
        to = to.header(header, value);
    }
    Ok(to)
}

/// Whether headers say what kind of content there is.
pub(super) fn has_content_type(to: &Builder) -> bool {
    to.headers_ref()
        .is_some_and(|headers| headers.contains_key("content-type"))
}

/// Signs a request if there is a signer; a failure is named by `error`.
pub(super) fn signed(
    mut request: Request<Full<Bytes>>,
    body: &Bytes,
    signer: Option<&Signer>,
    error: &str,
) -> Result<Request<Full<Bytes>>, Failure> {
    if let Some(signer) = signer {
        signer
            .sign(&mut request, body)
            .map_err(|reason| failed(error, reason))?;
    }
    Ok(request)
}

/// Query parameters escape everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_say_which_host_is_asked() {
        for path in ["@evil.example/x", ".evil.example", ":81/x"] {
            let url = url("http://127.0.0.1:9200", path, Map::new());
            let url: axum::http::Uri = url.parse().expect("a URL");
            assert_eq!(url.authority().expect("a host"), "127.0.0.1:9200", "{path}");
        }
    }

    #[test]
    fn parameters_follow_those_of_the_path() {
        let query = Map::from_iter([("q".to_owned(), Value::from("a b"))]);
        let url = |path| url("http://a.example/", path, query.clone());
        assert_eq!(url("/x"), "http://a.example/x?q=a%20b");
        assert_eq!(url("/x?y=1"), "http://a.example/x?y=1&q=a%20b");
        assert_eq!(url("?y=1"), "http://a.example?y=1&q=a%20b");
    }
}
