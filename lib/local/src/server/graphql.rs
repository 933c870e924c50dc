//! `POST /graphql`.

use std::sync::Arc;
use std::time::Instant;

use appsynth_runtime::{GraphqlRequest, ResolverLog, Response as Answer};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::refusal::{Refusal, not_found};
use crate::authorization::{Credentials, Denied};
use crate::environment::{Environment, ServedApi};

type Body = Result<Bytes, BytesRejection>;

/// Answers for the first API.
pub(super) async fn answer_first(
    State(environment): State<Arc<Environment>>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let deployed = environment.deployed();
    match deployed.apis.first() {
        Some(api) => answer(&environment, api, &uri, &headers, body).await,
        None => not_found().await.into_response(),
    }
}

/// Answers for the API of an id.
pub(super) async fn answer_one(
    State(environment): State<Arc<Environment>>,
    Path(api_id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let deployed = environment.deployed();
    match deployed.api(&api_id) {
        Some(api) => answer(&environment, &api, &uri, &headers, body).await,
        None => not_found().await.into_response(),
    }
}

async fn answer(
    environment: &Environment,
    api: &ServedApi,
    uri: &Uri,
    headers: &HeaderMap,
    body: Body,
) -> Response {
    let started = Instant::now();
    let response = match execute(api, uri, headers, body).await {
        Ok(answer) => {
            tell_subscribers(environment, api, &answer).await;
            tracing::info!(
                api = api.name,
                errors = answer.errors.len(),
                micros = started.elapsed().as_micros(),
                "answered"
            );
            log(api, &answer);
            let status = if answer.is_malformed() {
                StatusCode::BAD_REQUEST
            } else {
                StatusCode::OK
            };
            (status, Json(answer)).into_response()
        }
        Err(refusal) => {
            tracing::info!(
                api = api.name,
                status = refusal.status.as_u16(),
                "refused: {}",
                refusal.message
            );
            refusal.into_response()
        }
    };
    open_to_pages(with_request_id(response))
}

/// Lets pages of any origin read an answer and the headers that AWS adds to it.
fn open_to_pages(mut response: Response) -> Response {
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
        ),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Tells subscribers what mutations did, before whoever asked for them hears of it.
async fn tell_subscribers(environment: &Environment, api: &ServedApi, answer: &Answer) {
    let subscribers = &environment.subscribers;
    for event in &answer.events {
        subscribers.publish(&api.api_id, event).await;
    }
    for invalidation in &answer.invalidations {
        subscribers.invalidate(&api.api_id, invalidation).await;
    }
}

/// Shows what resolvers logged, and every error with the field it is of.
pub(super) fn log(api: &ServedApi, answer: &Answer) {
    for ResolverLog {
        field,
        function,
        line,
    } in &answer.logs
    {
        let (api, function) = (&api.name, function.as_deref());
        if line.starts_with("ERROR") {
            tracing::error!(api, field, function, "{line}");
        } else if line.starts_with("WARN") {
            tracing::warn!(api, field, function, "{line}");
        } else {
            tracing::info!(api, field, function, "{line}");
        }
    }
    for error in &answer.errors {
        let details = error.details.as_ref();
        tracing::warn!(
            api = api.name,
            field = error.field,
            error_type = details.and_then(|details| details.error_type.as_deref()),
            "{}",
            error.message
        );
    }
}

async fn execute(
    api: &ServedApi,
    uri: &Uri,
    headers: &HeaderMap,
    body: Body,
) -> Result<Answer, Refusal> {
    let body = body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Refusal {
                status: StatusCode::PAYLOAD_TOO_LARGE,
                error_type: "RequestEntityTooLargeException",
                message: format!("a request has at most {} bytes", super::MAX_REQUEST_BYTES),
            }
        } else {
            Refusal::malformed("Unable to read the request.")
        }
    })?;
    let credentials = Credentials {
        uri,
        headers,
        body: &body,
    };
    let caller = api.authorization.caller(&credentials).await?;
    let request: GraphqlRequest = serde_json::from_slice(&body)
        .map_err(|_| Refusal::malformed("Unable to parse GraphQL query."))?;
    let answer = api.api.execute(request, caller).await;
    if answer.is_forbidden() {
        return Err(Denied::by_policy().into());
    }
    Ok(answer)
}

/// Gives an answer an id of its own, as all of AWS's have.
pub(super) fn with_request_id(mut response: Response) -> Response {
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-amzn-requestid"), id);
    }
    response
}

/// What a browser asks before a request of a page from elsewhere. AppSync lets every page ask; the key
/// protects the API.
pub(super) async fn preflight(headers: HeaderMap) -> Response {
    let wanted = headers
        .get(header::ACCESS_CONTROL_REQUEST_HEADERS)
        .cloned()
        .unwrap_or_else(|| HeaderValue::from_static("content-type, x-api-key"));
    let fixed = |text| HeaderValue::from_static(text);
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, fixed("*")),
        (header::ACCESS_CONTROL_ALLOW_METHODS, fixed("POST, OPTIONS")),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, wanted),
        (header::ACCESS_CONTROL_MAX_AGE, fixed("86400")),
    ];
    (StatusCode::OK, headers).into_response()
}
