//! `/console`: pages to look at the environment and to ask its APIs as anybody.
//!
//! The pages use what others use as well: the API itself, the DynamoDB endpoint for tables, the traces. Only
//! what they need beside that is below `/console/data`.

mod data;
mod files;
mod identities;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::environment::Environment;

pub(super) fn routes(environment: Arc<Environment>) -> Router {
    Router::new()
        .route("/console", get(files::index))
        .route("/console/{file}", get(files::file))
        .route("/console/data/apis", get(data::apis))
        .route("/console/data/pipelines/{api_id}", get(data::pipelines))
        .route("/console/data/token", post(identities::token))
        .route("/console/data/signature", post(identities::signature))
        .with_state(environment)
}
