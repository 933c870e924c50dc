//! Operations on one item.

use appsynth_store::Operation;
use serde_json::{Map, Value};

use super::condition::{OnFailure, Wanted};
use super::expression::WithExpressions;
use super::typed::plain_item;
use super::{DynamoDb, refused};
use crate::data_sources::error::Failure;
use crate::data_sources::request::Members;

/// `GetItem`: the item, or null.
pub(super) async fn get(source: &DynamoDb, mut request: Members) -> Result<Value, Failure> {
    let mut to = WithExpressions::new(source.on_table());
    to.insert("Key", request.required_attributes("key")?);
    if let Some(consistent) = request.optional("consistentRead") {
        to.insert("ConsistentRead", consistent);
    }
    to.add_projection(&mut request)?;
    let answer = source
        .execute(Operation::GetItem, to.finish())
        .await
        .map_err(refused)?;
    Ok(item_of(answer, "Item"))
}

/// `PutItem`: the item as it was put.
pub(super) async fn put(source: &DynamoDb, mut request: Members) -> Result<Value, Failure> {
    let mut item = request.required_attributes("key")?;
    item.extend(
        request
            .optional_attributes("attributeValues")?
            .unwrap_or_default(),
    );
    let item = Value::Object(item);

    let mut to = WithExpressions::new(source.on_table());
    to.insert("Item", item.clone());
    let on_failure = OnFailure::read(&mut request, &mut to)?;
    match source.execute(Operation::PutItem, to.finish()).await {
        Ok(_) => Ok(plain_item(item)),
        Err(exception) => on_failure.handle(exception, &Wanted::Item(item)),
    }
}

/// `UpdateItem`: the item as it is afterwards.
pub(super) async fn update(source: &DynamoDb, mut request: Members) -> Result<Value, Failure> {
    let mut to = WithExpressions::new(source.on_table());
    to.insert("Key", request.required_attributes("key")?);
    to.insert("ReturnValues", "ALL_NEW");
    to.add("UpdateExpression", &mut request.required_members("update")?)?;
    let on_failure = OnFailure::read(&mut request, &mut to)?;
    match source.execute(Operation::UpdateItem, to.finish()).await {
        Ok(answer) => Ok(item_of(answer, "Attributes")),
        Err(exception) => on_failure.handle(exception, &Wanted::Unknown),
    }
}

/// `DeleteItem`: the item as it was, or null.
pub(super) async fn delete(source: &DynamoDb, mut request: Members) -> Result<Value, Failure> {
    let mut to = WithExpressions::new(source.on_table());
    to.insert("Key", request.required_attributes("key")?);
    to.insert("ReturnValues", "ALL_OLD");
    let on_failure = OnFailure::read(&mut request, &mut to)?;
    match source.execute(Operation::DeleteItem, to.finish()).await {
        Ok(answer) => Ok(item_of(answer, "Attributes")),
        Err(exception) => on_failure.handle(exception, &Wanted::Absence),
    }
}

/// The plain item of a member of DynamoDB's answer, or null.
pub(super) fn item_of(mut answer: Value, member: &str) -> Value {
    let item = answer.get_mut(member).map(Value::take).unwrap_or_default();
    // DynamoDB answers the deletion of nothing with no attributes at all.
    if item.as_object().is_some_and(Map::is_empty) && member == "Attributes" {
        return Value::Null;
    }
    plain_item(item)
}
