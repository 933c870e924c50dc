//! What a resolver's request goes to.

use async_trait::async_trait;
use serde_json::Value;

/// A data source of an API.
#[async_trait]
pub trait DataSource: Send + Sync {
    /// Carries out a request, as the request half of a resolver gave it, and gives what the response half
    /// sees as `ctx.result`.
    ///
    /// # Errors
    /// What the response half sees as `ctx.error`.
    async fn invoke(&self, request: Value) -> Result<Value, DataSourceError>;

    /// Whether `BatchInvoke` requests go to [`DataSource::invoke_batch`].
    fn takes_batches(&self) -> bool {
        false
    }

    /// Carries out the requests of several fields together and gives as many answers, in their order.
    async fn invoke_batch(&self, requests: Vec<Value>) -> Vec<Result<Value, DataSourceError>> {
        let mut answers = Vec::with_capacity(requests.len());
        for request in requests {
            answers.push(self.invoke(request).await);
        }
        answers
    }
}

/// The failure of a data source.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSourceError {
    /// Such as `DynamoDB:ConditionalCheckFailedException`.
    pub error_type: String,
    /// The service's own words.
    pub message: String,
    /// `ctx.result` beside the error; null for most.
    pub data: Value,
    /// Whether the response half may look at it as `ctx.error`; if not, the resolver ends with it.
    pub catchable: bool,
}
