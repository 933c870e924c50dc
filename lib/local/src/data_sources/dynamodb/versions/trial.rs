//! What a write would do, tried out on a copy of the item.

use std::sync::{Arc, Mutex, PoisonError};

use appsynth_store::{Exception, Operation, Store};
use serde_json::{Map, Value, json};

use super::{Item, Key, Next};
use crate::data_sources::dynamodb::typed;
use crate::data_sources::dynamodb::write::Write;

/// A table of one item in memory. It is made when it is first needed.
#[derive(Default)]
pub(super) struct Trials {
    store: Mutex<Option<Store>>,
}

/// What a write would do.
pub(super) struct Trial {
    /// The item that would be there; none after a deletion.
    pub(super) item: Option<Item>,
    /// The attributes that the write gives, with what they would be.
    pub(super) change: Item,
}

impl Trial {
    pub(super) fn is_deletion(&self) -> bool {
        self.item.is_none()
    }

    pub(super) fn next(self) -> Next {
        self.item.map_or(Next::Deleted, Next::Item)
    }
}

impl Trials {
    /// Tries a write on an item, its condition included.
    pub(super) async fn run(
        self: &Arc<Self>,
        key: &Key,
        write: &Write,
        existing: Option<&Item>,
    ) -> Result<Trial, Exception> {
        let (definitions, schema) = key.definition();
        let table = json!({
            "TableName": TABLE,
            "AttributeDefinitions": definitions,
            "KeySchema": schema,
            "BillingMode": "PAY_PER_REQUEST",
        });
        let trials = Arc::clone(self);
        let existing = existing.cloned();
        let (operation, item_key, request) =
            (write.operation, write.key.clone(), write.request.clone());
        tokio::task::spawn_blocking(move || {
            let mut store = trials.store.lock().unwrap_or_else(PoisonError::into_inner);
            let store = match &mut *store {
                Some(store) => store,
                none => none.insert(open(table)?),
            };
            try_out(store, existing, operation, item_key, request)
        })
        .await
        .expect("invariant: the store does not panic")
    }
}

const TABLE: &str = "trial";

fn open(table: Value) -> Result<Store, Exception> {
    let store = Store::memory().map_err(|error| Exception::internal(error.to_string()))?;
    store.execute(Operation::CreateTable, table)?;
    Ok(store)
}

fn try_out(
    store: &Store,
    existing: Option<Item>,
    operation: Operation,
    key: Item,
    mut request: Map<String, Value>,
) -> Result<Trial, Exception> {
    let execute = |operation: Operation, mut request: Value| {
        request["TableName"] = TABLE.into();
        typed::as_stored(&mut request);
        store.execute(operation, request)
    };
    match existing {
        Some(item) => execute(Operation::PutItem, json!({"Item": item}))?,
        None => execute(Operation::DeleteItem, json!({"Key": key}))?,
    };
    if operation == Operation::UpdateItem {
        request.insert("ReturnValues".to_owned(), "UPDATED_NEW".into());
    }
    let mut answer = execute(operation, request.into())?;
    let mut found = execute(
        Operation::GetItem,
        json!({"Key": key, "ConsistentRead": true}),
    )?;
    let item = object(&mut found, "Item");
    let change = match operation {
        Operation::UpdateItem => object(&mut answer, "Attributes"),
        _ => item.clone(),
    };
    Ok(Trial {
        item,
        change: change.unwrap_or_default(),
    })
}

fn object(answer: &mut Value, member: &str) -> Option<Item> {
    match answer.get_mut(member).map(Value::take) {
        Some(Value::Object(object)) => Some(object),
        _ => None,
    }
}
