//! What was found lately. It is kept until anything is written: whoever reads a list, or the items of a page, reads
//! them again as soon as the page is shown again.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::Found;
use crate::simple_read::{SimpleRead, What};

/// How many answers are kept; the one that was not used for the longest time goes first.
const KEPT: NonZero<usize> = NonZero::new(256).expect("invariant: more than none");

/// Larger answers, in bytes of JSON, are not kept.
pub(crate) const MAX_BYTES: usize = 32 * 1024;

/// Answers by what was asked.
#[derive(Debug)]
pub(crate) struct Kept {
    answers: Mutex<LruCache<String, Answer>>,
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
struct Answer {
    found: Arc<Found>,
    as_of: AsOf,
}

/// A state of all tables: so many writes had ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AsOf(u64);

impl Kept {
    pub(crate) fn new() -> Self {
        Self {
            answers: Mutex::new(LruCache::new(KEPT)),
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
        let answer = answers.get(&*key(read))?;
        (answer.as_of == now).then(|| Arc::clone(&answer.found))
    }

    /// Keeps what was found by whoever began to read in this state.
    pub(crate) fn put(&self, read: &SimpleRead<'_>, as_of: AsOf, found: &Found) {
        let found = Arc::new(found.clone());
        self.answers().put(key(read), Answer { found, as_of });
    }

    fn answers(&self) -> MutexGuard<'_, LruCache<String, Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
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
        kept.put(&item("a"), before, &found("a"));
        let answer = kept.get(&item("a"));
        assert_eq!(answer.as_deref(), Some(&found("a")));
        assert_eq!(kept.get(&item("b")), None);
        let writing = kept.writing();
        assert_eq!(kept.get(&item("a")), None);
        drop(writing);
        assert_eq!(kept.get(&item("a")), None);
        // Whoever began to read before the write may not have seen it.
        kept.put(&item("a"), before, &found("a"));
        assert_eq!(kept.get(&item("a")), None);
        kept.put(&item("a"), kept.now(), &found("a"));
        assert!(kept.get(&item("a")).is_some());
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let kept = Kept::new();
        for number in 0..300 {
            let id = number.to_string();
            kept.put(&item(&id), kept.now(), &found(&id));
        }
        assert_eq!(kept.answers().len(), 256);
        assert_eq!(kept.get(&item("0")), None);
        assert!(kept.get(&item("299")).is_some());
    }
}
