//! Where time and identifiers come from.

use std::sync::Arc;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_millis(&self) -> i64;
}

/// Makes random bytes, from which identifiers are built.
pub trait Ids: Send + Sync {
    /// 16 random bytes.
    fn random(&self) -> [u8; 16];
}

/// The outside world of an evaluation.
#[derive(Clone)]
pub struct Host {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers.
    pub ids: Arc<dyn Ids>,
}

impl Host {
    /// The machine's clock and random numbers.
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
        }
    }
}

impl Host {
    /// A world that stands still: always this time, in milliseconds since 1970-01-01T00:00:00Z, and these bytes for
    /// identifiers. What is evaluated again in it gives the same.
    pub fn standing_still(now_millis: i64, random: [u8; 16]) -> Self {
        let still = Arc::new(Still { now_millis, random });
        Self {
            clock: still.clone(),
            ids: still,
        }
    }
}

struct Still {
    now_millis: i64,
    random: [u8; 16],
}

impl Clock for Still {
    fn now_millis(&self) -> i64 {
        self.now_millis
    }
}

impl Ids for Still {
    fn random(&self) -> [u8; 16] {
        self.random
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Host")
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_millis(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }
}

/// The machine's random numbers.
#[derive(Debug, Clone, Copy)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn random(&self) -> [u8; 16] {
        *uuid::Uuid::new_v4().as_bytes()
    }
}
