//! `HTTP`: a request to an endpoint, its answer as it came.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-http-js.html>

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::Full;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::error::{Failure, failed, malformed};
use super::http_client::HttpClient;
use super::request::Members;
use crate::signing::Signer;

/// An endpoint as a data source.
pub(crate) struct Http {
    pub(crate) client: HttpClient,
    /// Scheme and host, such as `https://api.example.com`.
    pub(crate) endpoint: String,
    /// Signs requests for a service of AWS.
    pub(crate) signer: Option<Signer>,
}

#[async_trait]
impl DataSource for Http {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        self.answer(request).await.map_err(|failure| *failure)
    }
}

impl Http {
    async fn answer(&self, request: Value) -> Result<Value, Failure> {
        let request = self.request(Members::of(request)?)?;
        let response = self
            .client
            .send(request)
            .await
            .map_err(|message| failed("HttpDataSourceError", message))?;
        let headers: Map<String, Value> = response
            .headers()
            .keys()
            .map(|name| {
                let values: Vec<_> = response
                    .headers()
                    .get_all(name)
                    .iter()
                    .map(|value| String::from_utf8_lossy(value.as_bytes()))
                    .collect();
                (name.to_string(), values.join(", ").into())
            })
            .collect();
        Ok(json!({
            "statusCode": response.status().as_u16(),
            "headers": headers,
            "body": String::from_utf8_lossy(response.body()),
        }))
    }

    fn request(&self, mut request: Members) -> Result<Request<Full<Bytes>>, Failure> {
        let method = match request.required_text("method")?.as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "PATCH" => Method::PATCH,
            "DELETE" => Method::DELETE,
            other => return Err(malformed(format!("Unsupported method '{other}'."))),
        };
        let path = request.required_text("resourcePath")?;
        // Without the slash the path could say which host is asked.
        let slash = if path.starts_with(['/', '?']) {
            ""
        } else {
            "/"
        };
        let mut uri = format!("{}{slash}{path}", self.endpoint.trim_end_matches('/'));
        let mut headers = Map::new();
        let mut body = Bytes::new();
        let mut is_json = false;
        if let Some(mut params) = request.optional_members("params")? {
            for (name, value) in params.optional_object("query")?.unwrap_or_default() {
                uri.push(if uri.contains('?') { '&' } else { '?' });
                uri.push_str(&encoded(&name));
                uri.push('=');
                uri.push_str(&encoded(&text(value)));
            }
            headers = params.optional_object("headers")?.unwrap_or_default();
            body = match params.optional("body") {
                None => body,
                Some(Value::String(text)) => text.into(),
                Some(other) => {
                    is_json = true;
                    other.to_string().into()
                }
            };
        }

        let mut to = Request::builder().method(method).uri(&uri);
        for (name, value) in headers {
            let header = HeaderName::try_from(&name);
            let value = HeaderValue::try_from(text(value));
            let (Ok(header), Ok(value)) = (header, value) else {
                return Err(malformed(format!(
                    "'$[params][headers][{name}]' is no valid header."
                )));
            };
            is_json &= header != axum::http::header::CONTENT_TYPE;
            to = to.header(header, value);
        }
        if is_json {
            to = to.header("content-type", "application/json");
        }
        let mut request = to
            .body(Full::new(body.clone()))
            .map_err(|error| malformed(format!("'{uri}' is no valid URL: {error}.")))?;
        if let Some(signer) = &self.signer {
            signer
                .sign(&mut request, &body)
                .map_err(|reason| failed("HttpDataSourceError", reason))?;
        }
        Ok(request)
    }
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

pub(super) fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
