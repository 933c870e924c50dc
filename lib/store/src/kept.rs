//! What was found lately. It is kept until anything is written: whoever reads a list, or the items of a page, reads
//! them again as soon as the page is shown again.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::Found;
use crate::simple_read::{SimpleRead, What};

/// How much is kept, in bytes of JSON; the answer that was not used for the longest time goes first.
const MAX_KEPT: usize = 2 * 1024 * 1024;

/// Larger answers, in bytes of JSON, are not kept.
pub(crate) const MAX_BYTES: usize = 32 * 1024;

/// The memory of an answer beside what is in it, which small ones have to count.
const BESIDE: usize = 512;

/// Answers by what was asked.
#[derive(Debug)]
pub(crate) struct Kept {
    answers: Mutex<Answers>,
    writes_ended: AtomicU64,
    writes_under_way: AtomicUsize,
}

/// While it is there, something may be written, and nothing that was kept is given.
#[derive(Debug)]
pub(crate) struct UnderWay<'k>(&'k Kept);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.writes_ended.fetch_add(1, Ordering::SeqCst);
        self.0.writes_under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Debug)]
struct Answers {
    by_read: LruCache<String, Answer>,
    bytes: usize,
}

#[derive(Debug)]
struct Answer {
    found: Arc<Found>,
    bytes: usize,
    as_of: AsOf,
}

/// A state of all tables: so many writes had ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AsOf(u64);

impl Kept {
    pub(crate) fn new() -> Self {
        Self {
            answers: Mutex::new(Answers {
                by_read: LruCache::unbounded(),
                bytes: 0,
            }),
            writes_ended: AtomicU64::new(0),
            writes_under_way: AtomicUsize::new(0),
        }
    }

    /// For whoever may write, until that has ended.
    pub(crate) fn writing(&self) -> UnderWay<'_> {
        self.writes_under_way.fetch_add(1, Ordering::SeqCst);
        UnderWay(self)
    }

    /// The state that whoever reads from now on finds, or a later one.
    pub(crate) fn now(&self) -> AsOf {
        AsOf(self.writes_ended.load(Ordering::SeqCst))
    }

    pub(crate) fn get(&self, read: &SimpleRead<'_>) -> Option<Arc<Found>> {
        if self.writes_under_way.load(Ordering::SeqCst) != 0 {
            return None;
        }
        let now = self.now();
        let mut answers = self.answers();
        let answer = answers.by_read.get(&*key(read))?;
        (answer.as_of == now).then(|| Arc::clone(&answer.found))
    }

    /// Keeps what was found by whoever began to read in this state: so many bytes of JSON.
    pub(crate) fn put(&self, read: &SimpleRead<'_>, as_of: AsOf, found: &Found, bytes: usize) {
        let answer = Answer {
            found: Arc::new(found.clone()),
            bytes: bytes + BESIDE,
            as_of,
        };
        self.answers().put(key(read), answer);
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answers {
    fn put(&mut self, key: String, answer: Answer) {
        self.bytes += answer.bytes;
        let mut dropped = self.by_read.put(key, answer);
        loop {
            self.bytes -= dropped.map_or(0, |answer| answer.bytes);
            if self.bytes <= MAX_KEPT {
                return;
            }
            dropped = self.by_read.pop_lru().map(|(_, answer)| answer);
        }
    }
}

fn key(read: &SimpleRead<'_>) -> String {
    let table = read.table;
    match read.what {
        What::Item { attribute, value } => format!("{table}\0{attribute}\0{value}"),
        What::First { limit } => format!("{table}\0{limit}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(id: &str) -> Found {
        Found {
            items: vec![json!({ "id": id })],
            last_key: None,
            scanned: 1,
        }
    }

    fn item(value: &str) -> SimpleRead<'_> {
        let attribute = "id";
        SimpleRead {
            table: "Posts",
            what: What::Item { attribute, value },
        }
    }

    #[test]
    fn answers_are_kept_until_something_is_written() {
        let kept = Kept::new();
        let before = kept.now();
        kept.put(&item("a"), before, &found("a"), 10);
        let answer = kept.get(&item("a"));
        assert_eq!(answer.as_deref(), Some(&found("a")));
        assert_eq!(kept.get(&item("b")), None);
        let writing = kept.writing();
        assert_eq!(kept.get(&item("a")), None);
        drop(writing);
        assert_eq!(kept.get(&item("a")), None);
        // Whoever began to read before the write may not have seen it.
        kept.put(&item("a"), before, &found("a"), 10);
        assert_eq!(kept.get(&item("a")), None);
        kept.put(&item("a"), kept.now(), &found("a"), 10);
        assert!(kept.get(&item("a")).is_some());
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let kept = Kept::new();
        let put = |number: usize, bytes| {
            let id = number.to_string();
            kept.put(&item(&id), kept.now(), &found(&id), bytes);
        };
        let is_kept = |number: usize| kept.get(&item(&number.to_string())).is_some();
        for number in 0..1_000 {
            put(number, 1024);
        }
        assert!(is_kept(0));
        for number in 1_000..2_000 {
            put(number, 1024);
        }
        // 0 was asked for since.
        assert!(is_kept(0) && !is_kept(1) && is_kept(1_999));
        for _ in 0..1_000 {
            put(2_000, MAX_BYTES);
        }
        assert!(is_kept(1_999) && is_kept(2_000));
        for number in 0..100 {
            put(number, MAX_BYTES);
        }
        assert!(!is_kept(1_999) && is_kept(99));
    }
}
