//! What the tests of this crate work on.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Operation, Store};

/// A store with the table `Posts` of the key `id`, which has more members, in a folder that is there as long as the
/// first value.
pub(crate) fn store_of_posts(more: &Value) -> (TempDir, Store) {
    let mut table = json!({
        "TableName": "Posts",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    let members = table.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("an object").clone());
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("a store");
    store
        .execute(Operation::CreateTable, table)
        .expect("a table");
    (folder, store)
}
