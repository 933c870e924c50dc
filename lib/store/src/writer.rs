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
use crate::record_ids::RecordIds;

/// Writes to the engine's file. Whoever has it writes alone: the engine would wait for another's transaction by
/// sleeping.
#[derive(Debug)]
pub(crate) struct Writer {
    file: PathBuf,
    tables: Arc<KnownTables>,
    /// Opened for the first item.
    connection: Option<Connection>,
    ids: RecordIds,
}

impl Writer {
    pub(crate) fn of(file: &Path, tables: Arc<KnownTables>) -> Self {
        Self {
            file: file.to_owned(),
            tables,
            connection: None,
            ids: RecordIds::default(),
        }
    }

    /// Puts the items of `PutItem`s in their tables, all at once, and tells of each whether it is there now. Those
    /// that are not are the engine's to put or to refuse.
    pub(crate) fn put(&mut self, requests: &[&Value]) -> Vec<bool> {
        let written = self.try_to_put(requests);
        written.unwrap_or_else(|| vec![false; requests.len()])
    }

    fn try_to_put(&mut self, requests: &[&Value]) -> Option<Vec<bool>> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(open(&self.file).ok()?),
        };
        let (tables, ids) = (&self.tables, &mut self.ids);
        let mut transaction = || {
            connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            let written = requests
                .iter()
                .map(|request| put(connection, tables, ids, request));
            let written = written.collect::<rusqlite::Result<_>>()?;
            connection.prepare_cached("COMMIT")?.execute([])?;
            Ok::<_, rusqlite::Error>(written)
        };
        let written = transaction().ok();
        if written.is_none() {
            self.ids.forget();
        }
        if !connection.is_autocommit() {
            // One that cannot be taken back is one that the connection has taken back already.
            let _ = connection.execute_batch("ROLLBACK");
        }
        written
    }
}

/// Writes an item as a part of a transaction, unless that is the engine's to do.
fn put(
    connection: &Connection,
    tables: &KnownTables,
    ids: &mut RecordIds,
    request: &Value,
) -> rusqlite::Result<bool> {
    let written = NewItem::of(request).and_then(|put| {
        tables.with(connection, put.table, |table| {
            let attribute = table.key.as_deref().filter(|_| !table.has_indexes)?;
            let row = Row {
                put: &put,
                attribute,
                key: put.key(attribute)?,
                item: serde_json::to_string(put.item).ok()?,
            };
            Some(row.write(connection, table, ids))
        })
    });
    written.unwrap_or(Ok(false))
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
    /// Writes it with the record of its stream; nothing if an item of its key is there.
    fn write(
        &self,
        connection: &Connection,
        table: &KnownTable,
        ids: &mut RecordIds,
    ) -> rusqlite::Result<bool> {
        let is_new = self.insert(connection)?;
        if let Some(has_image) = table.stream_has_new_images.filter(|_| is_new) {
            self.record(connection, ids.next(connection)?, has_image)?;
        }
        Ok(is_new)
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
    fn record(&self, connection: &Connection, id: i64, has_image: bool) -> rusqlite::Result<()> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let micros = i64::try_from(now.as_micros()).unwrap_or(i64::MAX);
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let keys = json!({ self.attribute: { "S": self.key } });
        connection
            .prepare_cached(
                "INSERT INTO _stream_records (table_name, event_name, keys_json, new_image,
                    sequence_number, shard_id, created_at, event_id, id)
                VALUES (?1, 'INSERT', ?2, ?3, CAST(MAX(?4, 1 + COALESCE((
                    SELECT MAX(CAST(sequence_number AS INTEGER))
                    FROM _stream_records WHERE table_name = ?1
                ), 0)) AS TEXT), ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                self.put.table,
                keys.to_string(),
                has_image.then_some(&self.item),
                micros,
                format!("shardId-00000001-{}", self.put.table),
                seconds,
                Uuid::new_v4().simple().to_string(),
                id,
            ])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
