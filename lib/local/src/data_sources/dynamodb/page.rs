//! `Query` and `Scan`: a page of items.

use appsynth_store::Operation;
use serde_json::{Map, Value};

use super::expression::WithExpressions;
use super::{DynamoDb, refused, token};
use crate::data_sources::error::Failure;
use crate::data_sources::request::Members;

pub(super) async fn query(source: &DynamoDb, mut request: Members) -> Result<Value, Failure> {
    let mut to = WithExpressions::new(source.on_table());
    to.add(
        "KeyConditionExpression",
        &mut request.required_members("query")?,
    )?;
    if let Some(forward) = request.optional("scanIndexForward") {
        to.insert("ScanIndexForward", forward);
    }
    page(source, Operation::Query, request, to).await
}

pub(super) async fn scan(source: &DynamoDb, mut request: Members) -> Result<Value, Failure> {
    let mut to = WithExpressions::new(source.on_table());
    for (member, name) in [("TotalSegments", "totalSegments"), ("Segment", "segment")] {
        if let Some(value) = request.optional(name) {
            to.insert(member, value);
        }
    }
    page(source, Operation::Scan, request, to).await
}

async fn page(
    source: &DynamoDb,
    operation: Operation,
    mut request: Members,
    mut to: WithExpressions,
) -> Result<Value, Failure> {
    for (member, name) in [
        ("IndexName", "index"),
        ("Limit", "limit"),
        ("ConsistentRead", "consistentRead"),
        ("Select", "select"),
    ] {
        if let Some(value) = request.optional(name) {
            to.insert(member, value);
        }
    }
    if let Some(mut filter) = request.optional_members("filter")? {
        to.add("FilterExpression", &mut filter)?;
    }
    to.add_projection(&mut request)?;
    if let Some(token) = request.optional_text("nextToken")? {
        let key: Map<String, Value> = token::decode(&token)?;
        to.insert("ExclusiveStartKey", key);
    }

    let found = source.find(operation, to.finish()).await.map_err(refused)?;
    let next_token = match found.last_key {
        Some(Value::Object(key)) => Value::String(token::encode(&sorted(key))),
        _ => Value::Null,
    };
    // `json!` would copy the items.
    let members = [
        ("items", Value::Array(found.items)),
        ("nextToken", next_token),
        ("scannedCount", found.scanned.into()),
    ];
    let members = members.map(|(name, value)| (name.to_owned(), value));
    Ok(Value::Object(Map::from_iter(members)))
}

/// A key with its attributes sorted, so that the same page gives the same token.
fn sorted(key: Map<String, Value>) -> Map<String, Value> {
    let mut key: Vec<_> = key.into_iter().collect();
    key.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    key.into_iter().collect()
}
