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
    resources: usize,
    done: BTreeSet<String>,
    running: BTreeMap<String, Instant>,
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

    fn resource(&self, stack: &str, name: &str, kind: &str, status: &str, reason: &str) {
        let mut stacks = self.stacks.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = stacks.entry(stack.to_owned()).or_default();
        if status.ends_with("_IN_PROGRESS") {
            counted
                .running
                .entry(name.to_owned())
                .or_insert_with(Instant::now);
        } else {
            counted.running.remove(name);
            counted.done.insert(name.to_owned());
        }
        let slowest = counted.running.iter().min_by_key(|(_, since)| **since);
        let slowest = slowest.map_or(String::new(), |(name, since)| {
            format!(", {name} for {}s", since.elapsed().as_secs())
        });
        let count = format!("{stack}: {} of {}", counted.done.len(), counted.resources);
        if status.ends_with("_FAILED") {
            self.line(&format!("{stack}: {name} ({kind}): {status}: {reason}"));
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
                let mut stacks = self.stacks.lock().unwrap_or_else(PoisonError::into_inner);
                let begun = Counted {
                    resources,
                    ..Counted::default()
                };
                stacks.insert(stack.to_owned(), begun);
                if updates > 1 {
                    self.line(&format!("{stack}: update {update} of {updates}"));
                }
            }
            Happening::Resource {
                name,
                kind,
                status,
                reason,
            } => {
                self.resource(stack, &name, &kind, &status, &reason);
            }
            Happening::RollingBack => {
                self.line(&format!("{stack}: failed, taking everything back"))
            }
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
