//! What to do about tables that this machine does not have.

use std::collections::BTreeSet;

use appsynth_store::{Exception, Operation, Store};
use serde_json::{Value, json};

/// The tables that a request to the store names: in `TableName`, in `RequestItems` of batches, or in the
/// operations of `TransactItems`.
pub(super) fn tables_of(request: &Value) -> BTreeSet<String> {
    let own = request.get("TableName").and_then(Value::as_str);
    let batch = request.get("RequestItems").and_then(Value::as_object);
    let transaction = request.get("TransactItems").and_then(Value::as_array);
    let batch = batch.into_iter().flat_map(|items| items.keys());
    let transaction = transaction
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(|operation| operation.values())
        .filter_map(|operation| operation.get("TableName")?.as_str());
    own.into_iter()
        .chain(batch.map(String::as_str))
        .chain(transaction)
        .map(str::to_owned)
        .collect()
}

/// An exception with what to do about it, if it is about a table that is not here.
pub(super) fn explained(
    mut exception: Exception,
    store: &Store,
    tables: &BTreeSet<String>,
) -> Exception {
    if exception.name == "ResourceNotFoundException" {
        let is_missing = |table: &&String| {
            let describe = json!({ "TableName": table });
            store.execute(Operation::DescribeTable, describe).is_err()
        };
        for table in tables.iter().filter(is_missing) {
            exception.message.push_str(&format!(
                ". No stack of the assembly defines the table `{table}`; to have one on this machine, write \
                 into appsynth.yaml, with the key that the table has: \
                 local: {{ tables: {{ {table}: {{ partition-key: id }} }} }}"
            ));
        }
    }
    exception
}
