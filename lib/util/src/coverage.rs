//! Which pieces of a program ran, in either engine.

use std::sync::atomic::{AtomicU64, Ordering};

/// How often each piece of a program ran. Pieces are numbered from 0.
#[derive(Debug, Default)]
pub struct Counters(Box<[AtomicU64]>);

impl Counters {
    /// Counters for so many pieces, all of which have not run yet.
    pub fn new(pieces: usize) -> Self {
        Self((0..pieces).map(|_| AtomicU64::new(0)).collect())
    }

    /// Notes that a piece runs. Numbers of no piece are passed over.
    pub fn count(&self, piece: usize) {
        if let Some(counter) = self.0.get(piece) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How often each piece ran, in order.
    pub fn counts(&self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|counter| counter.load(Ordering::Relaxed))
    }
}

/// A piece of code and how often it ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The line it begins in, from 1.
    pub line: usize,
    /// The column it begins at in characters, from 1.
    pub column: usize,
    /// How often it ran.
    pub count: u64,
}
