//! What is read and written beside the engine, in its own file.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use futures_channel::oneshot;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::checkpoints::Checkpoints;
use crate::kept::{Kept, UnderWay};
use crate::known_tables::{Changing, KnownTables};
use crate::reader::{Most, Reader};
use crate::writer::Writer;
use crate::{Found, Operation};

/// After two that came at the same time, so many wait for others.
const CROWD: usize = 64;

/// How often others have their turn at most.
const TURNS: usize = 8;

/// Whoever reads and writes beside the engine.
pub(crate) struct Beside {
    tables: Arc<KnownTables>,
    reader: Reader,
    writer: Mutex<Writer>,
    waiting: Mutex<Vec<Waiting>>,
    /// How many more of those that come first wait for others.
    crowd: AtomicUsize,
    kept: Arc<Kept>,
    checkpoints: Checkpoints,
}

/// A `PutItem` that is written together with others.
struct Waiting {
    request: Value,
    answer: oneshot::Sender<Put>,
}

/// What became of a `PutItem`.
pub(crate) enum Put {
    Written,
    /// Nothing was: it is the engine's to do or to refuse.
    Left(Value),
}

/// Lets nobody else write. What waits for that is written afterwards.
pub(crate) struct Writing<'b> {
    beside: &'b Beside,
    turn: Option<Turn<'b>>,
}

struct Turn<'b> {
    writer: MutexGuard<'b, Writer>,
    _under_way: UnderWay<'b>,
}

impl Beside {
    pub(crate) fn of(file: &Path) -> Self {
        let tables = Arc::<KnownTables>::default();
        let kept = Arc::new(Kept::new());
        Self {
            reader: Reader::of(file, Arc::clone(&tables), Arc::clone(&kept)),
            writer: Mutex::new(Writer::of(file, Arc::clone(&tables))),
            waiting: Mutex::default(),
            crowd: AtomicUsize::new(0),
            kept,
            checkpoints: Checkpoints::of(file),
            tables,
        }
    }

    /// What a read finds; `None` if that is the engine's to say, or too much.
    pub(crate) fn find(&self, operation: Operation, request: &Value, most: Most) -> Option<Found> {
        self.reader.read(operation, request, most)
    }

    /// Waits for whoever writes.
    pub(crate) fn writing(&self) -> Writing<'_> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        Writing {
            beside: self,
            turn: Some(self.turn(writer)),
        }
    }

    fn turn<'b>(&'b self, writer: MutexGuard<'b, Writer>) -> Turn<'b> {
        Turn {
            writer,
            _under_way: self.kept.writing(),
        }
    }

    /// Keeps others from writing, and from reading beside the engine, for a while.
    pub(crate) fn changing(&self) -> (Changing<'_>, Writing<'_>) {
        let writing = self.writing();
        (self.tables.changing(), writing)
    }

    /// For whoever writes beside others, page by page.
    pub(crate) fn writing_in_parts(&self) -> UnderWay<'_> {
        self.kept.writing()
    }

    /// Carries out a `PutItem`, together with those that come in the meantime. If there have been some lately, whoever
    /// comes first lets `others` have their turns for as long as more of them come.
    pub(crate) async fn put_together(&self, request: Value, others: impl AsyncFn()) -> Put {
        let (answer, put) = oneshot::channel();
        if self.wait(Waiting { request, answer }) == 1 {
            let first = First(self);
            let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
            let crowd = self
                .crowd
                .fetch_update(set, fetch, |crowd| crowd.checked_sub(1));
            let mut number = 0;
            for _ in 0..crowd.map_or(0, |_| TURNS) {
                others().await;
                let with_others = self.waiting().len();
                if with_others <= number {
                    break;
                }
                number = with_others;
            }
            drop(first);
        }
        put.await
            .expect("invariant: what waits is written, or left, by whoever writes")
    }

    /// Adds to what waits, and tells how many do.
    fn wait(&self, one: Waiting) -> usize {
        let mut all = self.waiting();
        all.push(one);
        all.len()
    }

    /// Writes what waits, unless somebody writes: they look for what waits when they have done so.
    fn write_waiting(&self) {
        let mut has_come_meanwhile = false;
        while !self.waiting().is_empty() {
            let writer = match self.writer.try_lock() {
                Ok(writer) => writer,
                Err(TryLockError::Poisoned(writer)) => writer.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            let mut turn = self.turn(writer);
            let mut all = std::mem::take(&mut *self.waiting());
            // Nobody waits for these any more, nor would anybody be told.
            all.retain(|one| !one.answer.is_canceled());
            if has_come_meanwhile || all.len() > 1 {
                self.crowd.store(CROWD, Ordering::Relaxed);
            }
            has_come_meanwhile = true;
            let requests: Vec<_> = all.iter().map(|one| &one.request).collect();
            let written = turn.writer.put(&requests);
            drop(turn);
            self.checkpoints.written(all.len());
            for (one, is_written) in all.into_iter().zip(written) {
                let put = if is_written {
                    Put::Written
                } else {
                    Put::Left(one.request)
                };
                // Whoever has gone in the meantime does not want to know.
                let _ = one.answer.send(put);
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever came first writes for all, also for those that come while it is given up.
struct First<'b>(&'b Beside);

impl Drop for First<'_> {
    fn drop(&mut self) {
        self.0.write_waiting();
    }
}

impl Writing<'_> {
    /// Carries out a `PutItem` and tells whether something was written; if not, it is the engine's to do or to refuse.
    pub(crate) fn put(&mut self, request: &Value) -> bool {
        let writer = self.turn.as_mut().map(|turn| &mut turn.writer);
        let written = writer.is_some_and(|writer| writer.put(&[request]) == [true]);
        self.beside.checkpoints.written(usize::from(written));
        written
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.turn = None;
        self.beside.write_waiting();
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

#[cfg(test)]
mod tests;
