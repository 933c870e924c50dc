//! `BatchGetItem`, `BatchPutItem` and `BatchDeleteItem`: many items of several tables, each on its own.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-dynamodb-batch-js.html>

use appsynth_store::{Operation, plain_item};
use serde_json::{Map, Value, json};

use super::expression::WithExpressions;
use super::typed::as_stored;
use super::{DynamoDb, refused};
use crate::data_sources::error::{Failure, malformed};
use crate::data_sources::request::{Members, wrong_type};

/// `BatchGetItem`: for each table the items in the order of the keys, null for those that are not there.
pub(super) async fn get(source: &DynamoDb, mut request: Members) -> Result<Value, Failure> {
    let mut requests = Map::new();
    let mut tables = Vec::new();
    for (table, value, path) in request.required_members("tables")?.into_iter() {
        let mut members = Members::new(value, path.clone())?;
        let mut keys = not_empty(members.required_list("keys")?, &path)?;
        keys.iter_mut().for_each(as_stored);
        let mut to = WithExpressions::new(Map::new());
        if let Some(consistent) = members.optional("consistentRead") {
            to.insert("ConsistentRead", consistent);
        }
        to.add_projection(&mut members)?;
        // Items are told apart by their keys.
        let key = keys.first().and_then(Value::as_object);
        let unasked = to.project_also(key.into_iter().flat_map(Map::keys));
        to.insert("Keys", distinct(&keys));
        requests.insert(table.clone(), to.finish().into());
        tables.push((table, keys, unasked));
    }
    let mut answer = execute(source, Operation::BatchGetItem, requests).await?;

    let data = tables.into_iter().map(|(table, keys, unasked)| {
        let found = answer
            .pointer_mut(&format!("/Responses/{table}"))
            .map(Value::take);
        let found = found.as_ref().and_then(Value::as_array);
        let items: Vec<Value> = keys
            .iter()
            .map(|key| {
                found
                    .and_then(|items| items.iter().find(|item| has_key(item, key)))
                    .map(|item| plain_item(without(item, &unasked)))
                    .unwrap_or_default()
            })
            .collect();
        (table, items)
    });
    Ok(processed(data, "unprocessedKeys"))
}

/// `BatchPutItem`: for each table the items as they were put.
pub(super) async fn put(source: &DynamoDb, request: Members) -> Result<Value, Failure> {
    let tables = write(source, request, "PutRequest", "Item").await?;
    Ok(processed(tables, "unprocessedItems"))
}

/// `BatchDeleteItem`: for each table the keys of what was deleted.
pub(super) async fn delete(source: &DynamoDb, request: Members) -> Result<Value, Failure> {
    let tables = write(source, request, "DeleteRequest", "Key").await?;
    Ok(processed(tables, "unprocessedKeys"))
}

/// Writes each item or key and gives them back plain.
async fn write(
    source: &DynamoDb,
    mut request: Members,
    action: &str,
    member: &str,
) -> Result<Vec<(String, Vec<Value>)>, Failure> {
    let mut requests = Map::new();
    let mut tables = Vec::new();
    for (table, value, path) in request.required_members("tables")?.into_iter() {
        let list = match value {
            Value::Array(list) => not_empty(list, &path)?,
            other => return Err(wrong_type("array", &path, &other)),
        };
        let actions: Vec<Value> = list
            .iter()
            .map(|one| json!({action: {member: one}}))
            .collect();
        requests.insert(table.clone(), actions.into());
        tables.push((table, list.into_iter().map(plain_item).collect()));
    }
    execute(source, Operation::BatchWriteItem, requests).await?;
    Ok(tables)
}

async fn execute(
    source: &DynamoDb,
    operation: Operation,
    requests: Map<String, Value>,
) -> Result<Value, Failure> {
    let mut request = Map::new();
    request.insert("RequestItems".to_owned(), requests.into());
    source.execute(operation, request).await.map_err(refused)
}

/// The result of a batch of which nothing was left over: unlike DynamoDB, the store throttles nobody.
fn processed(tables: impl IntoIterator<Item = (String, Vec<Value>)>, unprocessed: &str) -> Value {
    let (data, rest): (Map<_, _>, Map<_, _>) = tables
        .into_iter()
        .map(|(table, list)| ((table.clone(), list.into()), (table, json!([]))))
        .unzip();
    json!({"data": data, unprocessed: rest})
}

fn not_empty(list: Vec<Value>, path: &str) -> Result<Vec<Value>, Failure> {
    if list.is_empty() {
        return Err(malformed(format!(
            "RequestItem keys '{path}' can't be empty"
        )));
    }
    Ok(list)
}

/// DynamoDB refuses a key that is given twice; AppSync answers with its item twice.
fn distinct(keys: &[Value]) -> Vec<Value> {
    let mut distinct: Vec<Value> = Vec::with_capacity(keys.len());
    for key in keys {
        if !distinct.contains(key) {
            distinct.push(key.clone());
        }
    }
    distinct
}

fn without(item: &Value, attributes: &[String]) -> Value {
    let mut item = item.clone();
    if let Value::Object(item) = &mut item {
        item.retain(|name, _| !attributes.contains(name));
    }
    item
}

fn has_key(item: &Value, key: &Value) -> bool {
    key.as_object().is_some_and(|key| {
        key.iter()
            .all(|(name, value)| item.get(name) == Some(value))
    })
}
