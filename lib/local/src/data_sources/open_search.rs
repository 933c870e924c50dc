//! `AMAZON_OPENSEARCH_SERVICE`: a request to a domain; the JSON that it answers is the result.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-elasticsearch-js.html>

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::Request;
use http_body_util::Full;
use serde_json::{Map, Value};

use super::error::{Failure, failed, malformed};
use super::http_client::HttpClient;
use super::http_request::{has_content_type, signed, url, with_headers};
use super::request::Members;
use crate::signing::Signer;

/// A domain as a data source.
pub(crate) struct OpenSearch {
    pub(crate) client: HttpClient,
    /// Such as `http://127.0.0.1:9200`.
    pub(crate) endpoint: String,
    pub(crate) signer: Option<Signer>,
}

/// AppSync does not document what its errors of this data source are called.
const ERROR: &str = "OpenSearchException";

#[async_trait]
impl DataSource for OpenSearch {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        self.answer(request).await.map_err(|failure| *failure)
    }
}

impl OpenSearch {
    async fn answer(&self, request: Value) -> Result<Value, Failure> {
        let request = self.request(Members::of(request)?)?;
        let response = self
            .client
            .send(request)
            .await
            .map_err(|message| failed(ERROR, message))?;
        let body = response.body();
        let answer = serde_json::from_slice(body)
            .unwrap_or_else(|_| String::from_utf8_lossy(body).into_owned().into());
        if response.status().is_success() {
            return Ok(answer);
        }
        let reason = answer.pointer("/error/reason").and_then(Value::as_str);
        let mut failure = failed(ERROR, reason.unwrap_or(response.status().as_str()));
        failure.data = answer;
        Err(failure)
    }

    fn request(&self, mut request: Members) -> Result<Request<Full<Bytes>>, Failure> {
        let method = request.required_text("operation")?;
        if !matches!(method.as_str(), "GET" | "POST" | "PUT" | "HEAD" | "DELETE") {
            return Err(malformed(format!("Unsupported operation '{method}'.")));
        }
        let path = request.required_text("path")?;
        let (mut query, mut headers) = (Map::new(), Map::new());
        let mut body = Bytes::new();
        let mut kind = "application/json";
        if let Some(mut params) = request.optional_members("params")? {
            query = params.optional_object("queryString")?.unwrap_or_default();
            headers = params.optional_object("headers")?.unwrap_or_default();
            body = match params.optional("body") {
                None => body,
                // What is no object is lines of them, as `_bulk` and `_msearch` take.
                Some(Value::String(lines)) => {
                    kind = "application/x-ndjson";
                    lines.into()
                }
                Some(other) => other.to_string().into(),
            };
        }
        let url = url(&self.endpoint, &path, query);
        let to = Request::builder().method(method.as_str()).uri(&url);
        let mut to = with_headers(to, headers)?;
        if !body.is_empty() && !has_content_type(&to) {
            to = to.header("content-type", kind);
        }
        let request = to
            .body(Full::new(body.clone()))
            .map_err(|error| malformed(format!("'{url}' is no valid URL: {error}.")))?;
        signed(request, &body, self.signer.as_ref(), ERROR)
    }
}
