//! The HTTP server: GraphQL and subscriptions for whoever proves to be let in; for programs of this machine only,
//! control for whoever can read the state folder, and for everyone the console, the tables, the traces of requests and
//! AppSync's operations that evaluate code.

mod at_once;
mod connections;
mod console;
mod control;
mod dynamodb;
mod endpoints;
mod evaluation;
mod graphql;
mod origin;
mod realtime;
mod refusal;
mod traces;

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use self::endpoints::Endpoints;
use crate::environment::Environment;

pub(crate) use control::{Command, Control, call as command};

/// Serves an environment until `stop` says so, and answers what was asked before that. The API is open to
/// other machines if `network` says so.
pub(crate) async fn serve(
    listener: TcpListener,
    environment: Arc<Environment>,
    control: Control,
    network: bool,
    stop: watch::Receiver<bool>,
) {
    let endpoints = Endpoints::new(environment, control, network, stop.clone());
    connections::serve(listener, endpoints, stop).await;
}
