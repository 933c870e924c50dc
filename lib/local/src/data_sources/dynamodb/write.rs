//! `PutItem`, `UpdateItem` and `DeleteItem`: one item is written, if its condition holds.

use appsynth_runtime::Call;
use appsynth_store::{Exception, Operation, plain_item};
use serde_json::{Map, Value};

use super::condition::{OnFailure, Strategy, Wanted};
use super::expression::WithExpressions;
use super::item::item_of;
use super::versions::Partitioning;
use super::{DynamoDb, condition_handler, refused, versions};
use crate::data_sources::error::Failure;
use crate::data_sources::request::Members;

/// What is to be written.
pub(super) struct Write {
    pub(super) operation: Operation,
    pub(super) key: Map<String, Value>,
    /// The store's request, with everything but the table.
    pub(super) request: Map<String, Value>,
    /// The version that the caller knows; only versioned tables look at it.
    pub(super) version: Option<i64>,
    pub(super) partitioning: Partitioning,
    on_failure: OnFailure,
}

/// Why nothing was written.
pub(super) enum Refusal {
    /// The request's condition does not hold.
    Condition(Exception),
    Other(Failure),
}

/// Carries out a write, and what the request says about its condition failing.
pub(super) async fn run(
    source: &DynamoDb,
    operation: Operation,
    request: Members,
    call: &Call<'_>,
) -> Result<Value, Failure> {
    let original = condition_handler::is_named_by(&request).then(|| request.to_value());
    let mut write = Write::read(operation, request)?;
    let refusal = match write.carry_out(source, call).await {
        Ok(result) => return Ok(result),
        Err(refusal) => refusal,
    };
    let (exception, function) = match (refusal, &write.on_failure.strategy) {
        (Refusal::Other(failure), _) => return Err(failure),
        (Refusal::Condition(exception), _) if write.is_satisfied_by(&exception) => {
            return Ok(current(&exception));
        }
        (Refusal::Condition(exception), Strategy::Reject) => {
            return Err(source.rejected(exception));
        }
        (Refusal::Condition(exception), Strategy::Custom(function)) => (exception, function),
    };
    let original = original.expect("invariant: a request with a handler is kept for it");
    match condition_handler::ask(source, function, &original, &exception, call).await? {
        condition_handler::Decision::Reject => Err(source.rejected(exception)),
        condition_handler::Decision::Discard => Ok(current(&exception)),
        condition_handler::Decision::Retry(again) => {
            let mut write = Write::read(operation, again)?;
            match write.carry_out(source, call).await {
                Ok(result) => Ok(result),
                Err(Refusal::Condition(exception)) if write.is_satisfied_by(&exception) => {
                    Ok(current(&exception))
                }
                Err(Refusal::Condition(exception)) => Err(source.rejected(exception)),
                Err(Refusal::Other(failure)) => Err(failure),
            }
        }
    }
}

impl Write {
    fn read(operation: Operation, mut request: Members) -> Result<Self, Failure> {
        let key = request.required_attributes("key")?;
        let version = request.optional_integer("_version")?;
        let partitioning = Partitioning::read(&mut request)?;
        let mut to = WithExpressions::new(Map::new());
        let wanted = match operation {
            Operation::PutItem => {
                let mut item = key.clone();
                let attributes = request.optional_attributes("attributeValues")?;
                item.extend(attributes.unwrap_or_default());
                to.insert("Item", item);
                Wanted::Item
            }
            Operation::UpdateItem => {
                to.insert("Key", key.clone());
                to.insert("ReturnValues", "ALL_NEW");
                to.add("UpdateExpression", &mut request.required_members("update")?)?;
                Wanted::Unknown
            }
            _ => {
                to.insert("Key", key.clone());
                to.insert("ReturnValues", "ALL_OLD");
                Wanted::Absence
            }
        };
        let on_failure = OnFailure::read(&mut request, &mut to, wanted)?;
        Ok(Self {
            operation,
            key,
            request: to.finish(),
            version,
            partitioning,
            on_failure,
        })
    }

    /// The item as it was put, as it is after an update, or as it was before its deletion.
    async fn carry_out(&mut self, source: &DynamoDb, call: &Call<'_>) -> Result<Value, Refusal> {
        if let Some(versioning) = &source.versioning {
            return versions::write(source, versioning, self, call).await;
        }
        let mut request = source.on_table();
        request.extend(self.request.clone());
        match source.execute(self.operation, request).await {
            Ok(_) if self.operation == Operation::PutItem => {
                Ok(plain_item(self.request["Item"].take()))
            }
            Ok(answer) => Ok(item_of(answer, "Attributes")),
            Err(exception) => Err(exception.into()),
        }
    }

    fn is_satisfied_by(&self, exception: &Exception) -> bool {
        let put = self.request.get("Item");
        self.on_failure.is_as_wanted(put, exception.item.as_deref())
    }
}

impl From<Exception> for Refusal {
    fn from(exception: Exception) -> Self {
        match exception.name.as_str() {
            "ConditionalCheckFailedException" => Self::Condition(exception),
            _ => Self::Other(refused(exception)),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Other(failure)
    }
}

impl DynamoDb {
    /// The error of a condition that does not hold, with the current item as its data. Of versioned tables it
    /// has neither the prefix nor the item, as recorded on AWS.
    fn rejected(&self, exception: Exception) -> Failure {
        let current = current(&exception);
        let mut failure = refused(exception);
        match self.versioning {
            Some(_) => {
                failure.error_type = "ConditionalCheckFailedException".to_owned();
            }
            None => failure.data = current,
        }
        failure
    }
}

/// The item that failed the condition, or null.
fn current(exception: &Exception) -> Value {
    let item = exception.item.as_deref().cloned().unwrap_or_default();
    plain_item(item)
}
