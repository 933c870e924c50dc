//! The reads that most requests make, straight from the engine's file: an item by its key, and the first items of a
//! table. The engine itself prepares each statement anew, makes two values of every attribute, and lets one caller at a
//! time do so. Whatever is not as simple is left to it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::kept::{self, Kept};
use crate::known_tables::{KnownTables, quoted};
use crate::plain::PlainItem;
use crate::simple_read::{SimpleRead, What};
use crate::{Found, Operation, beside};

/// How many connections are kept for the next readers, one for each that reads at the same time.
const KEPT_CONNECTIONS: usize = 16;

/// The memory of a connection for parts of the file, in KiB; SQLite would take 2,000.
const CACHE_KIB: i32 = 512;

/// How much a read may find; what is more is not read on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    pub(crate) items: usize,
    /// As the engine counts the bytes of items.
    pub(crate) bytes: i64,
}

impl Most {
    /// What takes no longer than to hand it to another thread.
    pub(crate) const AT_ONCE: Self = Self {
        items: 100,
        bytes: 64 * 1024,
    };

    /// Far from the megabyte at which the engine ends a page.
    pub(crate) const PAGE: Self = Self {
        items: usize::MAX,
        bytes: 512 * 1024,
    };
}

/// Reads a file that the engine writes.
#[derive(Debug)]
pub(crate) struct Reader {
    file: PathBuf,
    tables: Arc<KnownTables>,
    kept: Arc<Kept>,
    idle: Mutex<Vec<Connection>>,
}

/// What the rows of a read come to.
struct Rows {
    found: Found,
    /// The length of their items as JSON.
    bytes: usize,
}

impl Reader {
    pub(crate) fn of(file: &Path, tables: Arc<KnownTables>, kept: Arc<Kept>) -> Self {
        Self {
            file: file.to_owned(),
            tables,
            kept,
            idle: Mutex::default(),
        }
    }

    /// What a read finds; `None` if that is the engine's to say, or too much.
    pub(crate) fn read(&self, operation: Operation, request: &Value, most: Most) -> Option<Found> {
        let read = SimpleRead::of(operation, request)?;
        if let Some(found) = self.kept.get(&read) {
            return Some(Found::clone(&found));
        }
        let as_of = self.kept.now();
        let connection = self.connection()?;
        let rows = self.rows(&connection, &read, most);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT_CONNECTIONS {
            idle.push(connection);
        }
        drop(idle);
        let Rows { found, bytes } = rows?;
        if bytes <= kept::MAX_BYTES {
            self.kept.put(&read, as_of, &found, bytes);
        }
        Some(found)
    }

    fn rows(&self, connection: &Connection, read: &SimpleRead<'_>, most: Most) -> Option<Rows> {
        self.tables.with(connection, read.table, |table| {
            let key = table.key.as_deref()?;
            match read.what {
                What::Item { attribute, value } if attribute == key => {
                    item(connection, read.table, value)
                }
                What::Item { .. } => None,
                What::First { limit } if limit > most.items => None,
                What::First { limit } => first(connection, read.table, key, limit, most.bytes),
            }
        })
    }

    fn connection(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = idle.pop() {
            return Some(connection);
        }
        drop(idle);
        let connection = beside::open(&self.file).ok()?;
        connection.pragma_update(None, "query_only", true).ok()?;
        connection
            .pragma_update(None, "cache_size", -CACHE_KIB)
            .ok()?;
        Some(connection)
    }
}

fn item(connection: &Connection, table: &str, value: &str) -> Option<Rows> {
    let sql = format!("SELECT item_json FROM {} WHERE pk = ?1", quoted(table));
    let mut statement = connection.prepare_cached(&sql).ok()?;
    let mut rows = statement.query([format!("S:{value}")]).ok()?;
    let mut items = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next().ok()? {
        let item = row.get_ref(0).ok()?.as_str().ok()?;
        bytes += item.len();
        items.push(plain(item)?);
    }
    let found = Found {
        scanned: items.len(),
        items,
        last_key: None,
    };
    Some(Rows { found, bytes })
}

fn first(
    connection: &Connection,
    table: &str,
    key: &str,
    limit: usize,
    most_bytes: i64,
) -> Option<Rows> {
    let sql = format!(
        "SELECT item_json, item_size FROM {} ORDER BY pk, sk LIMIT ?1",
        quoted(table)
    );
    let mut statement = connection.prepare_cached(&sql).ok()?;
    let mut rows = statement.query(params![limit]).ok()?;
    let mut items = Vec::new();
    let (mut bytes, mut size) = (0, 0);
    while let Some(row) = rows.next().ok()? {
        size += row.get::<_, i64>(1).ok()?;
        if size > most_bytes {
            return None;
        }
        let item = row.get_ref(0).ok()?.as_str().ok()?;
        bytes += item.len();
        items.push(plain(item)?);
    }
    let last = items.last().filter(|_| items.len() == limit);
    let last_key = last.map(|item| json!({ key: { "S": item[key] } }));
    let found = Found {
        scanned: items.len(),
        items,
        last_key,
    };
    Some(Rows { found, bytes })
}

fn plain(item: &str) -> Option<Value> {
    let item: PlainItem = serde_json::from_str(item).ok()?;
    Some(item.0)
}
