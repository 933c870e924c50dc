//! What the pages show of APIs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::environment::{Environment, ServedApi};
use crate::server::refusal::not_found;

/// The APIs with the ways to be somebody.
pub(super) async fn apis(State(environment): State<Arc<Environment>>) -> Response {
    let deployed = environment.deployed();
    let apis: Vec<Value> = deployed.apis.iter().map(|api| of(api)).collect();
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (headers, Json(json!({ "format": 1, "apis": apis }))).into_response()
}

fn of(api: &ServedApi) -> Value {
    let authorization = &api.authorization;
    let issuers = api.issuers.iter().map(|issuer| {
        json!({
            "mode": issuer.mode,
            "issuer": issuer.url,
            "clientIds": issuer.client_ids,
            // The console can make its tokens.
            "local": issuer.is_local,
        })
    });
    let identities = authorization.iam.iter().flat_map(|iam| iam.identities());
    json!({
        "name": api.name,
        "apiId": api.api_id,
        "graphqlUrl": api.graphql_url,
        "realtimeUrl": api.realtime_url,
        "modes": api.description.modes,
        "apiKey": authorization.first_key(),
        "issuers": issuers.collect::<Vec<_>>(),
        "identities": identities
            .map(|(name, access_key_id)| json!({ "name": name, "accessKeyId": access_key_id }))
            .collect::<Vec<_>>(),
    })
}

/// The resolvers and functions of an API, with their code.
pub(super) async fn pipelines(
    State(environment): State<Arc<Environment>>,
    Path(api_id): Path<String>,
) -> Response {
    match environment.deployed().api(&api_id) {
        Some(api) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, api.description.pipelines.clone()).into_response()
        }
        None => not_found().await.into_response(),
    }
}
