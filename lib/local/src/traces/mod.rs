//! What the last requests did, kept in memory for whoever wants to look.
//!
//! A trace costs about as much as the request itself, so under load only some requests are traced: the first
//! [`PER_SECOND`] of every second, which are all of them while somebody tries things out, and those that ask for
//! it with the header [`HEADER`]. What is kept is bounded, in number and in bytes. Callers on other machines cost
//! nothing before they are authorized: whom the API refuses has no trace, and takes nobody's place.

mod recording;
mod secrets;
mod size;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::Serialize;

pub(crate) use recording::{EventTrace, HeldBack, Kind, Outcome, Recording, RefusedTrace};
pub(crate) use secrets::Secrets;

/// A request with this header, whatever it says, is traced in any case.
pub(crate) const HEADER: &str = "x-appsynth-trace";

/// How many requests of a second are traced unasked.
const PER_SECOND: u64 = 20;

/// How many traces are kept, and how many bytes of them; the oldest go first.
const MAX_TRACES: usize = 200;
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Who may have a trace of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asker {
    /// Whether the caller is on this machine.
    pub(crate) is_here: bool,
    /// Whether the request has the header [`HEADER`].
    pub(crate) asks: bool,
}

/// The traces of an environment.
pub(crate) struct Traces {
    opened: Instant,
    /// The current second since then in the upper half, how many requests it has had in the lower.
    rate: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    traces: VecDeque<Trace>,
    bytes: usize,
}

/// A trace that is complete.
struct Trace {
    summary: Arc<Summary>,
    /// The whole of it as JSON.
    text: Arc<str>,
}

/// What a list of traces says of each.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    /// The request's id, which its answer has as `x-amzn-RequestId`.
    pub(crate) id: String,
    /// When it began, such as `2026-01-31T12:00:00.123Z`.
    pub(crate) started_at: String,
    /// How long it took, in microseconds.
    pub(crate) took_micros: u64,
    /// The API's name.
    pub(crate) api: String,
    /// How it came.
    pub(crate) kind: Kind,
    /// The operation's name, or how the request begins; empty if it is no GraphQL.
    pub(crate) operation: String,
    /// How the caller was authorized; none if the caller was not.
    pub(crate) mode: Option<&'static str>,
    /// The status of the answer.
    pub(crate) status: u16,
    /// How many errors the answer has.
    pub(crate) errors: usize,
    /// Whether a rule kept something from the caller.
    pub(crate) denied: bool,
}

impl Default for Traces {
    fn default() -> Self {
        Self {
            opened: Instant::now(),
            rate: AtomicU64::new(0),
            kept: Mutex::default(),
        }
    }
}

impl Traces {
    /// Begins the trace of a request before anything is known of its caller, if it is to have one.
    pub(crate) fn begin(&self, asker: Asker) -> Option<Recording> {
        asker.is_here.then(|| self.begin_for(asker)).flatten()
    }

    /// Begins the trace of a request whose caller has turned out to be authorized, if it is to have one and has
    /// none yet.
    pub(crate) fn begin_late(&self, asker: Asker) -> Option<Recording> {
        (!asker.is_here).then(|| self.begin_for(asker)).flatten()
    }

    fn begin_for(&self, asker: Asker) -> Option<Recording> {
        let second = self.opened.elapsed().as_secs();
        (asker.asks || self.has_room(second)).then(Recording::begin)
    }

    /// Keeps a trace.
    pub(crate) fn keep(&self, summary: Summary, text: String) {
        let mut kept = self.kept();
        kept.bytes += text.len();
        kept.traces.push_back(Trace {
            summary: summary.into(),
            text: text.into(),
        });
        while kept.traces.len() > MAX_TRACES || kept.bytes > MAX_BYTES {
            let Some(oldest) = kept.traces.pop_front() else {
                break;
            };
            kept.bytes -= oldest.text.len();
        }
    }

    /// What is kept, newest first.
    pub(crate) fn list(&self) -> Vec<Arc<Summary>> {
        let kept = self.kept();
        let newest_first = kept.traces.iter().rev();
        newest_first
            .map(|trace| Arc::clone(&trace.summary))
            .collect()
    }

    /// A trace as JSON; none if there is none of this request any more.
    pub(crate) fn one(&self, id: &str) -> Option<Arc<str>> {
        let kept = self.kept();
        let found = kept.traces.iter().find(|trace| trace.summary.id == id)?;
        Some(Arc::clone(&found.text))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a second since the beginning has not had its traces yet.
    fn has_room(&self, second: u64) -> bool {
        let second = second << 32;
        let counted = self
            .rate
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |rate| {
                let had = if rate >> 32 == second >> 32 {
                    rate & u64::from(u32::MAX)
                } else {
                    0
                };
                (had < PER_SECOND).then_some(second | (had + 1))
            });
        counted.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(id: usize) -> Summary {
        Summary {
            id: id.to_string(),
            started_at: String::new(),
            took_micros: 0,
            api: String::new(),
            kind: Kind::Http,
            operation: String::new(),
            mode: None,
            status: 200,
            errors: 0,
            denied: false,
        }
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let traces = Traces::default();
        for id in 0..=MAX_TRACES {
            traces.keep(summary(id), "{}".to_owned());
        }
        assert_eq!(traces.list().len(), MAX_TRACES);
        assert_eq!(traces.list()[0].id, MAX_TRACES.to_string());
        assert_eq!(traces.one("0"), None);
        assert_eq!(traces.one("1").as_deref(), Some("{}"));
    }

    #[test]
    fn the_oldest_go_when_they_are_too_large() {
        let traces = Traces::default();
        for id in 0..5 {
            traces.keep(summary(id), "x".repeat(MAX_BYTES / 4));
        }
        let ids: Vec<_> = traces.list().iter().map(|one| one.id.clone()).collect();
        assert_eq!(ids, ["4", "3", "2", "1"]);
    }

    #[test]
    fn a_second_has_room_for_some_and_for_those_that_ask() {
        let traces = Traces::default();
        let room = |second| (0..1000).filter(|_| traces.has_room(second)).count() as u64;
        assert_eq!(room(7), PER_SECOND);
        assert_eq!(room(7), 0);
        assert_eq!(room(8), PER_SECOND);
        let asker = Asker {
            is_here: true,
            asks: true,
        };
        assert!(traces.begin(asker).is_some());
    }
}
