//! AppSync's operations `EvaluateCode` and `EvaluateMappingTemplate`, for AWS's command line and SDKs with
//! an endpoint URL. They touch nothing of the environment, so no credentials are asked for; signatures are
//! not looked at.
//!
//! <https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateCode.html> and
//! <https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateMappingTemplate.html>

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Instant;

use appsynth_diagnostics::limits::{JS_CHARACTERS, TEMPLATE_CHARACTERS};
use appsynth_runtime::evaluate::{Answer, Evaluator, Refused, read_context};
use appsynth_util::{Context, Half, Host};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::graphql::with_request_id;

/// How many characters AppSync takes of each text.
const CODE_LENGTH: RangeInclusive<usize> = 1..=JS_CHARACTERS;
const TEMPLATE_LENGTH: RangeInclusive<usize> = 2..=TEMPLATE_CHARACTERS;
const CONTEXT_LENGTH: RangeInclusive<usize> = 2..=28_000;

#[derive(Deserialize)]
struct EvaluateCode {
    runtime: Runtime,
    code: String,
    context: String,
    function: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Runtime {
    name: String,
    runtime_version: String,
}

#[derive(Deserialize)]
struct EvaluateMappingTemplate {
    template: String,
    context: String,
}

type Body = Result<Bytes, BytesRejection>;

pub(super) fn routes() -> Router {
    Router::new()
        .route("/v1/dataplane-evaluatecode", post(evaluate_code))
        .route("/v1/dataplane-evaluatetemplate", post(evaluate_template))
        .with_state(Arc::new(Evaluator::new(Host::system())))
}

async fn evaluate_code(State(evaluator): State<Arc<Evaluator>>, body: Body) -> Response {
    answer("EvaluateCode", || {
        let request: EvaluateCode = read(body)?;
        let Runtime {
            name,
            runtime_version,
        } = &request.runtime;
        if (name.as_str(), runtime_version.as_str()) != ("APPSYNC_JS", "1.0.0") {
            return Err(BadRequest(format!(
                "the runtime `{name}` `{runtime_version}` does not exist; there is `APPSYNC_JS` `1.0.0`"
            )));
        }
        let half = match request.function.as_deref() {
            None | Some("request") => Half::Request,
            Some("response") => Half::Response,
            Some(other) => {
                return Err(BadRequest(format!(
                    "`function` is `request` or `response`, not `{other}`"
                )));
            }
        };
        check_length("code", &request.code, CODE_LENGTH)?;
        let context = context(&request.context)?;
        Ok(move || evaluator.code(&request.code, half, context))
    })
    .await
}

async fn evaluate_template(State(evaluator): State<Arc<Evaluator>>, body: Body) -> Response {
    answer("EvaluateMappingTemplate", || {
        let request: EvaluateMappingTemplate = read(body)?;
        check_length("template", &request.template, TEMPLATE_LENGTH)?;
        let context = context(&request.context)?;
        Ok(move || evaluator.template(&request.template, &context))
    })
    .await
}

/// Evaluates what a request asks for, off the threads that serve others.
async fn answer<E>(operation: &str, evaluation: impl FnOnce() -> Result<E, BadRequest>) -> Response
where
    E: FnOnce() -> Result<Answer, Refused> + Send + 'static,
{
    let started = Instant::now();
    let response = match evaluation() {
        Ok(evaluate) => {
            let evaluated = tokio::task::spawn_blocking(evaluate)
                .await
                .expect("invariant: an evaluation does not panic");
            let answer = evaluated.unwrap_or_else(|refused| *refused.answer);
            tracing::info!(
                operation,
                failed = answer.error.is_some(),
                micros = started.elapsed().as_micros(),
                "answered"
            );
            Json(answer).into_response()
        }
        Err(refusal) => {
            tracing::info!(operation, "refused: {}", refusal.0);
            refusal.into_response()
        }
    };
    with_request_id(response)
}

fn read<T: DeserializeOwned>(body: Body) -> Result<T, BadRequest> {
    let body = body.map_err(|rejection| BadRequest(rejection.body_text()))?;
    serde_json::from_slice(&body).map_err(|error| BadRequest(error.to_string()))
}

fn context(json: &str) -> Result<Context, BadRequest> {
    check_length("context", json, CONTEXT_LENGTH)?;
    read_context(json).map_err(|error| BadRequest(error.to_string()))
}

fn check_length(
    member: &str,
    text: &str,
    allowed: RangeInclusive<usize>,
) -> Result<(), BadRequest> {
    let length = text.chars().count();
    if allowed.contains(&length) {
        return Ok(());
    }
    let (least, most) = allowed.into_inner();
    Err(BadRequest(format!(
        "`{member}` has {length} characters; {least} to {most} are allowed"
    )))
}

/// AppSync's `BadRequestException`, in the protocol of its control operations.
struct BadRequest(String);

impl IntoResponse for BadRequest {
    fn into_response(self) -> Response {
        let mut response =
            (StatusCode::BAD_REQUEST, Json(json!({"message": self.0}))).into_response();
        response.headers_mut().insert(
            HeaderName::from_static("x-amzn-errortype"),
            HeaderValue::from_static("BadRequestException"),
        );
        response
    }
}
