//! All that is served.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, options};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;

use super::control::Control;
use super::{console, control, dynamodb, evaluation, graphql, origin, realtime, refusal, traces};
use crate::environment::Environment;

/// More than AppSync takes of a request's arguments (an evaluated template has at most 5 MB).
///
/// <https://docs.aws.amazon.com/general/latest/gr/appsync.html>
pub(super) const MAX_REQUEST_BYTES: usize = 5 * 1024 * 1024;

const GRAPHQL: &str = "/graphql";

/// All that is served, by method and path.
#[derive(Clone)]
pub(super) struct Endpoints {
    environment: Arc<Environment>,
    /// Whether the API is open to other machines.
    network: bool,
    routes: TowerToHyperService<Router>,
}

impl Endpoints {
    pub(super) fn new(
        environment: Arc<Environment>,
        control: Control,
        network: bool,
        stop: watch::Receiver<bool>,
    ) -> Self {
        let api = Router::new()
            // `answer` is before this for `POST`; the route tells other methods what there is.
            .route(
                GRAPHQL,
                get(graphql::answer_first).post(graphql::answer_first),
            )
            .route(GRAPHQL, options(graphql::preflight))
            .route(
                "/{api_id}/graphql",
                get(graphql::answer_one).post(graphql::answer_one),
            )
            .route("/{api_id}/graphql", options(graphql::preflight))
            .with_state(Arc::clone(&environment))
            .merge(realtime::routes(Arc::clone(&environment), stop));
        let api = if network {
            api
        } else {
            api.layer(middleware::from_fn(origin::by_a_name_of_this_machine))
        };
        let routes = dynamodb::routes(Arc::clone(&environment))
            .merge(traces::routes(Arc::clone(&environment)))
            .merge(console::routes(Arc::clone(&environment)))
            .merge(control::routes(Arc::clone(&environment), control))
            .merge(evaluation::routes())
            .fallback(refusal::not_found)
            .layer(middleware::from_fn(origin::only_this_machine))
            .merge(api)
            .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES));
        Self {
            environment,
            network,
            routes: TowerToHyperService::new(routes),
        }
    }

    /// Answers a request of whoever is at this address.
    pub(super) async fn answer(&self, peer: SocketAddr, mut request: Request) -> Response {
        // Nearly every request is one of these, and its way through all routes takes as long as a part of its answer.
        if request.method() == Method::POST && request.uri().path() == GRAPHQL {
            let refused = match self.network {
                true => None,
                false => origin::foreign_host(request.headers()),
            };
            if let Some(refusal) = refused {
                return refusal.into_response();
            }
            let environment = State(Arc::clone(&self.environment));
            return graphql::answer_first(environment, ConnectInfo(peer), request).await;
        }
        request.extensions_mut().insert(ConnectInfo(peer));
        let Ok(answer) = self.routes.call(request).await;
        answer
    }
}
