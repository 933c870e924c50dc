//! `NONE`: the request's payload is the result.

use appsynth_runtime::{Call, DataSource, DataSourceError, Pace};
use async_trait::async_trait;
use serde_json::Value;

/// The data source without a service behind it.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-none-js.html>
pub(crate) struct Nothing;

#[async_trait]
impl DataSource for Nothing {
    async fn invoke(&self, mut request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        Ok(request
            .get_mut("payload")
            .map(Value::take)
            .unwrap_or_default())
    }

    fn pace(&self, _: &Value) -> Pace {
        Pace::AtOnce
    }
}
