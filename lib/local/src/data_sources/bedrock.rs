//! `AMAZON_BEDROCK_RUNTIME`: a model is asked; what it answers is the result.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-bedrock-js.html>

use std::time::Duration;

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::{Request, Response};
use http_body_util::Full;
use serde_json::Value;

use super::error::{Failure, failed, malformed};
use super::http_client::HttpClient;
use super::http_request::{encoded, signed};
use super::request::Members;
use crate::signing::Signer;

/// How long AppSync waits for a model.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-bedrock-js.html>
const TIMEOUT: Duration = Duration::from_secs(10);

/// Bedrock's runtime as a data source.
pub(crate) struct Bedrock {
    pub(crate) client: HttpClient,
    /// Such as `https://bedrock-runtime.eu-west-1.amazonaws.com`.
    pub(crate) endpoint: String,
    pub(crate) signer: Option<Signer>,
}

#[async_trait]
impl DataSource for Bedrock {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        self.answer(request).await.map_err(|failure| *failure)
    }
}

impl Bedrock {
    async fn answer(&self, request: Value) -> Result<Value, Failure> {
        let request = self.request(Members::of(request)?)?;
        let response = match tokio::time::timeout(TIMEOUT, self.client.send(request)).await {
            Ok(response) => response.map_err(|message| failed("Bedrock:Unavailable", message))?,
            Err(_) => {
                let message = format!(
                    "The model did not answer within {} seconds.",
                    TIMEOUT.as_secs()
                );
                return Err(failed("Bedrock:ModelTimeoutException", message));
            }
        };
        if !response.status().is_success() {
            return Err(refused(&response));
        }
        serde_json::from_slice(response.body()).map_err(|error| {
            failed(
                "Bedrock:InvalidResponse",
                format!("The model's answer is no JSON: {error}"),
            )
        })
    }

    fn request(&self, mut request: Members) -> Result<Request<Full<Bytes>>, Failure> {
        let operation = request.required_text("operation")?;
        let model = request.required_text("modelId")?;
        let mut to = Request::post(format!(
            "{}/model/{}/{}",
            self.endpoint.trim_end_matches('/'),
            encoded(&model),
            match operation.as_str() {
                "InvokeModel" => "invoke",
                "Converse" => "converse",
                other => return Err(malformed(format!("Unsupported operation '{other}'."))),
            }
        ))
        .header("content-type", "application/json")
        .header("accept", "application/json");
        let body = if operation == "InvokeModel" {
            for (member, header) in [
                ("guardrailIdentifier", "x-amzn-bedrock-guardrailidentifier"),
                ("guardrailVersion", "x-amzn-bedrock-guardrailversion"),
                ("guardrailTrace", "x-amzn-bedrock-trace"),
            ] {
                if let Some(value) = request.optional_text(member)? {
                    to = to.header(header, value);
                }
            }
            match request.required("body")? {
                Value::String(text) => text,
                other => other.to_string(),
            }
        } else {
            let members = request.into_iter();
            let is_of_converse =
                |name: &String| !matches!(name.as_str(), "operation" | "modelId" | "version");
            let body: Value = members
                .filter(|(name, value, _)| is_of_converse(name) && !value.is_null())
                .map(|(name, value, _)| (name, value))
                .collect();
            body.to_string()
        };
        let body = Bytes::from(body);
        let request = to
            .body(Full::new(body.clone()))
            .map_err(|error| malformed(format!("The model '{model}' cannot be asked: {error}.")))?;
        signed(request, &body, self.signer.as_ref(), "Bedrock:Unavailable")
    }
}

/// Bedrock names its exceptions in a header and explains them in the body.
fn refused(response: &Response<Bytes>) -> Failure {
    let name = response
        .headers()
        .get("x-amzn-errortype")
        .and_then(|name| name.to_str().ok())
        .and_then(|name| name.split(':').next())
        .unwrap_or("InternalServerException");
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let message = body["message"].as_str();
    failed(
        format!("Bedrock:{name}"),
        message.unwrap_or(response.status().as_str()),
    )
}
