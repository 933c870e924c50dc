//! The endpoint by which another process of the same user deploys to a running server, or ends it. Whoever
//! asks has to know the token of `server.json`, which only the owner of the state folder can read.

use std::path::PathBuf;
use std::sync::Arc;

use appsynth_diagnostics::{Diagnostic, Diagnostics, Severity, find_code};
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use http_body_util::Full;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::refusal::Refusal;
use crate::authorization::{Denied, same_secret};
use crate::data_sources::HttpClient;
use crate::environment::Environment;
use crate::state::ServerRecord;
use crate::{DeployOptions, LocalError, Outputs};

/// What the endpoint needs of the server.
#[derive(Clone)]
pub(crate) struct Control {
    /// What requests have to know.
    pub(crate) token: String,
    /// Ends the server.
    pub(crate) stop: watch::Sender<bool>,
}

/// A command to a running server.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Command {
    /// Serve this assembly from now on.
    Deploy(Box<DeployOptions>),
    /// Copy the data to this folder.
    Snapshot(PathBuf),
    /// Put the data of this copy in place of what is there.
    Restore(PathBuf),
    /// End.
    Stop,
}

/// What the server makes of a command.
#[derive(Debug, Serialize, Deserialize)]
enum Reply {
    Deployed(Outputs),
    Done,
    Stopping,
    Refused(Vec<RefusedAs>),
    Failed(String),
}

/// A diagnostic on its way between processes, rendered where it comes from: sources do not travel.
#[derive(Debug, Serialize, Deserialize)]
struct RefusedAs {
    code: String,
    warning: bool,
    message: String,
    notes: Vec<String>,
    help: Vec<String>,
    construct_path: Option<String>,
}

#[derive(Clone)]
struct Controlled {
    environment: Arc<Environment>,
    control: Control,
}

const PATH: &str = "/.appsynth/control";

pub(super) fn routes(environment: Arc<Environment>, control: Control) -> Router {
    let controlled = Controlled {
        environment,
        control,
    };
    Router::new()
        .route(PATH, post(command))
        .layer(middleware::from_fn_with_state(
            controlled.clone(),
            only_with_token,
        ))
        .with_state(controlled)
}

async fn only_with_token(
    State(controlled): State<Controlled>,
    request: Request,
    next: Next,
) -> Response {
    let given = request
        .headers()
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match given {
        Some(token) if same_secret(token, &controlled.control.token) => next.run(request).await,
        _ => {
            let denied = Denied::because("the token of the control endpoint is wrong");
            let refusal = Refusal::from(denied);
            refusal.log("");
            refusal.into_response()
        }
    }
}

async fn command(
    State(Controlled {
        environment,
        control,
    }): State<Controlled>,
    Json(command): Json<Command>,
) -> Json<Reply> {
    Json(match command {
        Command::Stop => {
            control.stop.send_replace(true);
            Reply::Stopping
        }
        Command::Deploy(options) => {
            let deployed = environment.deploy(*options).await;
            deployed.map_or_else(refuse, Reply::Deployed)
        }
        Command::Snapshot(folder) => {
            let copied = environment.snapshot(&folder).await;
            copied.map_or_else(refuse, |()| Reply::Done)
        }
        Command::Restore(folder) => {
            let restored = environment.restore(&folder).await;
            restored.map_or_else(refuse, |()| Reply::Done)
        }
    })
}

fn refuse(error: LocalError) -> Reply {
    match error {
        LocalError::Diagnostics { diagnostics, .. } => {
            Reply::Refused(diagnostics.iter().map(RefusedAs::from).collect())
        }
        error => Reply::Failed(with_sources(&error)),
    }
}

/// Sends a command to the server of a record.
///
/// # Errors
/// If no server answers, or it refuses.
pub(crate) async fn call(
    server: &ServerRecord,
    command: &Command,
) -> Result<Option<Outputs>, LocalError> {
    let failed = |message: String| LocalError::Running {
        pid: server.pid,
        message,
    };
    let body = serde_json::to_vec(command).map_err(|error| failed(error.to_string()))?;
    let request = axum::http::Request::post(format!("http://127.0.0.1:{}{PATH}", server.port))
        .header("authorization", format!("Bearer {}", server.token))
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| failed(error.to_string()))?;
    let response = HttpClient::default().send(request).await.map_err(failed)?;
    if response.status() != StatusCode::OK {
        return Err(failed(format!("it answers {}", response.status())));
    }
    match serde_json::from_slice(response.body()) {
        Ok(Reply::Deployed(outputs)) => Ok(Some(outputs)),
        Ok(Reply::Stopping | Reply::Done) => Ok(None),
        Ok(Reply::Refused(list)) => {
            let diagnostics: Diagnostics = list.into_iter().filter_map(RefusedAs::back).collect();
            Err(diagnostics.into())
        }
        Ok(Reply::Failed(message)) => Err(failed(message)),
        Err(error) => Err(failed(format!("its answer is not understood: {error}"))),
    }
}

impl From<&Diagnostic> for RefusedAs {
    fn from(diagnostic: &Diagnostic) -> Self {
        let places = diagnostic
            .labels
            .iter()
            .filter(|label| !label.text.is_empty());
        Self {
            code: diagnostic.code.id.to_owned(),
            warning: diagnostic.severity == Severity::Warning,
            message: diagnostic.message.clone(),
            notes: places
                .map(|label| label.text.clone())
                .chain(diagnostic.notes.iter().cloned())
                .collect(),
            help: diagnostic.help.clone(),
            construct_path: diagnostic
                .origin
                .as_ref()
                .map(|origin| origin.construct_path.clone()),
        }
    }
}

impl RefusedAs {
    /// None if the code is one of another version of this program.
    fn back(self) -> Option<Diagnostic> {
        let code = find_code(&self.code)?;
        let mut diagnostic = if self.warning {
            Diagnostic::warning(code, self.message)
        } else {
            Diagnostic::error(code, self.message)
        };
        diagnostic.notes = self.notes;
        diagnostic.help = self.help;
        Some(match self.construct_path {
            Some(path) => diagnostic.of(path, None),
            None => diagnostic,
        })
    }
}

fn with_sources(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        message.push_str(": ");
        message.push_str(&error.to_string());
        source = error.source();
    }
    message
}
