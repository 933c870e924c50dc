//! Versioned tables: their items have versions, deleted ones stay for a while, and what changes is written down
//! in a table of changes.
//!
//! A write is tried out on a copy of the item, conflicts are resolved, and the outcome is put in place of the
//! version that it was made from. If that is not the newest any more, it all begins again.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/versioned-data-sources.html>

mod automerge;
mod changes;
mod conflict;
mod key;
mod metadata;
mod sync;
mod trial;

use std::sync::{Arc, OnceLock};

use appsynth_runtime::Call;
use appsynth_store::{Exception, Operation, plain_item};
use serde_json::{Map, Value, json};

use super::write::{Refusal, Write};
use super::{DynamoDb, refused};
use crate::data_sources::error::{Failure, failed};

pub(super) use changes::Partitioning;
use key::Key;
pub(super) use metadata::is_metadata;
use metadata::{VERSION, refuse_metadata, stamp, tombstone, version_of};
pub(super) use sync::sync;
use trial::{Trial, Trials};

/// How often a write is tried when others keep changing the item. AppSync does not tell its own limit.
const MAX_ATTEMPTS: usize = 10;

/// An item with its types.
type Item = Map<String, Value>;

/// The settings of a versioned data source.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeltaSyncConfig.html>
pub(crate) struct Versioning {
    /// The data source's name, by which its changes are found.
    source: String,
    /// The table of changes.
    changes: String,
    /// How long a deleted item stays in its table; 0 removes it at once.
    keep_deleted_minutes: i64,
    /// How long the table of changes keeps a change.
    keep_changes_minutes: i64,
    key: OnceLock<Key>,
    trials: Arc<Trials>,
}

/// What a write comes to.
enum Next {
    Item(Item),
    Deleted,
}

impl Versioning {
    pub(crate) fn new(
        source: String,
        changes: String,
        keep_deleted_minutes: i64,
        keep_changes_minutes: i64,
    ) -> Self {
        Self {
            source,
            changes,
            keep_deleted_minutes,
            keep_changes_minutes,
            key: OnceLock::new(),
            trials: Arc::default(),
        }
    }

    /// The key of the table. It is not there yet when its data source is made.
    async fn key(&self, source: &DynamoDb) -> Result<&Key, Exception> {
        if let Some(key) = self.key.get() {
            return Ok(key);
        }
        let table = source
            .execute(Operation::DescribeTable, source.on_table())
            .await?;
        Ok(self.key.get_or_init(|| Key::of_table(&table["Table"])))
    }
}

/// Carries out a write and gives the item with its new version.
pub(super) async fn write(
    source: &DynamoDb,
    versioning: &Versioning,
    write: &Write,
    call: &Call<'_>,
) -> Result<Value, Refusal> {
    refuse_metadata(write)?;
    let key = versioning.key(source).await?;
    for _ in 0..MAX_ATTEMPTS {
        let existing = read(source, write).await?;
        let trial = versioning.trials.run(key, write, existing.as_ref()).await?;
        let known = existing.as_ref().map_or(0, version_of);
        let next = match (&existing, call.conflict_handler) {
            (None, _) if trial.is_deletion() => return Ok(Value::Null),
            (Some(existing), Some(handler)) if known != write.version.unwrap_or(0) => {
                conflict::resolve(source, handler, write, existing, &trial, call).await?
            }
            _ => trial.next(),
        };
        let now = jiff::Timestamp::now();
        let (item, is_removed) = match next {
            Next::Item(item) => (stamp(item, known + 1, now), false),
            Next::Deleted => {
                let item = existing.unwrap_or_default();
                let minutes = versioning.keep_deleted_minutes;
                (tombstone(item, known + 1, now, minutes), minutes == 0)
            }
        };
        match replace(source, write, known, &item, is_removed).await {
            Ok(()) => {
                changes::record(source, versioning, key, write, &item, now).await?;
                return Ok(plain_item(item.into()));
            }
            Err(exception) if exception.name == "ConditionalCheckFailedException" => {}
            Err(exception) => return Err(exception.into()),
        }
    }
    Err(Refusal::Other(failed(
        "MaxConflicts",
        format!("The item was changed by others in each of {MAX_ATTEMPTS} attempts to write it."),
    )))
}

/// The item that a write is about.
async fn read(source: &DynamoDb, write: &Write) -> Result<Option<Item>, Exception> {
    let mut request = source.on_table();
    request.insert("Key".to_owned(), write.key.clone().into());
    request.insert("ConsistentRead".to_owned(), true.into());
    let mut answer = source.execute(Operation::GetItem, request).await?;
    match answer.get_mut("Item").map(Value::take) {
        Some(Value::Object(item)) => Ok(Some(item)),
        _ => Ok(None),
    }
}

/// Puts an item in place of the version that is known, or removes that one.
async fn replace(
    source: &DynamoDb,
    write: &Write,
    known: i64,
    item: &Item,
    is_removed: bool,
) -> Result<(), Exception> {
    let mut request = source.on_table();
    let (operation, member, value) = match is_removed {
        true => (Operation::DeleteItem, "Key", &write.key),
        false => (Operation::PutItem, "Item", item),
    };
    request.insert(member.to_owned(), value.clone().into());
    request.insert(
        "ExpressionAttributeNames".to_owned(),
        json!({"#version": VERSION}),
    );
    let condition = match known {
        0 => "attribute_not_exists(#version)",
        _ => {
            let values = json!({":known": {"N": known.to_string()}});
            request.insert("ExpressionAttributeValues".to_owned(), values);
            "#version = :known"
        }
    };
    request.insert("ConditionExpression".to_owned(), condition.into());
    source.execute(operation, request).await.map(drop)
}

/// The operations that AppSync does not carry out on versioned tables.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-resolution.html>
pub(super) fn refuse_operation(operation: &str) -> Result<(), Failure> {
    match operation {
        "BatchPutItem" | "BatchDeleteItem" | "TransactWriteItems" => Err(failed(
            "UnsupportedOperation",
            format!(
                "Unsupported operation '{operation}'. Datasource Versioning only supports the following \
                 operations (TransactGetItems,PutItem,BatchGetItem,Scan,Query,GetItem,DeleteItem,\
                 UpdateItem,Sync)."
            ),
        )),
        _ => Ok(()),
    }
}
