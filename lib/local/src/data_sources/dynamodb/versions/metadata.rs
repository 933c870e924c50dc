//! The attributes by which AppSync keeps versions.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/versioned-data-sources.html#versioned-data-source-metadata>

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Item;
use crate::data_sources::dynamodb::write::Write;
use crate::data_sources::error::{Failure, failed};

pub(super) const VERSION: &str = "_version";
/// Milliseconds since 1970.
const LAST_CHANGED_AT: &str = "_lastChangedAt";
const DELETED: &str = "_deleted";
/// When DynamoDB may remove the item, in seconds since 1970.
pub(super) const TIME_TO_LIVE: &str = "_ttl";

const METADATA: [&str; 4] = [VERSION, LAST_CHANGED_AT, DELETED, TIME_TO_LIVE];

/// Whether AppSync alone writes this attribute.
pub(in super::super) fn is_metadata(attribute: &str) -> bool {
    METADATA.contains(&attribute)
}

/// The version of an item; 0 if something else than AppSync wrote it.
pub(super) fn version_of(item: &Item) -> i64 {
    item.get(VERSION)
        .and_then(|version| version["N"].as_str())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// The item with its new version.
pub(super) fn stamp(mut item: Item, version: i64, now: Timestamp) -> Item {
    item.retain(|name, _| !is_metadata(name));
    item.insert(VERSION.to_owned(), number(version));
    item.insert(LAST_CHANGED_AT.to_owned(), number(now.as_millisecond()));
    item
}

/// The item as it stays for some minutes after its deletion.
pub(super) fn tombstone(item: Item, version: i64, now: Timestamp, minutes: i64) -> Item {
    let mut item = stamp(item, version, now);
    item.insert(DELETED.to_owned(), json!({"BOOL": true}));
    item.insert(TIME_TO_LIVE.to_owned(), expiry(now, minutes));
    item
}

/// The value of [`TIME_TO_LIVE`].
pub(super) fn expiry(now: Timestamp, minutes: i64) -> Value {
    number(now.as_second() + minutes * 60)
}

fn number(value: i64) -> Value {
    json!({"N": value.to_string()})
}

/// Refuses a write that names an attribute of AppSync's.
pub(super) fn refuse_metadata(write: &Write) -> Result<(), Failure> {
    let request = &write.request;
    let item = request.get("Item").and_then(Value::as_object);
    let names = request
        .get("ExpressionAttributeNames")
        .and_then(Value::as_object);
    let update = request.get("UpdateExpression").and_then(Value::as_str);
    let placeholders = |attribute: &str| {
        let named = names.into_iter().flatten();
        named
            .filter(move |(_, name)| *name == attribute)
            .map(|(placeholder, _)| placeholder.as_str())
            .collect::<Vec<_>>()
    };
    for attribute in METADATA {
        let is_put = item.is_some_and(|item| item.contains_key(attribute));
        let is_updated = update.is_some_and(|update| {
            let mut words = update.split(|c: char| !c.is_alphanumeric() && !"_#:".contains(c));
            let placeholders = placeholders(attribute);
            words.any(|word| word == attribute || placeholders.contains(&word))
        });
        if is_put || is_updated {
            return Err(failed(
                "BadRequest",
                format!("The attribute '{attribute}' of a versioned data source is AppSync's own."),
            ));
        }
    }
    Ok(())
}
