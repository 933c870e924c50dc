//! Resolvers: pipelines of steps.

use super::{Code, Own, Slot};

/// The resolver of a field. Every generated one is a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolver {
    /// The type that has the field.
    pub type_name: String,
    /// The name of the field.
    pub field_name: String,
    /// What it is built with.
    pub home: Home,
    /// The model whose table it is about, if there is one: the one whose operation it is, or that a relation
    /// reads.
    pub model: Option<String>,
    /// What runs around the steps: the request half fills the stash, the response half returns the result.
    /// [`Self::own`] tells the names that it has marks for.
    pub around: Code,
    /// Its functions in the order they run: by slot, and in a slot by index.
    pub steps: Vec<Step>,
}

/// A function of a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Where it stands.
    pub slot: Slot,
    /// Its number in the slot. Generated steps count from 0, users' files say theirs.
    pub index: u32,
    /// The name of its data source.
    pub source: String,
    /// The DynamoDB operations that its request may name, such as `GetItem`; none of other sources.
    pub operations: &'static [&'static str],
    /// How the request is made and the answer read.
    pub code: Code,
}

/// What a resolver is built with, so that a change of one entity changes nothing of others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Home {
    /// The API: custom fields of root types and of plain types.
    Api,
    /// An entity's table and operations.
    Entity(String),
    /// The relations of an entity, which read other entities' tables.
    Relations(String),
}

impl Resolver {
    /// Its field, such as `Query.getPost`.
    pub fn coordinate(&self) -> String {
        format!("{}.{}", self.type_name, self.field_name)
    }

    /// One of its names; empty for that of a model where it is about none.
    pub fn own(&self, name: Own) -> &str {
        match name {
            Own::TypeName => &self.type_name,
            Own::FieldName => &self.field_name,
            Own::Model => self.model.as_deref().unwrap_or_default(),
        }
    }
}
