//! The reads that most requests make, straight from the engine's file: an item by its key, and the first items of a
//! table. The engine itself prepares each statement anew, makes two values of every attribute, and lets one caller at a
//! time do so. Whatever is not as simple is left to it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::plain::PlainItem;
use crate::simple_read::{SimpleRead, What};
use crate::{Found, Operation};

/// How many connections are kept for the next readers.
const KEPT_CONNECTIONS: usize = 4;

/// The memory of a connection for parts of the file, in KiB; SQLite would take 2,000.
const CACHE_KIB: i32 = 512;

/// Larger pages, in bytes as the engine counts items, are left to the engine, which ends them at a megabyte.
const MAX_PAGE_BYTES: i64 = 512 * 1024;

/// Reads a file that the engine writes.
#[derive(Debug)]
pub(crate) struct Reader {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    /// The key attribute of each table that was asked for; none if its key is not one text.
    tables: RwLock<HashMap<String, Option<Arc<str>>>>,
}

/// While it is there, nobody reads, and what was known of tables is forgotten.
pub(crate) struct Changing<'r>(RwLockWriteGuard<'r, HashMap<String, Option<Arc<str>>>>);

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        self.0.clear();
    }
}

impl Reader {
    pub(crate) fn of(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            idle: Mutex::default(),
            tables: RwLock::default(),
        }
    }

    /// For whatever may change what tables there are, or their keys.
    pub(crate) fn changing(&self) -> Changing<'_> {
        Changing(self.tables.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a read finds; `None` if that is the engine's to say.
    pub(crate) fn read(&self, operation: Operation, request: &Value) -> Option<Found> {
        let read = SimpleRead::of(operation, request)?;
        let connection = self.connection()?;
        let found = self.find(&connection, &read);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT_CONNECTIONS {
            idle.push(connection);
        }
        found
    }

    fn find(&self, connection: &Connection, read: &SimpleRead<'_>) -> Option<Found> {
        loop {
            let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(key) = tables.get(read.table) {
                let key = key.as_deref()?;
                return match read.what {
                    What::Item { attribute, value } if attribute == key => {
                        item(connection, read.table, value)
                    }
                    What::Item { .. } => None,
                    What::First { limit } => first(connection, read.table, key, limit),
                };
            }
            drop(tables);
            let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
            let key = key_of(connection, read.table)?;
            tables.insert(read.table.to_owned(), key.map(Arc::from));
        }
    }

    fn connection(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = idle.pop() {
            return Some(connection);
        }
        drop(idle);
        // To read a file with a write-ahead log takes writing to what is beside it.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags).ok()?;
        connection.busy_timeout(Duration::ZERO).ok()?;
        connection.pragma_update(None, "query_only", true).ok()?;
        connection
            .pragma_update(None, "cache_size", -CACHE_KIB)
            .ok()?;
        Some(connection)
    }
}

fn item(connection: &Connection, table: &str, value: &str) -> Option<Found> {
    let sql = format!("SELECT item_json FROM {} WHERE pk = ?1", quoted(table));
    let mut statement = connection.prepare_cached(&sql).ok()?;
    let mut rows = statement.query([format!("S:{value}")]).ok()?;
    let mut items = Vec::new();
    while let Some(row) = rows.next().ok()? {
        items.push(plain(row.get_ref(0).ok()?.as_str().ok()?)?);
    }
    Some(Found {
        scanned: items.len(),
        items,
        last_key: None,
    })
}

fn first(connection: &Connection, table: &str, key: &str, limit: usize) -> Option<Found> {
    let sql = format!(
        "SELECT item_json, item_size FROM {} ORDER BY pk, sk LIMIT ?1",
        quoted(table)
    );
    let mut statement = connection.prepare_cached(&sql).ok()?;
    let mut rows = statement.query(params![limit]).ok()?;
    let mut items = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next().ok()? {
        bytes += row.get::<_, i64>(1).ok()?;
        if bytes > MAX_PAGE_BYTES {
            return None;
        }
        items.push(plain(row.get_ref(0).ok()?.as_str().ok()?)?);
    }
    let last = items.last().filter(|_| items.len() == limit);
    let last_key = last.map(|item| json!({ key: { "S": item[key] } }));
    Some(Found {
        scanned: items.len(),
        items,
        last_key,
    })
}

fn plain(item: &str) -> Option<Value> {
    let item: PlainItem = serde_json::from_str(item).ok()?;
    Some(item.0)
}

/// The attribute that is all of a table's key, if it is a text; nothing at all if there is no such table.
fn key_of(connection: &Connection, table: &str) -> Option<Option<String>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Key {
        attribute_name: String,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Attribute {
        attribute_name: String,
        attribute_type: String,
    }
    let sql = "SELECT key_schema, attribute_definitions FROM _tables
        WHERE table_name = ?1 AND table_status = 'ACTIVE'";
    let row = connection.query_row(sql, [table], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    });
    let (keys, attributes) = row.optional().ok()??;
    let keys: Vec<Key> = serde_json::from_str(&keys).ok()?;
    let attributes: Vec<Attribute> = serde_json::from_str(&attributes).ok()?;
    let [key] = &*keys else { return Some(None) };
    let is_text = attributes.iter().any(|attribute| {
        attribute.attribute_name == key.attribute_name && attribute.attribute_type == "S"
    });
    Some(is_text.then(|| key.attribute_name.clone()))
}

fn quoted(table: &str) -> String {
    format!("\"{}\"", table.replace('"', "\"\""))
}
