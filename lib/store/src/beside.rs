//! Connections to the engine's file beside the engine's own.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// Opens a connection that does not wait for others: what it cannot have at once is left to the engine.
pub(crate) fn open(file: &Path) -> rusqlite::Result<Connection> {
    // Also to read a file with a write-ahead log takes writing to what is beside it.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}
