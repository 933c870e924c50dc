//! `HTTP`: a request to an endpoint, its answer as it came.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-http-js.html>

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::{Method, Request};
use http_body_util::Full;
use serde_json::{Map, Value, json};

use super::error::{Failure, failed, malformed};
use super::http_client::HttpClient;
use super::http_request::{has_content_type, signed, url, with_headers};
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

const ERROR: &str = "HttpDataSourceError";

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
            .map_err(|message| failed(ERROR, message))?;
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
        let (mut query, mut headers) = (Map::new(), Map::new());
        let mut body = Bytes::new();
        let mut is_json = false;
        if let Some(mut params) = request.optional_members("params")? {
            query = params.optional_object("query")?.unwrap_or_default();
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

        let url = url(&self.endpoint, &path, query);
        let mut to = with_headers(Request::builder().method(method).uri(&url), headers)?;
        if is_json && !has_content_type(&to) {
            to = to.header("content-type", "application/json");
        }
        let request = to
            .body(Full::new(body.clone()))
            .map_err(|error| malformed(format!("'{url}' is no valid URL: {error}.")))?;
        signed(request, &body, self.signer.as_ref(), ERROR)
    }
}
