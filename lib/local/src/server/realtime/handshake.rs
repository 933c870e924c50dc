//! The headers of a connection, which browsers cannot set: they come as base64 in the URL or in the list of
//! sub-protocols.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html#header-parameter-format-based-on-appsync-api-authorization-mode>

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// What stands before the headers among the sub-protocols.
const IN_PROTOCOL: &str = "header-";

/// The headers of the client's `header` parameter; `None` if there is none or it cannot be read.
pub(super) fn given(request: &HeaderMap, query: Option<&str>) -> Option<Map<String, Value>> {
    let encoded = in_protocol(request).or_else(|| in_query(query?))?;
    serde_json::from_slice(&decode(&encoded)?).ok()
}

/// A request's own headers together with those that a client gives as JSON. Members that no header can have
/// are passed over.
pub(super) fn with(request: &HeaderMap, given: &Map<String, Value>) -> HeaderMap {
    let mut headers = request.clone();
    // These are the headers of the connection again, encoded.
    headers.remove(header::SEC_WEBSOCKET_PROTOCOL);
    for (name, value) in given {
        let name = HeaderName::try_from(name.to_ascii_lowercase());
        let value = value.as_str().map(HeaderValue::try_from);
        if let (Ok(name), Some(Ok(value))) = (name, value) {
            headers.insert(name, value);
        }
    }
    headers
}

fn in_protocol(request: &HeaderMap) -> Option<String> {
    request
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .find_map(|protocol| protocol.trim().strip_prefix(IN_PROTOCOL))
        .map(str::to_owned)
}

fn in_query(query: &str) -> Option<String> {
    let encoded = query
        .split('&')
        .find_map(|parameter| parameter.strip_prefix("header="))?;
    // Clients that do not encode the parameter send the plus of base64 as it is.
    percent_decode_str(encoded)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// Clients differ in alphabet and padding.
fn decode(encoded: &str) -> Option<Vec<u8>> {
    let lenient =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let plain = encoded.replace('-', "+").replace('_', "/");
    GeneralPurpose::new(&alphabet::STANDARD, lenient)
        .decode(plain)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(protocols: &str, query: Option<&str>) -> Option<String> {
        let mut request = HeaderMap::new();
        request.insert(
            header::SEC_WEBSOCKET_PROTOCOL,
            protocols.parse().expect("a header"),
        );
        let headers = with(&request, &given(&request, query)?);
        assert!(!headers.contains_key(header::SEC_WEBSOCKET_PROTOCOL));
        Some(headers.get("x-api-key")?.to_str().ok()?.to_owned())
    }

    #[test]
    fn headers_are_found_wherever_clients_put_them() {
        // {"host":"localhost:111","x-api-key":"da2->>?"}, with letters that the alphabets differ in.
        let standard = "eyJob3N0IjoibG9jYWxob3N0OjExMSIsIngtYXBpLWtleSI6ImRhMi0+Pj8ifQ==";
        let url_safe = standard.replace('+', "-");
        let expected = Some("da2->>?".to_owned());
        for query in [
            format!("header={standard}&payload=e30="),
            format!("payload=e30%3D&header={}", standard.replace('+', "%2B")),
            format!("header={}", url_safe.replace('=', "%3D")),
            format!("header={}", url_safe.trim_end_matches('=')),
        ] {
            assert_eq!(key("graphql-ws", Some(&query)), expected, "{query}");
        }
        assert_eq!(
            key(&format!("graphql-ws, header-{url_safe}"), None),
            expected
        );
    }

    #[test]
    fn what_cannot_be_read_is_no_credential() {
        for query in [
            None,
            Some(""),
            Some("header="),
            Some("header=%%%"),
            Some("header=e30"),
        ] {
            assert_eq!(key("graphql-ws", query), None, "{query:?}");
        }
    }
}
