//! Lambda functions: handlers that run as processes on this machine, or anywhere behind Lambda's Invoke API.

pub(crate) mod code;
mod endpoint;
mod handlers;
mod process;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indexmap::IndexMap;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::connect::how_to_map;
use crate::data_sources::HttpClient;
use crate::request_id;
pub(crate) use handlers::Handlers;
use process::{Language, Process};

/// How many invocations of one function run at the same time; more wait. On AWS an account has 1,000 for all
/// its functions, and here each has a process.
const CONCURRENCY: usize = 16;

/// What a function is, as its resource says.
#[derive(Debug, Clone)]
pub(crate) struct FunctionSpec {
    /// The function's name.
    pub(crate) name: String,
    /// The function's ARN.
    pub(crate) arn: String,
    /// Such as `nodejs22.x`.
    pub(crate) runtime: String,
    /// Such as `index.handler`: a file without its extension, and what it exports.
    pub(crate) handler: String,
    /// The folder of the code.
    pub(crate) code: PathBuf,
    /// Environment variables.
    pub(crate) environment: IndexMap<String, String>,
    /// How long an invocation may take.
    pub(crate) timeout: Duration,
    /// `MemorySize` in MB; told to the function, not enforced.
    pub(crate) memory_mb: u64,
    /// `AWS_ENDPOINT_URL_DYNAMODB`, by which AWS's SDKs find the environment's tables.
    pub(crate) dynamodb_endpoint: String,
    /// `AWS_REGION`
    pub(crate) region: String,
}

/// A function that can be invoked.
pub(crate) enum Function {
    /// Runs on this machine.
    Local(Box<LocalFunction>),
    /// Runs elsewhere.
    Endpoint {
        name: String,
        url: String,
        client: HttpClient,
    },
}

/// A function whose handler runs in processes of this machine. Each process serves one invocation after the
/// other, as an execution environment of Lambda does. Of those that are idle, the one that was started first is
/// taken, so that what a handler keeps in memory is there again after invocations at the same time.
pub(crate) struct LocalFunction {
    spec: FunctionSpec,
    language: Language,
    /// By the order in which they were started.
    idle: Mutex<BTreeMap<usize, Process>>,
    started: AtomicUsize,
    turns: Semaphore,
}

/// Why an invocation failed, in the words of the function or of Lambda.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InvocationError {
    pub(crate) message: String,
}

impl Function {
    /// A function on this machine.
    ///
    /// # Errors
    /// In words, if its runtime is none that can run here.
    pub(crate) fn local(spec: FunctionSpec) -> Result<Self, String> {
        let language = Language::of_runtime(&spec.runtime).ok_or_else(|| {
            format!(
                "the function `{}` has the runtime `{}`, which does not run here; {}",
                spec.name,
                spec.runtime,
                how_to_map(&spec.name)
            )
        })?;
        Ok(Self::Local(Box::new(LocalFunction {
            spec,
            language,
            idle: Mutex::default(),
            started: AtomicUsize::new(0),
            turns: Semaphore::new(CONCURRENCY),
        })))
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Local(function) => &function.spec.name,
            Self::Endpoint { name, .. } => name,
        }
    }

    /// The folder of the code that it runs.
    pub(crate) fn code(&self) -> Option<&Path> {
        match self {
            Self::Local(function) => Some(&function.spec.code),
            Self::Endpoint { .. } => None,
        }
    }

    /// Invokes the function without waiting for it; a failure is in the log.
    pub(crate) fn invoke_unattended(self: Arc<Self>, event: Value) {
        tokio::spawn(request_id::carried(async move {
            if let Err(error) = self.invoke(event).await {
                let request = request_id::current();
                let request = request.as_deref();
                tracing::warn!(function = self.name(), request, "{}", error.message);
            }
        }));
    }

    /// Invokes the function and gives its answer.
    pub(crate) async fn invoke(&self, event: Value) -> Result<Value, InvocationError> {
        match self {
            Self::Local(function) => function.invoke(event).await,
            Self::Endpoint { url, client, .. } => endpoint::invoke(client, url, &event).await,
        }
    }
}

impl LocalFunction {
    async fn invoke(&self, event: Value) -> Result<Value, InvocationError> {
        let _turn = self
            .turns
            .acquire()
            .await
            .expect("invariant: the semaphore is never closed");
        // Taken in a statement of its own, so that the lock is free while the function runs.
        let warm = self.idle().pop_first();
        let (number, mut process) = match warm {
            Some(warm) => warm,
            None => {
                let number = self.started.fetch_add(1, Ordering::Relaxed);
                (number, Process::start(&self.spec, self.language).await?)
            }
        };
        let result = process.invoke(event, self.spec.timeout).await;
        if process.is_usable() {
            self.idle().insert(number, process);
        }
        result
    }

    fn idle(&self) -> MutexGuard<'_, BTreeMap<usize, Process>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl InvocationError {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

#[cfg(test)]
mod tests;
