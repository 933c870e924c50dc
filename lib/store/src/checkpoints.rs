//! Takes what was written from SQLite's write-ahead log to the file itself, on a thread of its own. Left to itself,
//! SQLite has the writer do that every 1,000 pages and wait for the disk twice, which takes as long as hundreds of
//! writes.
//!
//! <https://www.sqlite.org/wal.html#checkpointing>

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use crate::beside;

/// After so many writes it is done again.
const WRITES: usize = 512;

/// A log of so many pages, which is 32 MiB, begins anew. That takes all of it to be in the file, which it never is
/// while others go on writing, so nobody can write then.
const MAX_PAGES: i64 = 8_000;

/// How long that waits for its turn.
const PATIENCE: Duration = Duration::from_secs(1);

/// The thread that does it, once there is something to do.
pub(crate) struct Checkpoints {
    file: PathBuf,
    written: AtomicUsize,
    thread: OnceLock<Thread>,
}

struct Thread {
    due: SyncSender<()>,
    handle: JoinHandle<()>,
}

impl Checkpoints {
    pub(crate) fn of(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            written: AtomicUsize::new(0),
            thread: OnceLock::new(),
        }
    }

    /// To be told of so many writes.
    pub(crate) fn written(&self, number: usize) {
        let before = self.written.fetch_add(number, Ordering::Relaxed);
        if before % WRITES + number >= WRITES {
            let thread = self.thread.get_or_init(|| self.start());
            // A thread that is told already looks at what is there when it gets to it.
            let _ = thread.due.try_send(());
        }
    }

    fn start(&self) -> Thread {
        let (due, told) = sync_channel(1);
        let file = self.file.clone();
        Thread {
            due,
            handle: std::thread::spawn(move || run(&file, &told)),
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

fn run(file: &Path, told: &Receiver<()>) {
    let Ok(connection) = beside::open(file) else {
        return;
    };
    while told.recv().is_ok() {
        // One that fails, as while a copy is put in place, is made up for by the next.
        let _ = checkpoint(&connection, MAX_PAGES);
    }
}

/// Takes to the file what it can without keeping anybody waiting, and gives the pages of the log. Of a longer log it
/// takes all.
fn checkpoint(connection: &Connection, max_pages: i64) -> rusqlite::Result<i64> {
    let pages = |sql| connection.query_row(sql, [], |row| row.get("log"));
    let passive = pages("PRAGMA wal_checkpoint(PASSIVE)")?;
    if passive < max_pages {
        return Ok(passive);
    }
    // To wait for whoever writes just now.
    connection.busy_timeout(PATIENCE)?;
    let full = pages("PRAGMA wal_checkpoint(FULL)");
    connection.busy_timeout(Duration::ZERO)?;
    full
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::Operation;
    use crate::posts::store_of_posts;
    use crate::writer::Writer;

    #[test]
    fn a_log_begins_anew_after_a_checkpoint() {
        let (folder, store) = store_of_posts(&json!({}));
        let file = folder.path().join("tables.sqlite");
        let mut writer = Writer::of(&file, Arc::default());
        let mut put = |id: usize| {
            let item = json!({"id": {"S": id.to_string()}});
            writer.put(&[&json!({"TableName": "Posts", "Item": item})])
        };
        let connection = beside::open(&file).expect("a connection");
        for max_pages in [MAX_PAGES, 100] {
            for id in 0..50 {
                assert_eq!(put(id), [true]);
            }
            let log = folder.path().join("tables.sqlite-wal");
            let long = std::fs::metadata(log).expect("a log").len() / 4096;
            checkpoint(&connection, max_pages).expect("a checkpoint");
            assert_eq!(put(50), [true]);
            let short = checkpoint(&connection, MAX_PAGES).expect("the pages of the log");
            assert!(long >= 100 && short < 10, "{long}, {short}");
            let items = store.execute(Operation::Scan, json!({"TableName": "Posts"}));
            assert_eq!(items.expect("items")["Count"], 51);
            for id in 0..=50 {
                let key = json!({"TableName": "Posts", "Key": {"id": {"S": id.to_string()}}});
                store.execute(Operation::DeleteItem, key).expect("deleted");
            }
        }
    }

    #[test]
    fn writes_are_followed_by_a_checkpoint_and_nothing_goes_on_in_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let checkpoints = Checkpoints::of(&folder.path().join("tables.sqlite"));
        checkpoints.written(WRITES - 2);
        checkpoints.written(1);
        assert!(checkpoints.thread.get().is_none());
        checkpoints.written(2);
        assert!(checkpoints.thread.get().is_some());
        drop(checkpoints);
    }
}
