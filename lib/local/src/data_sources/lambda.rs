//! `AWS_LAMBDA`: the payload goes to a function, its answer is the result.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html>

use std::sync::Arc;

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use serde_json::Value;

use super::error::{Failure, failed, malformed};
use super::request::Members;
use crate::functions::Function;

/// A Lambda function as a data source.
pub(crate) struct Lambda {
    pub(crate) function: Arc<Function>,
}

#[async_trait]
impl DataSource for Lambda {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        self.answer(request).await.map_err(|failure| *failure)
    }

    fn takes_batches(&self) -> bool {
        true
    }

    async fn invoke_batch(&self, requests: Vec<Value>) -> Vec<Result<Value, DataSourceError>> {
        let count = requests.len();
        match self.answers(requests).await {
            Ok(answers) => answers.into_iter().map(Ok).collect(),
            Err(failure) => vec![Err(*failure); count],
        }
    }
}

impl Lambda {
    /// Invokes the function with the list of all payloads; it gives a list of as many answers.
    async fn answers(&self, requests: Vec<Value>) -> Result<Vec<Value>, Failure> {
        let count = requests.len();
        let mut payloads = Vec::with_capacity(count);
        let mut invocation_type = None;
        for request in requests {
            let mut request = Members::of(request)?;
            payloads.push(request.optional("payload").unwrap_or_default());
            invocation_type = request.optional_text("invocationType")?;
        }
        match self
            .invoke_as(invocation_type.as_deref(), payloads.into())
            .await?
        {
            Value::Array(answers) if answers.len() == count => Ok(answers),
            Value::Null if invocation_type.as_deref() == Some("Event") => {
                Ok(vec![Value::Null; count])
            }
            other => {
                let got = other.as_array().map_or_else(
                    || "no list".to_owned(),
                    |answers| format!("a list of {}", answers.len()),
                );
                Err(failed(
                    "Lambda:IllegalArgument",
                    format!(
                        "BatchInvoke of {count} requests wants a list of as many answers, and got {got}"
                    ),
                ))
            }
        }
    }

    async fn answer(&self, request: Value) -> Result<Value, Failure> {
        let mut request = Members::of(request)?;
        if let Some(operation) = request.optional_text("operation")?
            && !matches!(operation.as_str(), "Invoke" | "BatchInvoke")
        {
            return Err(malformed(format!("Unsupported operation '{operation}'.")));
        }
        let payload = request.optional("payload").unwrap_or_default();
        let invocation_type = request.optional_text("invocationType")?;
        self.invoke_as(invocation_type.as_deref(), payload).await
    }

    async fn invoke_as(
        &self,
        invocation_type: Option<&str>,
        payload: Value,
    ) -> Result<Value, Failure> {
        match invocation_type {
            None | Some("RequestResponse") => self
                .function
                .invoke(payload)
                .await
                .map_err(|error| failed("Lambda:Unhandled", error.message)),
            Some("Event") => {
                Arc::clone(&self.function).invoke_unattended(payload);
                Ok(Value::Null)
            }
            Some(other) => Err(malformed(format!("Unsupported invocationType '{other}'."))),
        }
    }
}
