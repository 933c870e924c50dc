//! What a user of the store sees.

mod copies;
mod durability;
mod finding;
mod items;
mod tables;
mod together;

use appsynth_store::{Operation, Store};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A table `Posts` with the partition key `id`.
fn posts() -> Value {
    json!({
        "TableName": "Posts",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    })
}

fn with_posts() -> Store {
    let store = Store::memory().expect("an empty store");
    store
        .execute(Operation::CreateTable, posts())
        .expect("a new table");
    store
}

/// A store with that table in a folder, which is there as long as the first value.
fn store_of_posts() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("a store");
    store
        .execute(Operation::CreateTable, posts())
        .expect("a table");
    (folder, store)
}

fn post(id: &str, views: u32) -> Value {
    json!({"TableName": "Posts", "Item": {"id": {"S": id}, "views": {"N": views.to_string()}}})
}

fn key(id: &str) -> Value {
    json!({"TableName": "Posts", "Key": {"id": {"S": id}}})
}
