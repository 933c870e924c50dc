//! How far stacks are, in one line whatever their number.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// The stacks that something happens to.
#[derive(Default)]
pub(super) struct Stacks(BTreeMap<String, Counted>);

/// A stack that is being updated or removed.
#[derive(Default)]
pub(super) struct Counted {
    /// How many resources there are to do; none if that is not known beforehand.
    expected: Option<usize>,
    done: BTreeSet<String>,
    running: BTreeMap<String, Instant>,
}

impl Stacks {
    pub(super) fn at(&mut self, stack: &str) -> &mut Counted {
        self.0.entry(stack.to_owned()).or_default()
    }

    pub(super) fn forget(&mut self, stack: &str) {
        self.0.remove(stack);
    }

    /// `blog: 3 of 8, Posts for 4s`, or `blog and 2 more: 12 of 40, Posts for 4s`: of all resources of all stacks,
    /// how many are done, and which one takes longest.
    pub(super) fn now(&self) -> String {
        let Some(first) = self.0.keys().next() else {
            return String::new();
        };
        let others = match self.0.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let done: usize = self.0.values().map(|one| one.done.len()).sum();
        let expected: Option<usize> = self.0.values().map(Counted::expected).sum();
        let running = self.0.values().flat_map(|one| &one.running);
        let slowest = running.min_by_key(|(_, since)| **since);
        let slowest = slowest.map_or(String::new(), |(name, since)| {
            format!(", {name} for {}s", since.elapsed().as_secs())
        });
        format!("{first}{others}: {}{slowest}", of(done, expected))
    }
}

impl Counted {
    /// A stack of which so many resources are to be done.
    pub(super) fn of(resources: usize) -> Self {
        Self {
            expected: Some(resources),
            ..Self::default()
        }
    }

    /// What CloudFormation does beyond what it announced, such as deleting what was replaced, counts as expected,
    /// too.
    fn expected(&self) -> Option<usize> {
        let seen = self.done.len() + self.running.len();
        self.expected.map(|expected| expected.max(seen))
    }

    /// `3 of 8`
    pub(super) fn count(&self) -> String {
        of(self.done.len(), self.expected())
    }

    pub(super) fn saw(&mut self, name: &str, status: &str) {
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
    pub(super) fn turn_back(&mut self) {
        self.expected = Some(self.done.len() + self.running.len());
        self.done.clear();
        self.running.clear();
    }
}

fn of(done: usize, expected: Option<usize>) -> String {
    match expected {
        Some(expected) => format!("{done} of {expected}"),
        None => done.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_was_announced_counts_as_expected() {
        let mut counted = Counted::of(1);
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
        let mut counted = Counted::of(9);
        counted.saw("Posts", "CREATE_COMPLETE");
        counted.saw("Comments", "CREATE_IN_PROGRESS");
        counted.turn_back();
        assert_eq!(counted.count(), "0 of 2");
        counted.saw("Posts", "DELETE_COMPLETE");
        assert_eq!(counted.count(), "1 of 2");
    }

    #[test]
    fn several_stacks_are_one_line() {
        let mut stacks = Stacks::default();
        assert_eq!(stacks.now(), "");
        *stacks.at("blog") = Counted::of(8);
        stacks.at("blog").saw("Posts", "CREATE_COMPLETE");
        assert_eq!(stacks.now(), "blog: 1 of 8");
        *stacks.at("shop") = Counted::of(4);
        stacks.at("shop").saw("Orders", "CREATE_IN_PROGRESS");
        assert_eq!(stacks.now(), "blog and 1 more: 1 of 12, Orders for 0s");
        stacks.forget("blog");
        assert_eq!(stacks.now(), "shop: 0 of 4, Orders for 0s");
    }
}
