//! Where the file says what: for mistakes that are found when it has been read.

use appsynth_diagnostics::Span;

use crate::node::{Node, Value};

/// The places of an environment's settings, by the keys that lead to them.
#[derive(Debug, Clone)]
pub struct Positions {
    root: Option<Node>,
}

impl Positions {
    pub(crate) fn new(root: Option<Node>) -> Self {
        Self { root }
    }

    /// The last of these keys.
    pub fn key(&self, path: &[&str]) -> Option<Span> {
        self.node(path).map(Node::key_place)
    }

    /// The value of the last of these keys, or the key if there is more to the value than a line.
    pub fn value(&self, path: &[&str]) -> Option<Span> {
        self.node(path).map(Node::place)
    }

    /// The keys of a mapping with their places.
    pub fn keys(&self, path: &[&str]) -> Vec<(&str, Span)> {
        match self.node(path).map(|node| &node.value) {
            Some(Value::Mapping(entries)) => entries
                .iter()
                .map(|(key, node)| (key.as_str(), node.key_place()))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn node(&self, path: &[&str]) -> Option<&Node> {
        path.iter()
            .try_fold(self.root.as_ref()?, |node, key| match &node.value {
                Value::Mapping(entries) => entries.get(*key),
                _ => None,
            })
    }
}
