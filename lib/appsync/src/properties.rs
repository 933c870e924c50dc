//! Objects that no resource schema describes: policies, and attributes of external resources.

use appsynth_cloudformation::Map;
use appsynth_construct::{Expr, NodeId};

/// An object of a template, in the order its members were set.
#[derive(Debug, Default)]
pub(crate) struct Properties(Map<NodeId>);

impl Properties {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn set(mut self, name: &str, value: impl Into<Expr>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Sets the member unless there is no value.
    pub(crate) fn maybe(self, name: &str, value: Option<impl Into<Expr>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    pub(crate) fn into_map(self) -> Map<NodeId> {
        self.0
    }
}

impl From<Properties> for Expr {
    fn from(properties: Properties) -> Self {
        Self::Map(properties.0)
    }
}
