//! `AMAZON_DYNAMODB`: AppSync's request language for DynamoDB, in both its versions.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/js-resolver-reference-dynamodb.html>

mod batch;
mod condition;
mod condition_handler;
mod expression;
mod item;
mod missing;
mod page;
mod token;
mod transaction;
mod typed;
mod versions;
mod write;

use std::sync::Arc;

use appsynth_runtime::{Call, DataSource, DataSourceError, Pace};
use appsynth_store::{Exception, Found, Operation, Store};
use async_trait::async_trait;
use serde_json::{Map, Value, json};
use tokio::runtime::Handle;

use super::error::{Failure, failed, malformed};
use super::request::Members;
use crate::functions::Handlers;

pub(crate) use typed::stored_value;
pub(crate) use versions::Versioning;

/// A table as a data source.
pub(crate) struct DynamoDb {
    /// Where the tables are.
    pub(crate) store: Store,
    /// The table of the operations on one table; those on several name theirs.
    pub(crate) table: String,
    /// `DynamoDBConfig.AwsRegion`, which Lambda functions are told.
    pub(crate) region: String,
    /// The functions that handle conflicts and failed conditions.
    pub(crate) handlers: Arc<Handlers>,
    /// Of a versioned data source.
    pub(crate) versioning: Option<Versioning>,
}

#[async_trait]
impl DataSource for DynamoDb {
    async fn invoke(&self, request: Value, call: &Call<'_>) -> Result<Value, DataSourceError> {
        self.answer(request, call).await.map_err(|failure| *failure)
    }

    /// Only Lambda functions have to be waited for: those that handle conflicts and failed conditions.
    fn pace(&self, request: &Value) -> Pace {
        let handler = &request["condition"]["conditionalCheckFailedHandler"];
        if self.versioning.is_none() && handler.is_null() {
            Pace::Blocking
        } else {
            Pace::Later
        }
    }
}

impl DynamoDb {
    async fn answer(&self, request: Value, call: &Call<'_>) -> Result<Value, Failure> {
        let request = Members::of(request)?;
        // Resolvers in JavaScript leave the version out. With the first one, the response half does not see
        // errors: https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-changelog.html
        let catchable = match request.optional_text("version")?.as_deref() {
            None | Some("2018-05-29") => true,
            Some("2017-02-28") => false,
            Some(other) => {
                return Err(malformed(format!(
                    "Unsupported version '{other}' in the request; use '2018-05-29'."
                )));
            }
        };
        self.run(request, call).await.map_err(|mut error| {
            error.catchable &= catchable;
            error
        })
    }

    async fn run(&self, request: Members, call: &Call<'_>) -> Result<Value, Failure> {
        let operation = request.required_text("operation")?;
        if self.versioning.is_some() {
            versions::refuse_operation(&operation)?;
        }
        match operation.as_str() {
            "GetItem" => item::get(self, request).await,
            "PutItem" => write::run(self, Operation::PutItem, request, call).await,
            "UpdateItem" => write::run(self, Operation::UpdateItem, request, call).await,
            "DeleteItem" => write::run(self, Operation::DeleteItem, request, call).await,
            "Query" => page::query(self, request).await,
            "Scan" => page::scan(self, request).await,
            "BatchGetItem" => batch::get(self, request).await,
            "BatchPutItem" => batch::put(self, request).await,
            "BatchDeleteItem" => batch::delete(self, request).await,
            "TransactGetItems" => transaction::get(self, request).await,
            "TransactWriteItems" => transaction::write(self, request).await,
            "Sync" => match &self.versioning {
                Some(versioning) => versions::sync(self, versioning, request).await,
                None => Err(malformed("Operation 'Sync' needs a versioned data source.")),
            },
            other => Err(malformed(format!("Unsupported operation '{other}'."))),
        }
    }

    /// What Lambda functions are told about the resolver.
    fn resolver(&self, call: &Call<'_>) -> Value {
        let info = &call.context.info;
        json!({
            "tableName": self.table,
            "awsRegion": self.region,
            "parentType": info["parentTypeName"],
            "field": info["fieldName"],
        })
    }

    /// A request to the store about this table.
    fn on_table(&self) -> Map<String, Value> {
        let mut request = Map::new();
        request.insert("TableName".to_owned(), Value::String(self.table.clone()));
        request
    }

    async fn execute(
        &self,
        operation: Operation,
        request: Map<String, Value>,
    ) -> Result<Value, Exception> {
        let mut request = as_stored(request);
        if is_async() {
            // Requests that came along with this one are taken as far as this one is.
            let others = tokio::task::yield_now;
            let together = self.store.execute_together(operation, request, others);
            request = match together.await {
                Ok(answer) => return Ok(answer),
                Err(request) => request,
            };
        }
        self.wait_for(operation, request, Store::execute).await
    }

    /// Executes an operation that finds items.
    async fn find(
        &self,
        operation: Operation,
        request: Map<String, Value>,
    ) -> Result<Found, Exception> {
        let request = as_stored(request);
        match self.store.find_at_once(operation, &request) {
            Some(found) => Ok(found),
            None => self.wait_for(operation, request, Store::find).await,
        }
    }

    /// Executes an operation for which the store may block its thread for a while.
    async fn wait_for<T: Send + 'static>(
        &self,
        operation: Operation,
        request: Value,
        execute: impl FnOnce(&Store, Operation, Value) -> Result<T, Exception> + Send + 'static,
    ) -> Result<T, Exception> {
        let store = self.store.clone();
        let execute = move || {
            let tables = missing::tables_of(&request);
            let result = execute(&store, operation, request);
            result.map_err(|exception| missing::explained(exception, &store, &tables))
        };
        if !is_async() {
            return execute();
        }
        tokio::task::spawn_blocking(execute)
            .await
            .expect("invariant: the store does not panic")
    }
}

/// Whether this thread serves others meanwhile. It may be blocked otherwise, and does not come back.
fn is_async() -> bool {
    Handle::try_current().is_ok()
}

/// A request with its attribute values as DynamoDB takes them.
fn as_stored(request: Map<String, Value>) -> Value {
    let mut request = Value::Object(request);
    typed::as_stored(&mut request);
    request
}

/// An exception of DynamoDB as AppSync reports it.
fn refused(exception: Exception) -> Failure {
    failed(format!("DynamoDB:{}", exception.name), exception.message)
}

#[cfg(test)]
mod tests;
