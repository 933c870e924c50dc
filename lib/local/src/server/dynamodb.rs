//! The environment's tables as DynamoDB serves them, for AWS's command line, SDKs and the Lambda functions of
//! the project: `POST /` with the operation in a header. Signatures are not looked at.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html>

use std::sync::Arc;

use appsynth_store::{Exception, Operation};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};

use super::graphql::with_request_id;
use super::refusal::not_found;
use crate::environment::Environment;

/// The services and versions that come before the operation in `X-Amz-Target`.
const TARGETS: [&str; 2] = ["DynamoDB_20120810.", "DynamoDBStreams_20120810."];

pub(super) fn routes(environment: Arc<Environment>) -> Router {
    Router::new()
        .route("/", post(answer))
        .with_state(environment)
}

async fn answer(
    State(environment): State<Arc<Environment>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let target = headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok())
        .and_then(|target| {
            TARGETS
                .iter()
                .find_map(|prefix| target.strip_prefix(prefix))
        });
    let Some(target) = target else {
        return not_found().await.into_response();
    };
    let Some(operation) = Operation::from_name(target) else {
        let message = format!("the local environment does not have the operation `{target}`");
        return refused(&named("UnknownOperationException", message));
    };
    let Ok(request) = serde_json::from_slice::<Value>(&body) else {
        return refused(&named(
            "SerializationException",
            "the body is no JSON".to_owned(),
        ));
    };
    let store = environment.store().clone();
    let executed = tokio::task::spawn_blocking(move || store.execute(operation, request))
        .await
        .expect("invariant: the store does not panic");
    match executed {
        Ok(answer) => in_protocol(StatusCode::OK, &answer),
        Err(exception) => refused(&exception),
    }
}

fn named(name: &str, message: String) -> Exception {
    Exception {
        name: name.to_owned(),
        message,
        item: None,
        cancellation_reasons: Vec::new(),
    }
}

/// An exception as DynamoDB puts it, which AWS's SDKs turn into errors of their languages.
fn refused(exception: &Exception) -> Response {
    let service = match exception.name.as_str() {
        "ValidationException" => "com.amazon.coral.validate",
        "SerializationException" | "UnknownOperationException" => "com.amazon.coral.service",
        _ => "com.amazonaws.dynamodb.v20120810",
    };
    let mut body = json!({
        "__type": format!("{service}#{}", exception.name),
        "message": exception.message,
    });
    if let Some(item) = &exception.item {
        body["Item"] = (**item).clone();
    }
    if !exception.cancellation_reasons.is_empty() {
        body["CancellationReasons"] = exception.cancellation_reasons.clone().into();
    }
    let status = match exception.name.as_str() {
        "InternalServerError" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    };
    in_protocol(status, &body)
}

fn in_protocol(status: StatusCode, body: &Value) -> Response {
    let kind = HeaderValue::from_static("application/x-amz-json-1.0");
    let response = (status, [(header::CONTENT_TYPE, kind)], body.to_string());
    with_request_id(response.into_response())
}
