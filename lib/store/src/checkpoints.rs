//! Takes what was written from SQLite's write-ahead log to the file itself, on a thread of its own. Left to itself,
//! SQLite has the writer do that every 1,000 pages and wait for the disk twice, which takes as long as hundreds of
//! writes.
//!
//! <https://www.sqlite.org/wal.html#checkpointing>

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::beside;
use crate::writer::Writer;

/// After so many writes it is done again.
const WRITES: usize = 256;

/// A log of so many pages, which is 32 MiB, begins anew. That takes all of it to be in the file, which it never is
/// while others go on writing, so they have to wait then.
const MAX_PAGES: i64 = 8_000;

/// The thread that does it, once there is something to do.
pub(crate) struct Checkpoints {
    file: PathBuf,
    writer: Arc<Mutex<Writer>>,
    written: AtomicUsize,
    thread: OnceLock<Thread>,
}

struct Thread {
    due: SyncSender<()>,
    handle: JoinHandle<()>,
}

impl Checkpoints {
    pub(crate) fn of(file: &Path, writer: Arc<Mutex<Writer>>) -> Self {
        Self {
            file: file.to_owned(),
            writer,
            written: AtomicUsize::new(0),
            thread: OnceLock::new(),
        }
    }

    /// To be told of each write.
    pub(crate) fn written(&self) {
        let before = self.written.fetch_add(1, Ordering::Relaxed);
        if before % WRITES == WRITES - 1 {
            let thread = self.thread.get_or_init(|| self.start());
            // A thread that is told already looks at what is there when it gets to it.
            let _ = thread.due.try_send(());
        }
    }

    fn start(&self) -> Thread {
        let (due, told) = sync_channel(1);
        let (file, writer) = (self.file.clone(), Arc::clone(&self.writer));
        Thread {
            due,
            handle: std::thread::spawn(move || run(&file, &writer, &told)),
        }
    }
}

impl Drop for Checkpoints {
    /// Waits for the thread, so that nobody works on the file any more.
    fn drop(&mut self) {
        if let Some(Thread { due, handle }) = self.thread.take() {
            drop(due);
            // It has nothing to say, whichever way it ended.
            let _ = handle.join();
        }
    }
}

fn run(file: &Path, writer: &Mutex<Writer>, told: &Receiver<()>) {
    let Ok(connection) = beside::open(file) else {
        return;
    };
    while told.recv().is_ok() {
        // One that fails, as while a copy is put in place, is made up for by the next.
        let _ = look_after(&connection, writer, MAX_PAGES);
    }
}

fn look_after(
    connection: &Connection,
    writer: &Mutex<Writer>,
    max_pages: i64,
) -> rusqlite::Result<()> {
    if checkpoint(connection)? >= max_pages {
        let _writing = writer.lock().unwrap_or_else(PoisonError::into_inner);
        checkpoint(connection)?;
    }
    Ok(())
}

/// Takes to the file what it can without keeping anybody waiting, and gives the pages of the log.
fn checkpoint(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get("log"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::known_tables::KnownTables;
    use crate::{Operation, Store};

    #[test]
    fn a_log_begins_anew_after_a_checkpoint() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("a store");
        let table = json!({
            "TableName": "Posts",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        });
        store
            .execute(Operation::CreateTable, table)
            .expect("a table");
        let file = folder.path().join("tables.sqlite");
        let writer = Mutex::new(Writer::of(&file, Arc::<KnownTables>::default()));
        let put = |id: usize| {
            let item = json!({"id": {"S": id.to_string()}});
            let request = json!({"TableName": "Posts", "Item": item});
            writer.lock().expect("a writer").put(&request)
        };
        let connection = beside::open(&file).expect("a connection");
        for id in 0..50 {
            put(id).expect("written");
        }
        let log = folder.path().join("tables.sqlite-wal");
        let long = std::fs::metadata(log).expect("a log").len() / 4096;
        look_after(&connection, &writer, MAX_PAGES).expect("a checkpoint");
        put(50).expect("written");
        let short = checkpoint(&connection).expect("the pages of the log");
        assert!(long >= 100 && short < 10, "{long}, {short}");
        let items = store.execute(Operation::Scan, json!({"TableName": "Posts"}));
        assert_eq!(items.expect("items")["Count"], 51);
    }

    #[test]
    fn writes_are_followed_by_checkpoints_and_the_thread_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("tables.sqlite");
        let writer = Arc::new(Mutex::new(Writer::of(&file, Arc::default())));
        let checkpoints = Checkpoints::of(&file, Arc::clone(&writer));
        for _ in 1..WRITES {
            checkpoints.written();
        }
        assert!(checkpoints.thread.get().is_none());
        checkpoints.written();
        assert!(checkpoints.thread.get().is_some());
        drop(checkpoints);
        assert_eq!(Arc::strong_count(&writer), 1);
    }
}
