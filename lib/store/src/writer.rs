//! New items, straight into the engine's file, with the records of their streams. The engine itself reads a condition
//! three times, prepares each statement anew and makes two more values of every attribute. What is already there, and
//! whatever is not as simple, is left to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use md5::{Digest as _, Md5};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::beside;
use crate::known_tables::{KnownTable, KnownTables, quoted};
use crate::new_item::NewItem;

/// Writes to the engine's file. Whoever has it writes alone: the engine would wait for another's transaction by
/// sleeping.
#[derive(Debug)]
pub(crate) struct Writer {
    file: PathBuf,
    tables: Arc<KnownTables>,
    /// Opened for the first item.
    connection: Option<Connection>,
}

impl Writer {
    pub(crate) fn of(file: &Path, tables: Arc<KnownTables>) -> Self {
        Self {
            file: file.to_owned(),
            tables,
            connection: None,
        }
    }

    /// Puts the item of a `PutItem` in its table; `None` if nothing was written, and that is the engine's to do or to
    /// refuse.
    pub(crate) fn put(&mut self, request: &Value) -> Option<()> {
        let put = NewItem::of(request)?;
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(open(&self.file).ok()?),
        };
        self.tables.with(connection, put.table, |table| {
            let attribute = table.key.as_deref().filter(|_| !table.has_indexes)?;
            let key = put.key(attribute)?;
            let row = Row {
                put: &put,
                attribute,
                key,
                item: serde_json::to_string(put.item).ok()?,
            };
            let written = row.write(connection, table);
            if !connection.is_autocommit() {
                connection.execute_batch("ROLLBACK").ok()?;
            }
            written.ok().filter(|is_new| *is_new).map(drop)
        })
    }
}

fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = beside::open(file)?;
    // As the engine's own; see the crate's invariants.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // That is for another thread to do.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(connection)
}

/// What is written of an item.
struct Row<'r> {
    put: &'r NewItem<'r>,
    attribute: &'r str,
    key: &'r str,
    /// As JSON.
    item: String,
}

impl Row<'_> {
    /// Writes it all or nothing; nothing if an item of its key is there.
    fn write(&self, connection: &Connection, table: &KnownTable) -> rusqlite::Result<bool> {
        let Some(has_image) = table.stream_has_new_images else {
            return self.insert(connection);
        };
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        if !self.insert(connection)? {
            return Ok(false);
        }
        self.record(connection, has_image)?;
        connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(true)
    }

    fn insert(&self, connection: &Connection) -> rusqlite::Result<bool> {
        let sql = format!(
            "INSERT INTO {} (pk, sk, item_json, item_size, hash_prefix) VALUES (?1, '', ?2, ?3, ?4)
            ON CONFLICT DO NOTHING",
            quoted(self.put.table)
        );
        let size = i64::try_from(self.put.bytes).unwrap_or(i64::MAX);
        let rows = connection.prepare_cached(&sql)?.execute(params![
            format!("S:{}", self.key),
            self.item,
            size,
            self.prefix()
        ])?;
        Ok(rows == 1)
    }

    /// By which the engine shares out a table among the segments of a scan.
    fn prefix(&self) -> String {
        let digest = Md5::new()
            .chain_update("Outliers")
            .chain_update(self.key)
            .finalize();
        let first = digest.iter().take(3);
        first.map(|byte| format!("{byte:02x}")).collect()
    }

    /// Adds the record to the table's stream.
    fn record(&self, connection: &Connection, has_image: bool) -> rusqlite::Result<()> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let last: i64 = connection
            .prepare_cached(
                "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0)
                FROM _stream_records WHERE table_name = ?1",
            )?
            .query_row([self.put.table], |row| row.get(0))?;
        let micros = i64::try_from(now.as_micros()).unwrap_or(i64::MAX);
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let keys = json!({ self.attribute: { "S": self.key } });
        connection
            .prepare_cached(
                "INSERT INTO _stream_records (table_name, event_name, keys_json, new_image,
                    sequence_number, shard_id, created_at, event_id)
                VALUES (?1, 'INSERT', ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                self.put.table,
                keys.to_string(),
                has_image.then_some(&self.item),
                micros.max(last.saturating_add(1)).to_string(),
                format!("shardId-00000001-{}", self.put.table),
                seconds,
                Uuid::new_v4().simple().to_string(),
            ])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
