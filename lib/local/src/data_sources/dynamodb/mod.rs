//! `AMAZON_DYNAMODB`: AppSync's request language for DynamoDB, in both its versions.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/js-resolver-reference-dynamodb.html>

mod batch;
mod condition;
mod expression;
mod item;
mod missing;
mod page;
mod transaction;
mod typed;

use appsynth_runtime::{DataSource, DataSourceError};
use appsynth_store::{Exception, Operation, Store};
use async_trait::async_trait;
use serde_json::{Map, Value};

use super::error::{Failure, failed, malformed};
use super::request::Members;

/// A table as a data source.
pub(crate) struct DynamoDb {
    /// Where the tables are.
    pub(crate) store: Store,
    /// The table of the operations on one table; those on several name theirs.
    pub(crate) table: String,
}

#[async_trait]
impl DataSource for DynamoDb {
    async fn invoke(&self, request: Value) -> Result<Value, DataSourceError> {
        self.answer(request).await.map_err(|failure| *failure)
    }
}

impl DynamoDb {
    async fn answer(&self, request: Value) -> Result<Value, Failure> {
        let mut request = Members::of(request)?;
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
        self.run(request).await.map_err(|mut error| {
            error.catchable &= catchable;
            error
        })
    }

    async fn run(&self, mut request: Members) -> Result<Value, Failure> {
        let operation = request.required_text("operation")?;
        match operation.as_str() {
            "GetItem" => item::get(self, request).await,
            "PutItem" => item::put(self, request).await,
            "UpdateItem" => item::update(self, request).await,
            "DeleteItem" => item::delete(self, request).await,
            "Query" => page::query(self, request).await,
            "Scan" => page::scan(self, request).await,
            "BatchGetItem" => batch::get(self, request).await,
            "BatchPutItem" => batch::put(self, request).await,
            "BatchDeleteItem" => batch::delete(self, request).await,
            "TransactGetItems" => transaction::get(self, request).await,
            "TransactWriteItems" => transaction::write(self, request).await,
            "Sync" => Err(malformed(
                "Operation 'Sync' needs a versioned data source, which the local environment does not \
                 have yet.",
            )),
            other => Err(malformed(format!("Unsupported operation '{other}'."))),
        }
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
        let store = self.store.clone();
        let execute = move || {
            let tables = missing::tables_of(&request);
            let mut request = Value::Object(request);
            typed::as_stored(&mut request);
            let result = store.execute(operation, request);
            result.map_err(|exception| missing::explained(exception, &store, &tables))
        };
        tokio::task::spawn_blocking(execute)
            .await
            .expect("invariant: the store does not panic")
    }
}

/// An exception of DynamoDB as AppSync reports it.
fn refused(exception: Exception) -> Failure {
    failed(format!("DynamoDB:{}", exception.name), exception.message)
}

#[cfg(test)]
mod tests;
