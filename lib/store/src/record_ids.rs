//! Ids of the records of streams.

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension as _};

/// So many are taken at once.
const TAKEN: i64 = 1_000;

/// Ids that are taken from the engine's counter, many at a time: it is a row of its own, which would be written anew
/// with every record. Nothing goes by the ids: records are in the order of their sequence numbers.
///
/// <https://www.sqlite.org/autoinc.html>
#[derive(Debug, Default)]
pub(crate) struct RecordIds {
    left: Range<i64>,
}

impl RecordIds {
    /// The id of the next record, within a transaction. If that is taken back, so may be the ids.
    pub(crate) fn next(&mut self, connection: &Connection) -> rusqlite::Result<i64> {
        if let Some(id) = self.left.next() {
            return Ok(id);
        }
        let last = take(connection)?;
        self.left = last - TAKEN + 2..last + 1;
        Ok(last - TAKEN + 1)
    }

    /// Forgets those that are left.
    pub(crate) fn forget(&mut self) {
        self.left = 0..0;
    }
}

/// Moves the counter on, and gives the last id taken.
fn take(connection: &Connection) -> rusqlite::Result<i64> {
    let moved =
        "UPDATE sqlite_sequence SET seq = seq + ?1 WHERE name = '_stream_records' RETURNING seq";
    let last = connection
        .prepare_cached(moved)?
        .query_row([TAKEN], |row| row.get(0))
        .optional()?;
    if let Some(last) = last {
        return Ok(last);
    }
    // There was no record yet.
    connection.execute(
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('_stream_records', ?1)",
        [TAKEN],
    )?;
    Ok(TAKEN)
}
