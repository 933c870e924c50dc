//! `AWS_LAMBDA`: the payload goes to a function, its answer is the result.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html>

use std::sync::Arc;

use appsynth_runtime::{DataSource, DataSourceError};
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
    async fn invoke(&self, request: Value) -> Result<Value, DataSourceError> {
        self.answer(request).await.map_err(|failure| *failure)
    }
}

impl Lambda {
    async fn answer(&self, request: Value) -> Result<Value, Failure> {
        let mut request = Members::of(request)?;
        if let Some(operation) = request.optional_text("operation")?
            && !matches!(operation.as_str(), "Invoke" | "BatchInvoke")
        {
            return Err(malformed(format!("Unsupported operation '{operation}'.")));
        }
        let payload = request.optional("payload").unwrap_or_default();
        match request.optional_text("invocationType")?.as_deref() {
            None | Some("RequestResponse") => self
                .function
                .invoke(payload)
                .await
                .map_err(|error| failed("Lambda:Unhandled", error.message)),
            Some("Event") => {
                let function = Arc::clone(&self.function);
                tokio::spawn(async move {
                    if let Err(error) = function.invoke(payload).await {
                        tracing::warn!(function = function.name(), "{}", error.message);
                    }
                });
                Ok(Value::Null)
            }
            Some(other) => Err(malformed(format!("Unsupported invocationType '{other}'."))),
        }
    }
}
