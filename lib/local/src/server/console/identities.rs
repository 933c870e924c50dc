//! What a page needs to ask as somebody: a token, or the signature of a request. Secrets stay here.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::environment::Environment;
use crate::server::refusal::not_found;
use crate::token::{TokenKind, TokenMode, TokenRequest, token as make_token};

/// Whom a token is for; what is empty counts as left out.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TokenForm {
    mode: TokenMode,
    issuer: Option<String>,
    #[serde(default)]
    access: bool,
    sub: Option<String>,
    username: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    client_id: Option<String>,
    #[serde(default)]
    claims: Map<String, Value>,
    /// In seconds from now.
    expires_in: Option<i64>,
}

pub(super) async fn token(
    State(environment): State<Arc<Environment>>,
    Json(form): Json<TokenForm>,
) -> Response {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let request = TokenRequest {
        mode: Some(form.mode),
        issuer: given(form.issuer),
        kind: if form.access {
            TokenKind::Access
        } else {
            TokenKind::Id
        },
        subject: given(form.sub),
        username: given(form.username),
        groups: form.groups,
        client_id: given(form.client_id),
        claims: form.claims,
        expires_in: form.expires_in,
    };
    match make_token(environment.state_dir(), &request) {
        Ok(token) => Json(json!({ "token": token.text, "claims": token.claims })).into_response(),
        Err(error) => refused(&error.to_string()),
    }
}

/// A request that an identity is to sign.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SignatureForm {
    api_id: String,
    access_key_id: String,
    /// Such as `/graphql`.
    path: String,
    body: String,
}

pub(super) async fn signature(
    State(environment): State<Arc<Environment>>,
    headers: HeaderMap,
    Json(form): Json<SignatureForm>,
) -> Response {
    let api = environment.deployed().api(&form.api_id);
    let Some(iam) = api.as_ref().and_then(|api| api.authorization.iam.as_ref()) else {
        return not_found().await.into_response();
    };
    // The page's own request goes to the host that it is from.
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let url = format!("http://{}{}", host.unwrap_or_default(), form.path);
    match iam.sign(&form.access_key_id, &url, &form.body) {
        Ok(headers) => Json(json!({ "headers": Value::Object(headers) })).into_response(),
        Err(reason) => refused(&reason),
    }
}

fn refused(message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "message": message }))).into_response()
}
