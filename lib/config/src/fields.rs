//! Reading a mapping key by key.

use appsynth_diagnostics::{Diagnostic, Diagnostics};

use crate::diagnostics;
use crate::node::{Mapping, Node, Value};

/// Reads one kind of value; nothing if it is wrong, which has been reported then.
pub(crate) trait Read<T>: FnOnce(&Node, &mut Diagnostics) -> Option<T> {}

impl<T, F: FnOnce(&Node, &mut Diagnostics) -> Option<T>> Read<T> for F {}

/// A mapping with known keys. [`Fields::close`] reports the others.
pub(crate) struct Fields<'n, 'r> {
    what: &'static str,
    node: &'n Node,
    entries: &'n Mapping,
    known: Vec<&'static str>,
    problems: &'r mut Diagnostics,
}

impl<'n, 'r> Fields<'n, 'r> {
    /// The entries of `node`, called `what` in messages.
    pub(crate) fn open(
        what: &'static str,
        node: &'n Node,
        problems: &'r mut Diagnostics,
    ) -> Option<Self> {
        let entries = mapping(node, problems)?;
        Some(Self {
            what,
            node,
            entries,
            known: Vec::new(),
            problems,
        })
    }

    /// The value of a key; nothing if the key is absent or empty, or its value wrong.
    pub(crate) fn optional<T>(&mut self, key: &'static str, read: impl Read<T>) -> Option<T> {
        let node = self.value(key)?;
        read(node, self.problems)
    }

    /// The value of a key that must be there.
    pub(crate) fn required<T>(&mut self, key: &'static str, read: impl Read<T>) -> Option<T> {
        match self.value(key) {
            Some(node) => read(node, self.problems),
            None => {
                self.report(diagnostics::missing_key(
                    self.node.key_place(),
                    self.what,
                    key,
                ));
                None
            }
        }
    }

    /// Whether a key is there.
    pub(crate) fn has(&mut self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// Reports the keys that were not asked for.
    pub(crate) fn close(self) {
        for (key, node) in self.entries {
            if !self.known.contains(&key.as_str()) {
                let place = node.key_place();
                self.problems
                    .push(diagnostics::unknown_key(place, key, self.what, &self.known));
            }
        }
    }

    fn value(&mut self, key: &'static str) -> Option<&'n Node> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.entries
            .get(key)
            .filter(|node| !matches!(node.value, Value::Null))
    }
}

/// The entries of a value that must be a mapping.
pub(crate) fn mapping<'n>(node: &'n Node, problems: &mut Diagnostics) -> Option<&'n Mapping> {
    match &node.value {
        Value::Mapping(entries) => Some(entries),
        Value::Unknown => None,
        _ => {
            problems.push(diagnostics::wrong_type(node, "a mapping"));
            None
        }
    }
}
