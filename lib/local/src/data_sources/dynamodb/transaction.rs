//! `TransactGetItems` and `TransactWriteItems`: all or nothing.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-dynamodb-transact-js.html>

use appsynth_store::{Exception, Operation, plain_item};
use serde_json::{Map, Value, json};

use super::expression::WithExpressions;
use super::item::item_of;
use super::{DynamoDb, refused};
use crate::data_sources::error::{Failure, malformed};
use crate::data_sources::request::Members;

/// `TransactGetItems`: the items in order, null for those that are not there.
pub(super) async fn get(source: &DynamoDb, request: Members) -> Result<Value, Failure> {
    let mut actions = Vec::new();
    for mut item in items_of(request)? {
        let mut to = on_table(&mut item)?;
        to.insert("Key", item.required_attributes("key")?);
        to.add_projection(&mut item)?;
        actions.push(json!({"Get": to.finish()}));
    }
    let mut answer = match execute(source, Operation::TransactGetItems, actions).await {
        Ok(answer) => answer,
        Err(exception) => return Err(cancelled(exception, "items")),
    };
    let items: Vec<Value> = match answer.get_mut("Responses").map(Value::take) {
        Some(Value::Array(responses)) => responses
            .into_iter()
            .map(|response| item_of(response, "Item"))
            .collect(),
        _ => Vec::new(),
    };
    Ok(json!({"items": items, "cancellationReasons": null}))
}

/// `TransactWriteItems`: the keys of the items in order. Unless a condition says otherwise, the item that fails it is
/// among the reasons.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/js-aws-appsync-resolver-reference-dynamodb-transaction-condition-expressions.html>
pub(super) async fn write(source: &DynamoDb, request: Members) -> Result<Value, Failure> {
    let mut actions = Vec::new();
    let mut keys = Vec::new();
    for mut item in items_of(request)? {
        let operation = item.required_text("operation")?;
        let key = item.required_attributes("key")?;
        keys.push(plain_item(key.clone().into()));

        let mut to = on_table(&mut item)?;
        let action = match operation.as_str() {
            "PutItem" => {
                let mut attributes = key;
                attributes.extend(
                    item.optional_attributes("attributeValues")?
                        .unwrap_or_default(),
                );
                to.insert("Item", attributes);
                "Put"
            }
            "UpdateItem" => {
                to.insert("Key", key);
                to.add("UpdateExpression", &mut item.required_members("update")?)?;
                "Update"
            }
            "DeleteItem" => {
                to.insert("Key", key);
                "Delete"
            }
            "ConditionCheck" => {
                to.insert("Key", key);
                "ConditionCheck"
            }
            other => {
                return Err(malformed(format!(
                    "Unsupported operation '{other}' in '{}'.",
                    item.path_of("operation")
                )));
            }
        };
        let condition = match action {
            "ConditionCheck" => Some(item.required_members("condition")?),
            _ => item.optional_members("condition")?,
        };
        if let Some(mut condition) = condition {
            to.add("ConditionExpression", &mut condition)?;
            if condition.optional("returnValuesOnConditionCheckFailure") != Some(false.into()) {
                to.insert("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
            }
        }
        actions.push(json!({action: to.finish()}));
    }
    match execute(source, Operation::TransactWriteItems, actions).await {
        Ok(_) => Ok(json!({"keys": keys, "cancellationReasons": null})),
        Err(exception) => Err(cancelled(exception, "keys")),
    }
}

fn items_of(mut request: Members) -> Result<Vec<Members>, Failure> {
    let path = request.path_of("transactItems");
    request
        .required_list("transactItems")?
        .into_iter()
        .enumerate()
        .map(|(at, item)| Members::new(item, format!("{path}[{at}]")))
        .collect()
}

fn on_table(item: &mut Members) -> Result<WithExpressions, Failure> {
    let mut request = Map::new();
    request.insert("TableName".to_owned(), item.required_text("table")?.into());
    Ok(WithExpressions::new(request))
}

async fn execute(
    source: &DynamoDb,
    operation: Operation,
    actions: Vec<Value>,
) -> Result<Value, Exception> {
    let mut request = Map::new();
    request.insert("TransactItems".to_owned(), actions.into());
    source.execute(operation, request).await
}

/// A transaction that was cancelled tells the response half why, item by item, beside the error.
fn cancelled(exception: Exception, result: &str) -> Failure {
    let reasons: Vec<Value> = exception
        .cancellation_reasons
        .iter()
        .map(|reason| {
            let item = reason.get("Item").cloned().unwrap_or_default();
            json!({
                "type": reason.get("Code").cloned().unwrap_or_default(),
                "message": reason.get("Message").cloned().unwrap_or_default(),
                "item": plain_item(item),
            })
        })
        .collect();
    let mut failure = refused(exception);
    if !reasons.is_empty() {
        failure.data = json!({result: null, "cancellationReasons": reasons});
    }
    failure
}
