//! Functions behind Lambda's Invoke API.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use axum::body::Bytes;
use axum::http::Request;
use http_body_util::Full;
use serde_json::Value;

use super::InvocationError;
use crate::data_sources::HttpClient;

pub(super) async fn invoke(
    client: &HttpClient,
    url: &str,
    event: &Value,
) -> Result<Value, InvocationError> {
    let request = Request::post(url)
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(event.to_string())))
        .map_err(|error| InvocationError::new(format!("`{url}` is no valid URL: {error}")))?;
    let response = client.send(request).await.map_err(InvocationError::new)?;
    let body = response.body();
    let answer: Option<Value> = if body.is_empty() {
        Some(Value::Null)
    } else {
        serde_json::from_slice(body).ok()
    };
    let failed = response.headers().contains_key("x-amz-function-error");
    match answer {
        Some(answer) if response.status().is_success() && !failed => Ok(answer),
        Some(error) if failed => Err(InvocationError::new(
            error
                .get("errorMessage")
                .and_then(Value::as_str)
                .unwrap_or("Unhandled"),
        )),
        _ => Err(InvocationError::new(format!(
            "{url} answered {} with {}",
            response.status(),
            String::from_utf8_lossy(body)
        ))),
    }
}
