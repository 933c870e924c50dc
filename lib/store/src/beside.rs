//! What is read and written beside the engine, in its own file.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::checkpoints::Checkpoints;
use crate::known_tables::{Changing, KnownTables};
use crate::reader::{Most, Reader};
use crate::writer::Writer;
use crate::{Found, Operation};

/// Whoever reads and writes beside the engine.
pub(crate) struct Beside {
    tables: Arc<KnownTables>,
    reader: Reader,
    writer: Arc<Mutex<Writer>>,
    checkpoints: Checkpoints,
}

/// Lets nobody else write.
pub(crate) struct Writing<'b> {
    writer: MutexGuard<'b, Writer>,
    checkpoints: &'b Checkpoints,
}

impl Beside {
    pub(crate) fn of(file: &Path) -> Self {
        let tables = Arc::<KnownTables>::default();
        let writer = Arc::new(Mutex::new(Writer::of(file, Arc::clone(&tables))));
        Self {
            reader: Reader::of(file, Arc::clone(&tables)),
            checkpoints: Checkpoints::of(file, Arc::clone(&writer)),
            writer,
            tables,
        }
    }

    /// What a read finds; `None` if that is the engine's to say, or too much.
    pub(crate) fn find(&self, operation: Operation, request: &Value, most: Most) -> Option<Found> {
        self.reader.read(operation, request, most)
    }

    /// Waits for whoever writes.
    pub(crate) fn writing(&self) -> Writing<'_> {
        Writing {
            writer: self.writer.lock().unwrap_or_else(PoisonError::into_inner),
            checkpoints: &self.checkpoints,
        }
    }

    /// `None` if somebody writes.
    pub(crate) fn try_writing(&self) -> Option<Writing<'_>> {
        Some(Writing {
            writer: self.writer.try_lock().ok()?,
            checkpoints: &self.checkpoints,
        })
    }

    /// Keeps others from writing, and from reading beside the engine, for a while.
    pub(crate) fn changing(&self) -> (Writing<'_>, Changing<'_>) {
        (self.writing(), self.tables.changing())
    }
}

impl Writing<'_> {
    /// Carries out a `PutItem`; `None` if nothing was written, and that is the engine's to do or to refuse.
    pub(crate) fn put(&mut self, request: &Value) -> Option<()> {
        self.writer.put(request)?;
        self.checkpoints.written();
        Some(())
    }
}

/// Opens a connection that does not wait for others: what it cannot have at once is left to the engine.
pub(crate) fn open(file: &Path) -> rusqlite::Result<Connection> {
    // Also to read a file with a write-ahead log takes writing to what is beside it.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}
