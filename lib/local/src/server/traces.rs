//! `GET /.appsynth/traces`, newest first, and `GET /.appsynth/traces/{id}`: what the last requests did.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use super::refusal::not_found;
use crate::environment::Environment;

pub(super) fn routes(environment: Arc<Environment>) -> Router {
    Router::new()
        .route("/.appsynth/traces", get(list))
        .route("/.appsynth/traces/{id}", get(one))
        .with_state(environment)
}

async fn list(State(environment): State<Arc<Environment>>) -> Response {
    let traces = environment.traces.list();
    let list: Vec<_> = traces.iter().map(|summary| &**summary).collect();
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (headers, Json(json!({ "format": 1, "traces": list }))).into_response()
}

async fn one(State(environment): State<Arc<Environment>>, Path(id): Path<String>) -> Response {
    match environment.traces.one(&id) {
        Some(text) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, text.to_string()).into_response()
        }
        None => not_found().await.into_response(),
    }
}
