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
