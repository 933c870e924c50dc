//! Requests one after the other on some connections for a while.

use std::num::NonZero;
use std::thread;
use std::time::{Duration, Instant};

use integration::Client;
use serde_json::{Value, json};

use super::connection::Connection;

const DURATION: Duration = Duration::from_secs(4);

/// The request of a number: an operation and its variables.
pub(crate) type Load<'a> = dyn Fn(usize) -> (&'static str, Value) + Sync + 'a;

/// How long requests took.
pub(crate) struct Measured {
    /// In milliseconds, the shortest first.
    times: Vec<f64>,
    seconds: f64,
}

impl Measured {
    /// Asks on so many connections at once, each kept open. Where each of them has a processor beside the server's, it
    /// waits awake: how long a processor takes to wake up, several times a small answer, is not what is measured.
    pub(crate) fn of(client: &Client, connections: usize, load: &Load<'_>) -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let is_alone = connections < processors;
        let start = Instant::now();
        let mut times: Vec<f64> = thread::scope(|scope| {
            let threads: Vec<_> = (0..connections)
                .map(|connection| {
                    scope.spawn(move || {
                        let numbers = (connection..).step_by(connections);
                        let connection = Connection::open(client, is_alone);
                        one_after_the_other(connection, numbers.map(load), start + DURATION)
                    })
                })
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().expect("a thread ends"))
                .collect()
        });
        let seconds = start.elapsed().as_secs_f64();
        times.sort_by(f64::total_cmp);
        Self { times, seconds }
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.seconds
    }

    /// The time that so many of a hundred requests took at most, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let at = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(at).copied().unwrap_or_default()
    }
}

fn one_after_the_other(
    mut connection: Connection,
    requests: impl Iterator<Item = (&'static str, Value)>,
    end: Instant,
) -> Vec<f64> {
    let mut times = Vec::new();
    for (query, variables) in requests {
        let request = json!({ "query": query, "variables": variables }).to_string();
        let begun = Instant::now();
        if begun >= end {
            break;
        }
        let answer = connection.ask(&request);
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        assert!(!answer.contains("\"errors\""), "{answer}");
    }
    times
}
