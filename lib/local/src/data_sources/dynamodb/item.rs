//! `GetItem`, and items in answers.

use appsynth_store::{Operation, plain_item};
use serde_json::{Map, Value};

use super::expression::WithExpressions;
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
    let found = source
        .find(Operation::GetItem, to.finish())
        .await
        .map_err(refused)?;
    Ok(found.items.into_iter().next().unwrap_or_default())
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
