//! When a worker is overdue: set by the worker for each evaluation, looked at by the watchdog, without a lock between
//! the two.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// Counts nanoseconds.
#[derive(Debug)]
pub(crate) struct Clock(Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn now(&self) -> u64 {
        self.after(Duration::ZERO)
    }

    /// The time so much later.
    pub(crate) fn after(&self, time: Duration) -> u64 {
        let nanos = (self.0.elapsed() + time).as_nanos();
        u64::try_from(nanos).map_or(Deadline::NEVER, |nanos| nanos.min(Deadline::NEVER))
    }
}

/// A worker's deadline, in nanoseconds of a [`Clock`].
#[derive(Debug)]
pub(crate) struct Deadline(AtomicU64);

/// What a deadline is once it has passed, which cannot be undone.
const PASSED: u64 = u64::MAX;

impl Default for Deadline {
    fn default() -> Self {
        Self(AtomicU64::new(Self::NEVER))
    }
}

impl Deadline {
    /// For work that takes as long as it takes.
    pub(crate) const NEVER: u64 = PASSED - 1;

    /// Sets another deadline, unless the last one has passed.
    pub(crate) fn set(&self, at: u64) -> bool {
        let set = |last| (last != PASSED).then_some(at);
        self.0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, set)
            .is_ok()
    }

    /// Lets it pass if it is time. Whether it has passed.
    pub(crate) fn pass(&self, now: u64) -> bool {
        let pass = |at| (at <= now || at == PASSED).then_some(PASSED);
        self.0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, pass)
            .is_ok()
    }

    /// The time that is left; none if there is no end to it.
    pub(crate) fn left(&self, now: u64) -> Option<Duration> {
        let at = self.0.load(Ordering::Acquire);
        (at < Self::NEVER).then(|| Duration::from_nanos(at.saturating_sub(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_passed_cannot_be_set_anew() {
        let deadline = Deadline::default();
        assert!(!deadline.pass(1_000));
        assert_eq!(deadline.left(1_000), None);
        assert!(deadline.set(2_000));
        assert_eq!(deadline.left(1_500), Some(Duration::from_nanos(500)));
        assert!(!deadline.pass(1_999));
        assert!(deadline.pass(2_000));
        assert!(!deadline.set(Deadline::NEVER));
        assert!(deadline.pass(0));
    }
}
