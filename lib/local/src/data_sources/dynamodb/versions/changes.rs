//! The table of changes: each change as an item of its own, by day and time.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/versioned-data-sources.html#delta-sync-table>

use appsynth_store::Operation;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::metadata::{TIME_TO_LIVE, expiry};
use super::{Item, Key, Versioning, version_of};
use crate::data_sources::dynamodb::DynamoDb;
use crate::data_sources::dynamodb::write::Write;
use crate::data_sources::error::{Failure, failed};
use crate::data_sources::request::Members;

pub(super) const PARTITION: &str = "ds_pk";
pub(super) const SORT: &str = "ds_sk";
pub(super) const INDEX_PARTITION: &str = "gsi_ds_pk";
pub(super) const INDEX_SORT: &str = "gsi_ds_sk";

/// How a write wants its change to be found.
#[derive(Debug, Default)]
pub(in super::super) struct Partitioning {
    /// `customPartitionKey`: changes are kept by the value of the table's partition key, too.
    by_partition_key: bool,
    /// `populateIndexFields`: changes have keys of an index that finds them all.
    for_index: bool,
}

impl Partitioning {
    pub(in super::super) fn read(request: &mut Members) -> Result<Self, Failure> {
        let by_partition_key = request.optional_text("customPartitionKey")?.is_some();
        let for_index = request.optional("populateIndexFields") == Some(true.into());
        Ok(Self {
            by_partition_key,
            for_index: for_index && by_partition_key,
        })
    }
}

/// Writes a change down.
pub(super) async fn record(
    source: &DynamoDb,
    versioning: &Versioning,
    key: &Key,
    write: &Write,
    item: &Item,
    now: Timestamp,
) -> Result<(), Failure> {
    let (day, time) = (now.to_zoned(TimeZone::UTC).date(), time_of(now));
    let version = version_of(item);
    let by_day = format!("{}:{day}", versioning.source);
    let mut change = item.clone();
    let mut set = |name: &str, text: String| {
        change.insert(name.to_owned(), json!({"S": text}));
    };
    if write.partitioning.by_partition_key {
        set(PARTITION, format!("{by_day}:{}", key.partition_of(item)));
        set(SORT, format!("{time}:{}:{version}", key.sort_of(item)));
    } else {
        set(PARTITION, by_day.clone());
        set(SORT, format!("{time}:{}:{version}", key.whole_of(item)));
    }
    if write.partitioning.for_index {
        set(INDEX_PARTITION, by_day);
        set(
            INDEX_SORT,
            format!("{time}:{}:{version}", key.whole_of(item)),
        );
    }
    let ttl = expiry(now, versioning.keep_changes_minutes);
    change.insert(TIME_TO_LIVE.to_owned(), ttl);

    let mut request = Map::new();
    request.insert("TableName".to_owned(), versioning.changes.clone().into());
    request.insert("Item".to_owned(), Value::Object(change));
    match source.execute(Operation::PutItem, request).await {
        Ok(_) => Ok(()),
        Err(exception) => Err(failed("DeltaSyncWriteError", exception.message)),
    }
}

/// Such as `09:30:00.000`; texts of this form sort by time.
pub(super) fn time_of(moment: Timestamp) -> String {
    moment.strftime("%H:%M:%S.%3f").to_string()
}
