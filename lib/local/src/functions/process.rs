//! A process that has loaded a handler and serves one invocation after the other: a line of JSON in, a line
//! of JSON out. What the handler prints goes to the log.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};

use super::{FunctionSpec, InvocationError};
use crate::request_id;

/// The languages whose handlers run here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Node,
    Python,
}

impl Language {
    /// The language of one of Lambda's runtimes.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>
    pub(super) fn of_runtime(runtime: &str) -> Option<Self> {
        if runtime.starts_with("nodejs") {
            Some(Self::Node)
        } else if runtime.starts_with("python3") {
            Some(Self::Python)
        } else {
            None
        }
    }

    fn program(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Python => "python3",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Node => &[
                "--input-type=module",
                "--eval",
                include_str!("bootstrap.mjs"),
            ],
            Self::Python => &["-u", "-c", include_str!("bootstrap.py")],
        }
    }
}

/// A process with a loaded handler. It ends with the value; should this process be killed, it ends because
/// its input does.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    usable: bool,
}

/// The machine's variables that a handler sees beside its own; the rest is not its business.
const INHERITED: [&str; 6] = ["PATH", "HOME", "LANG", "TMPDIR", "SystemRoot", "TEMP"];

impl Process {
    /// Starts a process and waits until the handler is loaded.
    pub(super) async fn start(
        spec: &FunctionSpec,
        language: Language,
    ) -> Result<Self, InvocationError> {
        let mut command = Command::new(language.program());
        command
            .args(language.arguments())
            .current_dir(&spec.code)
            .env_clear()
            .envs(
                INHERITED
                    .iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            .env("TZ", "UTC")
            .env("AWS_REGION", &spec.region)
            .env("AWS_DEFAULT_REGION", &spec.region)
            .env("AWS_ENDPOINT_URL_DYNAMODB", &spec.dynamodb_endpoint)
            .env("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", &spec.dynamodb_endpoint)
            // AWS's SDKs send nothing without credentials, and the developer's own are not the function's.
            .env("AWS_ACCESS_KEY_ID", "local")
            .env("AWS_SECRET_ACCESS_KEY", "local")
            .env("AWS_LAMBDA_FUNCTION_NAME", &spec.name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env(
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                spec.memory_mb.to_string(),
            )
            .env(
                "AWS_LAMBDA_LOG_GROUP_NAME",
                format!("/aws/lambda/{}", spec.name),
            )
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "local")
            .env("LAMBDA_TASK_ROOT", &spec.code)
            .env("_HANDLER", &spec.handler)
            .env("APPSYNTH_FUNCTION_ARN", &spec.arn)
            .envs(&spec.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| {
            InvocationError::new(format!(
                "cannot start `{}` for the function `{}`: {error}",
                language.program(),
                spec.name
            ))
        })?;
        let (Some(input), Some(output), Some(log)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            unreachable!("invariant: all three were asked for");
        };
        tokio::spawn(forward_log(spec.name.clone(), log));
        let mut process = Self {
            child,
            input,
            output: BufReader::new(output).lines(),
            usable: true,
        };
        let ready = process.read().await?;
        match ready.get("error") {
            Some(error) => Err(handler_error(error)),
            None => Ok(process),
        }
    }

    /// Whether it can take another invocation.
    pub(super) fn is_usable(&self) -> bool {
        self.usable
    }

    pub(super) async fn invoke(
        &mut self,
        event: Value,
        timeout: Duration,
    ) -> Result<Value, InvocationError> {
        let request_id = uuid::Uuid::new_v4().to_string();
        let line = json!({
            "requestId": request_id,
            "timeoutMillis": u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX),
            // The bootstrap marks with it what the handler prints from now on.
            "mark": format!("{MARK}{}", request_id::current().as_deref().unwrap_or_default()),
            "event": event,
        });
        // A caller that goes away in the middle leaves an answer behind that would be taken for the next.
        self.usable = false;
        let exchange = async {
            let sent = self.input.write_all(format!("{line}\n").as_bytes()).await;
            if sent.is_err() {
                return Err(self.ended().await);
            }
            self.read().await
        };
        let Ok(answer) = tokio::time::timeout(timeout, exchange).await else {
            return Err(InvocationError::new(format!(
                "RequestId: {request_id} Error: Task timed out after {:.2} seconds",
                timeout.as_secs_f64()
            )));
        };
        let mut answer = answer?;
        self.usable = true;
        match answer.get("error") {
            Some(error) => Err(handler_error(error)),
            None => Ok(answer
                .get_mut("result")
                .map(Value::take)
                .unwrap_or_default()),
        }
    }

    async fn read(&mut self) -> Result<Value, InvocationError> {
        match self.output.next_line().await {
            Ok(Some(line)) => serde_json::from_str(&line).map_err(|error| {
                InvocationError::new(format!("the function's answer is no JSON: {error}"))
            }),
            _ => Err(self.ended().await),
        }
    }

    async fn ended(&mut self) -> InvocationError {
        let status = self.child.wait().await;
        InvocationError::new(match status {
            Ok(status) => format!("RequestId: - Error: Runtime exited with {status}"),
            Err(error) => format!("RequestId: - Error: Runtime exited: {error}"),
        })
    }
}

fn handler_error(error: &Value) -> InvocationError {
    InvocationError::new(
        error
            .get("errorMessage")
            .and_then(Value::as_str)
            .unwrap_or_default(),
    )
}

/// Begins a line of the log that is not the handler's: what follows is printed for the request of this id.
const MARK: char = '\u{1e}';

async fn forward_log(function: String, log: ChildStderr) {
    let mut lines = BufReader::new(log).lines();
    let mut request: Option<String> = None;
    while let Ok(Some(line)) = lines.next_line().await {
        // A handler may have left its last line open.
        let (line, mark) = match line.split_once(MARK) {
            Some((line, id)) => (line, Some(id)),
            None => (line.as_str(), None),
        };
        if mark.is_none() || !line.is_empty() {
            let request = request.as_deref();
            tracing::info!(target: "appsynth::function", function, request, "{line}");
        }
        if let Some(id) = mark {
            request = (!id.is_empty()).then(|| id.to_owned());
        }
    }
}
