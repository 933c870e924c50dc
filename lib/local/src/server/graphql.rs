//! `POST /graphql`, and `GET /graphql` with the request in the URL.

mod received;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use appsynth_runtime::{Response as Answer, Tracer};
use axum::Json;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Map;

use self::received::Received;
use super::origin::is_here;
use super::refusal::{Refusal, not_found};
use crate::authorization::{Credentials, Denied};
use crate::environment::{Environment, ServedApi};
use crate::request_id;
use crate::traces::{Asker, HEADER, Kind, Outcome, Recording, Secrets};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// Answers for the first API.
pub(super) async fn answer_first(
    State(environment): State<Arc<Environment>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let deployed = environment.deployed();
    match deployed.apis.first() {
        Some(api) => answer(&environment, api, peer, request).await,
        None => not_found().await.into_response(),
    }
}

/// Answers for the API of an id.
pub(super) async fn answer_one(
    State(environment): State<Arc<Environment>>,
    Path(api_id): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let deployed = environment.deployed();
    match deployed.api(&api_id) {
        Some(api) => answer(&environment, &api, peer, request).await,
        None => not_found().await.into_response(),
    }
}

async fn answer(
    environment: &Environment,
    api: &ServedApi,
    peer: SocketAddr,
    request: Request,
) -> Response {
    let request = Received::of(request).await;
    let id = request_id::new();
    let answered = answer_as(&id, environment, api, peer, request);
    let response = request_id::within(Arc::clone(&id), answered).await;
    open_to_pages(with_id(response, &id))
}

/// Answers the request of an id.
async fn answer_as(
    id: &Arc<str>,
    environment: &Environment,
    api: &ServedApi,
    peer: SocketAddr,
    request: Received,
) -> Response {
    let started = Instant::now();
    let Received {
        method,
        uri,
        headers,
        body,
    } = request;
    let headers = &headers;
    let asker = Asker {
        is_here: is_here(peer),
        asks: headers.contains_key(HEADER),
    };
    let mut recording = environment.traces.begin(asker);
    let secrets = || Secrets::of(plain(headers));
    let begin_late = || environment.traces.begin_late(asker);
    let executed = match body {
        Ok(body) => {
            let credentials = Credentials {
                method: &method,
                uri: &uri,
                headers,
                body: &body,
            };
            execute(api, credentials, &mut recording, begin_late).await
        }
        Err(unread) => Err(unread),
    };
    let (status, answer, refused) = match executed {
        Ok(answer) => {
            tell_subscribers(environment, api, &answer, recording.as_ref()).await;
            tracing::info!(
                api = api.name,
                errors = answer.errors.len(),
                micros = started.elapsed().as_micros(),
                request = &**id,
                "answered {}",
                root_fields(&answer),
            );
            log(api, &answer, secrets);
            (StatusCode::OK, answer, None)
        }
        Err(refusal) => {
            refusal.log(&api.name);
            (refusal.status, Answer::default(), Some(refusal))
        }
    };
    if let Some(recording) = recording {
        let outcome = Outcome {
            id,
            api: &api.name,
            kind: Kind::Http,
            status: status.as_u16(),
            errors: &answer.errors,
            refused: refused.as_ref().map(Refusal::trace),
            secrets: secrets(),
        };
        recording.end(&environment.traces, outcome);
    }
    match refused {
        Some(refusal) => refusal.into_response(),
        None => (status, Json(answer)).into_response(),
    }
}

/// The fields of an answer's root, as they were asked for; where there are many, the first.
fn root_fields(answer: &Answer) -> String {
    const LENGTH: usize = 100;
    let mut text = String::new();
    for key in answer.data.as_object().into_iter().flat_map(Map::keys) {
        if text.len() + key.len() > LENGTH {
            text.push('…');
            break;
        }
        let separator = if text.is_empty() { "" } else { ", " };
        text.push_str(separator);
        text.push_str(key);
    }
    text
}

/// Headers as texts; those that are none are passed over.
pub(super) fn plain(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
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
async fn tell_subscribers(
    environment: &Environment,
    api: &ServedApi,
    answer: &Answer,
    recording: Option<&Recording>,
) {
    let subscribers = &environment.subscribers;
    for event in &answer.events {
        let told = subscribers.publish(&api.api_id, event).await;
        if let Some(recording) = recording {
            recording.event(subscribers.trace(&api.api_id, event, told));
        }
    }
    for invalidation in &answer.invalidations {
        subscribers.invalidate(&api.api_id, invalidation).await;
    }
}

/// Shows what resolvers logged, without the request's secrets and with the place in the files they were
/// written in, and every error with the field it is of. Errors of the code itself are among what is logged.
pub(super) fn log(api: &ServedApi, answer: &Answer, secrets: impl FnOnce() -> Secrets) {
    if answer.logs.is_empty() && answer.errors.is_empty() {
        return;
    }
    let secrets = secrets();
    let id = request_id::current();
    let request = id.as_deref();
    for log in &answer.logs {
        let (field, function) = (&log.field, log.function.as_deref());
        let line = api.places.in_files(log);
        let (api, line) = (&api.name, secrets.hide_in(&line));
        if line.starts_with("ERROR") {
            tracing::error!(api, field, function, request, "{line}");
        } else if line.starts_with("WARN") {
            tracing::warn!(api, field, function, request, "{line}");
        } else {
            tracing::info!(api, field, function, request, "{line}");
        }
    }
    let is_logged = |message: &str| {
        let mut lines = answer.logs.iter().map(|log| log.line.as_str());
        lines.any(|line| line.strip_prefix("ERROR - ") == Some(message))
    };
    for error in &answer.errors {
        if is_logged(&error.message) {
            continue;
        }
        let details = error.details.as_ref();
        tracing::warn!(
            api = api.name,
            field = error.field,
            error_type = details.and_then(|details| details.error_type.as_deref()),
            request,
            "{}",
            secrets.hide_in(&error.message)
        );
    }
}

async fn execute(
    api: &ServedApi,
    credentials: Credentials<'_>,
    recording: &mut Option<Recording>,
    begin_late: impl FnOnce() -> Option<Recording>,
) -> Result<Answer, Refusal> {
    let request = received::read(&credentials);
    let note_request = |recording: &Recording| {
        if let Ok(request) = &request {
            recording.request(request);
        }
    };
    if let Some(recording) = recording {
        note_request(recording);
    }
    let caller = api.authorization.caller(&credentials).await?;
    if let Some(begun) = begin_late() {
        note_request(recording.insert(begun));
    }
    if let Some(recording) = recording {
        recording.caller(&caller);
    }
    let request = request?;
    let tracer = recording.as_ref().map(|recording| recording as &dyn Tracer);
    let answer = api.api.execute_traced(request, caller, tracer).await;
    if answer.is_forbidden() {
        return Err(Denied::by_policy().into());
    }
    match answer.errors.first() {
        Some(error) if answer.is_malformed() => Err(Refusal::of_syntax(error)),
        _ => Ok(answer),
    }
}

/// Gives an answer an id of its own, as all of AWS's have.
pub(super) fn with_request_id(response: Response) -> Response {
    with_id(response, &request_id::new())
}

fn with_id(mut response: Response, id: &str) -> Response {
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID, id);
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
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            fixed("GET, POST, OPTIONS"),
        ),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, wanted),
        (header::ACCESS_CONTROL_MAX_AGE, fixed("86400")),
    ];
    (StatusCode::OK, headers).into_response()
}
