//! What a deployment tells, as one line that changes or, where nobody looks on, as lines.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use appsynth_deploy::{Happening, Observer};
use indicatif::ProgressBar;

use super::counted::{Counted, Stacks};
use crate::output::Output;

/// Shows what it is told.
pub(super) struct Told {
    output: Output,
    bar: Option<ProgressBar>,
    stacks: Mutex<Stacks>,
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

    /// Changes what is known of a stack; gives that with what is going on now.
    fn count(&self, stack: &str, change: impl FnOnce(&mut Counted)) -> (String, String) {
        let mut stacks = self.stacks.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = stacks.at(stack);
        change(counted);
        let count = format!("{stack}: {}", counted.count());
        (count, stacks.now())
    }

    /// A stack to which nothing more happens.
    fn end(&self, stack: &str, line: &str) {
        let mut stacks = self.stacks.lock().unwrap_or_else(PoisonError::into_inner);
        stacks.forget(stack);
        self.now(stacks.now());
        self.line(line);
    }

    fn resource(&self, stack: &str, name: &str, status: &str, failure: Option<String>) {
        let (count, now) = self.count(stack, |counted| counted.saw(name, status));
        if let Some(failure) = failure {
            self.line(&failure);
        } else if self.bar.is_none() && status.ends_with("_COMPLETE") {
            self.line(&format!("{count} {status} {name}"));
        }
        self.now(now);
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
                let (_, now) = self.count(stack, |counted| *counted = Counted::of(resources));
                self.now(now);
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
                self.count(stack, Counted::turn_back);
                self.line(&format!("{stack}: failed, taking everything back"));
            }
            Happening::RemovedLeftover { table } => self.line(&format!(
                "{stack}: the empty table {table}, which the last attempt left, is deleted"
            )),
            Happening::Prepared { change_set } => {
                self.line(&format!(
                    "{stack}: the change set {change_set} waits to be executed"
                ));
            }
            Happening::Done { changed: true } => self.end(stack, &format!("{stack}: deployed")),
            Happening::Done { changed: false } => self.end(stack, &format!("{stack}: unchanged")),
            Happening::Removed => self.end(stack, &format!("{stack}: removed")),
            _ => {}
        }
    }
}
