//! Properties of resources as they are put together.

use appsynth_cloudformation::Map;
use appsynth_construct::{CfnResource, Expr, NodeId};

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

    /// These and more.
    pub(crate) fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A resource of this type with these properties.
    pub(crate) fn resource(self, kind: &str) -> CfnResource {
        let resource = CfnResource::new(kind);
        self.0
            .into_iter()
            .fold(resource, |resource, (name, value)| {
                resource.property(name, value)
            })
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
