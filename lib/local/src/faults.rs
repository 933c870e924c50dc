//! What goes wrong on purpose.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The faults of a data source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSourceFaults {
    /// How often DynamoDB or Lambda refuse a request, or an HTTP endpoint answers 429, because there are too
    /// many.
    pub throttling: Option<Often>,
    /// What the answers of any data source wait for, and how often.
    pub latency: Option<(Duration, Often)>,
    /// How often the condition of a write to a table does not hold, whether or not it has one.
    pub conditional_failures: Option<Often>,
}

/// How often something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Often {
    /// By chance, so many times of a million.
    OfAMillion(u32),
    /// Each time that so many have come since the deployment.
    Every(u32),
}

/// Says when something happens.
#[derive(Debug)]
pub(crate) struct Occasions {
    often: Often,
    seen: AtomicU64,
}

impl Occasions {
    pub(crate) fn new(often: Often) -> Self {
        Self {
            often,
            seen: AtomicU64::new(0),
        }
    }

    /// Whether it happens this time.
    pub(crate) fn is_now(&self) -> bool {
        match self.often {
            Often::OfAMillion(times) => fastrand::u32(0..1_000_000) < times,
            Often::Every(times) => {
                let seen = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
                seen.is_multiple_of(u64::from(times.max(1)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(often: Often) -> Vec<bool> {
        let occasions = Occasions::new(often);
        (0..6).map(|_| occasions.is_now()).collect()
    }

    #[test]
    fn certain_and_impossible_are_what_they_say() {
        assert_eq!(times(Often::OfAMillion(0)), [false; 6]);
        assert_eq!(times(Often::OfAMillion(1_000_000)), [true; 6]);
        assert_eq!(times(Often::Every(1)), [true; 6]);
        assert_eq!(
            times(Often::Every(3)),
            [false, false, true, false, false, true]
        );
    }
}
