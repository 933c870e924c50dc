//! DynamoDB tables on the developer's machine: DynamoDB's JSON in, DynamoDB's JSON out.
//!
//! A [`Store`] lives in a folder or in memory. The engine inside is `dynoxide`; none of its types leaves
//! this crate, so that another engine or a real endpoint can take its place.
//!
//! ```
//! use appsynth_store::{Operation, Store};
//! use serde_json::json;
//!
//! let store = Store::memory()?;
//! store.execute(Operation::CreateTable, json!({
//!     "TableName": "Posts",
//!     "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
//!     "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
//!     "BillingMode": "PAY_PER_REQUEST",
//! }))?;
//! store.execute(Operation::PutItem, json!({"TableName": "Posts", "Item": {"id": {"S": "1"}}}))?;
//! let found = store.execute(Operation::GetItem, json!({"TableName": "Posts", "Key": {"id": {"S": "1"}}}))?;
//! assert_eq!(found["Item"], json!({"id": {"S": "1"}}));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Invariants: a write that was answered survives the death of the process, `SIGKILL` included, because
//! SQLite's write-ahead log has handed it to the operating system by then. It may be lost when the
//! machine itself loses power: waiting for the disk would make every write several times slower, and
//! these are a developer's data. One process at a time has a folder open. What is read and written beside the
//! engine ([`Store::find`], new items) is what the engine would answer and write.

mod beside;
mod checkpoints;
mod empty_key;
mod exception;
mod folder;
mod found;
mod kept;
mod known_tables;
mod new_item;
mod operation;
mod plain;
#[cfg(test)]
mod posts;
mod reader;
mod record_ids;
mod simple_read;
mod store;
mod stream_records;
mod writer;

pub use exception::Exception;
pub use folder::OpenError;
pub use found::Found;
pub use operation::Operation;
pub use plain::{plain_item, plain_number};
pub use store::Store;
