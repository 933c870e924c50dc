//! The HTTP server: GraphQL and subscriptions for whoever proves to be let in; for programs of this machine only,
//! control for whoever can read the state folder, and for everyone the console, the tables, the traces of requests and
//! AppSync's operations that evaluate code.

mod at_once;
mod connections;
mod console;
mod control;
mod dynamodb;
mod evaluation;
mod graphql;
mod origin;
mod realtime;
mod refusal;
mod traces;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{options, post};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::environment::Environment;

pub(crate) use control::{Command, Control, call as command};

/// More than AppSync takes of a request's arguments (an evaluated template has at most 5 MB).
///
/// <https://docs.aws.amazon.com/general/latest/gr/appsync.html>
const MAX_REQUEST_BYTES: usize = 5 * 1024 * 1024;

/// Serves an environment until `stop` says so, and answers what was asked before that. The API is open to
/// other machines if `network` says so.
pub(crate) async fn serve(
    listener: TcpListener,
    environment: Arc<Environment>,
    control: Control,
    network: bool,
    stop: watch::Receiver<bool>,
) {
    let api = Router::new()
        .route("/graphql", post(graphql::answer_first))
        .route("/graphql", options(graphql::preflight))
        .route("/{api_id}/graphql", post(graphql::answer_one))
        .route("/{api_id}/graphql", options(graphql::preflight))
        .with_state(Arc::clone(&environment))
        .merge(realtime::routes(Arc::clone(&environment), stop.clone()));
    let api = if network {
        api
    } else {
        api.layer(middleware::from_fn(origin::by_a_name_of_this_machine))
    };
    let app = dynamodb::routes(Arc::clone(&environment))
        .merge(traces::routes(Arc::clone(&environment)))
        .merge(console::routes(Arc::clone(&environment)))
        .merge(control::routes(environment, control))
        .merge(evaluation::routes())
        .fallback(refusal::not_found)
        .layer(middleware::from_fn(origin::only_this_machine))
        .merge(api)
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES));
    connections::serve(listener, app, stop).await;
}
