//! What a deployment tells, as one line that changes or, where nobody looks on, as lines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use appsynth_deploy::{Happening, Observer};
use indicatif::ProgressBar;

use crate::output::Output;

/// Shows what it is told.
pub(super) struct Told {
    output: Output,
    bar: Option<ProgressBar>,
    stacks: Mutex<BTreeMap<String, Counted>>,
}

/// A stack that is being updated.
#[derive(Default)]
struct Counted {
    /// How many resources there are to do; none if that is not known beforehand.
    expected: Option<usize>,
    done: BTreeSet<String>,
    running: BTreeMap<String, Instant>,
}

impl Counted {
    /// `3 of 8`. What CloudFormation does beyond what it announced, such as deleting what was replaced, counts
    /// as expected, too.
    fn count(&self) -> String {
        let done = self.done.len();
        match self.expected {
            Some(expected) => format!("{done} of {}", expected.max(done + self.running.len())),
            None => done.to_string(),
        }
    }

    fn saw(&mut self, name: &str, status: &str) {
        if status.ends_with("_IN_PROGRESS") {
            self.done.remove(name);
            let running = self.running.entry(name.to_owned());
            running.or_insert_with(Instant::now);
        } else {
            self.running.remove(name);
            self.done.insert(name.to_owned());
        }
    }

    /// From here on, what was begun is taken back.
    fn turn_back(&mut self) {
        self.expected = Some(self.done.len() + self.running.len());
        self.done.clear();
        self.running.clear();
    }
}

impl Told {
    pub(super) fn new(output: Output) -> Self {
        let bar = output.is_watched().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self {
            output,
            bar,
            stacks: Mutex::default(),
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// A line that stays.
    fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.output.note(text)),
            None => self.output.note(text),
        }
    }

    /// What is going on at the moment, if somebody looks on.
    fn now(&self, text: String) {
        if let Some(bar) = &self.bar {
            bar.set_message(text);
        }
    }

    fn stack(&self, stack: &str, change: impl FnOnce(&mut Counted)) {
        let mut stacks = self.stacks.lock().unwrap_or_else(PoisonError::into_inner);
        change(stacks.entry(stack.to_owned()).or_default());
    }

    fn resource(&self, stack: &str, name: &str, status: &str, failure: Option<String>) {
        let mut stacks = self.stacks.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = stacks.entry(stack.to_owned()).or_default();
        counted.saw(name, status);
        let slowest = counted.running.iter().min_by_key(|(_, since)| **since);
        let slowest = slowest.map_or(String::new(), |(name, since)| {
            format!(", {name} for {}s", since.elapsed().as_secs())
        });
        let count = format!("{stack}: {}", counted.count());
        if let Some(failure) = failure {
            self.line(&failure);
        } else if self.bar.is_none() && status.ends_with("_COMPLETE") {
            self.line(&format!("{count} {status} {name}"));
        }
        self.now(format!("{count}{slowest}"));
    }
}

impl Observer for Told {
    fn saw(&self, stack: &str, happening: Happening) {
        match happening {
            Happening::Uploaded { done, total } => self.now(format!("uploaded {done} of {total}")),
            Happening::Began {
                update,
                updates,
                resources,
            } => {
                self.stack(stack, |counted| {
                    *counted = Counted {
                        expected: Some(resources),
                        ..Counted::default()
                    };
                });
                if updates > 1 {
                    self.line(&format!("{stack}: update {update} of {updates}"));
                }
            }
            Happening::Resource {
                name,
                kind,
                status,
                reason,
                is_consequence,
            } => {
                let is_cause = status.ends_with("_FAILED") && !is_consequence;
                let failure =
                    is_cause.then(|| format!("{stack}: {name} ({kind}): {status}: {reason}"));
                self.resource(stack, &name, &status, failure);
            }
            Happening::RollingBack => {
                self.stack(stack, Counted::turn_back);
                self.line(&format!("{stack}: failed, taking everything back"))
            }
            Happening::RemovedLeftover { table } => self.line(&format!(
                "{stack}: the empty table {table}, which the last attempt left, is deleted"
            )),
            Happening::Prepared { change_set } => {
                self.line(&format!(
                    "{stack}: the change set {change_set} waits to be executed"
                ));
            }
            Happening::Done { changed: true } => self.line(&format!("{stack}: deployed")),
            Happening::Done { changed: false } => self.line(&format!("{stack}: unchanged")),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_was_announced_counts_as_expected() {
        let mut counted = Counted {
            expected: Some(1),
            ..Counted::default()
        };
        counted.saw("Posts", "UPDATE_IN_PROGRESS");
        assert_eq!(counted.count(), "0 of 1");
        counted.saw("Posts", "UPDATE_COMPLETE");
        counted.saw("Comments", "DELETE_IN_PROGRESS");
        assert_eq!(counted.count(), "1 of 2");
    }

    #[test]
    fn what_nobody_announced_has_no_total() {
        let mut counted = Counted::default();
        counted.saw("Posts", "DELETE_COMPLETE");
        assert_eq!(counted.count(), "1");
    }

    #[test]
    fn what_was_begun_is_counted_anew_when_it_is_taken_back() {
        let mut counted = Counted {
            expected: Some(9),
            ..Counted::default()
        };
        counted.saw("Posts", "CREATE_COMPLETE");
        counted.saw("Comments", "CREATE_IN_PROGRESS");
        counted.turn_back();
        assert_eq!(counted.count(), "0 of 2");
        counted.saw("Posts", "DELETE_COMPLETE");
        assert_eq!(counted.count(), "1 of 2");
    }
}
