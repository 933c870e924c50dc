//! `HTTP`: a request to an endpoint, its answer as it came.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-http-js.html>

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::error::{Failure, failed, malformed};
use super::request::Members;

/// AppSync gives a resolver 30 seconds.
///
/// <https://docs.aws.amazon.com/general/latest/gr/appsync.html>
const TIMEOUT: Duration = Duration::from_secs(30);

/// More than an evaluated response may have (5 MB), so that no endpoint can exhaust the memory.
const MAX_RESPONSE_BYTES: usize = 5 * 1024 * 1024;

/// An endpoint as a data source.
pub(crate) struct Http {
    pub(crate) client: HttpClient,
    /// Scheme and host, such as `https://api.example.com`.
    pub(crate) endpoint: String,
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
        let mut uri = format!("{}{path}", self.endpoint.trim_end_matches('/'));
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
        to.body(body.into())
            .map_err(|error| malformed(format!("'{uri}' is no valid URL: {error}.")))
    }
}

/// Query parameters escape everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Sends requests over HTTP and HTTPS; clones share the connections.
#[derive(Clone, Default)]
pub(crate) struct HttpClient {
    client: Arc<OnceLock<Client<HttpsConnector<HttpConnector>, Full<Bytes>>>>,
}

impl HttpClient {
    /// The whole answer, or what went wrong in words.
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Bytes>, String> {
        let uri = request.uri().clone();
        let exchange = async {
            let response = self
                .client()
                .await?
                .request(request)
                .await
                .map_err(|error| innermost(&error))?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, MAX_RESPONSE_BYTES)
                .collect()
                .await
                .map_err(|error| innermost(error.as_ref()))?;
            Ok(Response::from_parts(head, body.to_bytes()))
        };
        match tokio::time::timeout(TIMEOUT, exchange).await {
            Ok(result) => result.map_err(|error: String| format!("No answer from {uri}: {error}")),
            Err(_) => Err(format!(
                "No answer from {uri} within {} seconds",
                TIMEOUT.as_secs()
            )),
        }
    }

    /// The client is made when it is first needed: reading the machine's certificates takes longer than
    /// everything else of a start.
    async fn client(&self) -> Result<&Client<HttpsConnector<HttpConnector>, Full<Bytes>>, String> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let connector = tokio::task::spawn_blocking(|| {
            let provider = rustls::crypto::ring::default_provider();
            HttpsConnectorBuilder::new()
                .with_provider_and_native_roots(provider)
                .map(|builder| builder.https_or_http().enable_http1().build())
        })
        .await
        .expect("invariant: reading certificates does not panic")
        .map_err(|error| format!("cannot read this machine's certificates: {error}"))?;
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(self.client.get_or_init(|| client))
    }
}

/// hyper's errors say little themselves; their last source is the reason.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
