//! A data source that this machine has nothing to offer for.

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use serde_json::Value;

/// Fails when it is called, and only then: an API works as far as its other data sources go.
pub(crate) struct Unavailable {
    /// Why, and what to do about it.
    pub(crate) reason: String,
}

#[async_trait]
impl DataSource for Unavailable {
    async fn invoke(&self, _: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        tracing::warn!("{}", self.reason);
        Err(DataSourceError {
            error_type: "DataSourceUnavailable".to_owned(),
            message: self.reason.clone(),
            data: Value::Null,
            catchable: false,
        })
    }
}
