//! `GET /graphql/realtime`: AppSync's WebSocket protocol for subscriptions.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html>

mod client;
mod connection;
mod handshake;
mod message;
mod subscribing;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::watch;

use self::client::Client;
use self::connection::Connection;
use super::origin::is_here;
use super::refusal::{Refusal, not_found};
use crate::environment::Environment;

/// The sub-protocol that clients have to name. As on AWS, others are told that it is missing once they are connected.
const PROTOCOL: &str = "graphql-ws";

#[derive(Clone)]
struct Realtime {
    environment: Arc<Environment>,
    stop: watch::Receiver<bool>,
}

/// Connections end when `stop` says so.
pub(super) fn routes(environment: Arc<Environment>, stop: watch::Receiver<bool>) -> Router {
    Router::new()
        .route("/graphql/realtime", get(connect_first))
        .route("/{api_id}/graphql/realtime", get(connect_one))
        .with_state(Realtime { environment, stop })
}

async fn connect_first(
    State(realtime): State<Realtime>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    query: RawQuery,
    uri: Uri,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let first = realtime
        .environment
        .deployed()
        .apis
        .first()
        .map(|api| api.api_id.clone());
    match first {
        Some(api_id) => connect(realtime, api_id, peer, query, &uri, headers, upgrade),
        None => not_found().await.into_response(),
    }
}

async fn connect_one(
    State(realtime): State<Realtime>,
    Path(api_id): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    query: RawQuery,
    uri: Uri,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    match realtime.environment.deployed().api(&api_id) {
        Some(_) => connect(realtime, api_id, peer, query, &uri, headers, upgrade),
        None => not_found().await.into_response(),
    }
}

fn connect(
    Realtime { environment, stop }: Realtime,
    api_id: String,
    peer: SocketAddr,
    RawQuery(query): RawQuery,
    uri: &Uri,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(super::endpoints::MAX_REQUEST_BYTES);
    if upgrade.selected_protocol().is_none() {
        let why = if headers.contains_key(header::SEC_WEBSOCKET_PROTOCOL) {
            "SubProtocolNotSupportedError"
        } else {
            "NoProtocolError"
        };
        let refusal = Refusal::bad_request(why);
        return upgrade.on_upgrade(|socket| connection::refuse(socket, refusal));
    }
    let client = Client {
        is_here: is_here(peer),
        given: handshake::given(&headers, query.as_deref()),
        graphql_path: uri.path().trim_end_matches("/realtime").to_owned(),
        headers,
    };
    upgrade
        .on_upgrade(move |socket| Connection::new(environment, api_id, client).serve(socket, stop))
}
