//! What a deployment would do to one resource.

use std::fmt;

use serde::Serialize;

use super::same_name::SameName;
use crate::names::{is_called, short_name};

/// What a deployment would do to one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceChange {
    /// The construct path if the template has it, else the logical id, those of nested stacks before it.
    pub name: String,
    /// The logical id in its own template.
    pub logical_id: String,
    /// The logical ids that lead to it, those of nested stacks first, such as `ModelsPost/Table`: nothing else of
    /// its stack has the same.
    pub address: String,
    /// The type, such as `AWS::DynamoDB::Table`.
    pub kind: String,
    /// What becomes of it.
    pub effect: Effect,
    /// The properties that are the cause.
    pub properties: Vec<String>,
    /// Whether it holds data that is lost with it.
    pub holds_data: bool,
    /// Whether the resource that is there now outlives the change, outside the stack.
    pub retained: bool,
    /// Whether it is a table that another one by the same name is to replace, and what keeps it that long.
    #[serde(skip)]
    pub(crate) same_name: Option<SameName>,
    /// The attribute by whose time DynamoDB begins to delete a table's items, also those that are there already.
    pub expires_by: Option<String>,
}

/// What becomes of a resource, from harmless to grave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum Effect {
    /// Only what CloudFormation itself keeps changes, such as metadata.
    NoEffect,
    /// It is made.
    Create,
    /// It is there already and joins the stack.
    Import,
    /// It is changed and stays the same resource.
    InPlace,
    /// Indexes of a table are made and deleted, one at a time.
    Indexes {
        /// Each in turn.
        steps: Vec<IndexStep>,
    },
    /// It is deleted.
    Delete,
    /// Another one takes its place.
    Replace,
}

/// What happens to a global secondary index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum IndexStep {
    /// It is made and filled.
    Create(String),
    /// It is deleted.
    Delete(String),
}

impl fmt::Display for IndexStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create(name) => write!(f, "create `{name}`"),
            Self::Delete(name) => write!(f, "delete `{name}`"),
        }
    }
}

impl ResourceChange {
    /// Whether data would be lost, or be where the API does not find it any more.
    pub fn loses_data(&self) -> bool {
        self.holds_data && (self.takes_away() || self.expires_by.is_some())
    }

    /// Whether what is there now is there no more afterwards.
    pub(crate) fn takes_away(&self) -> bool {
        matches!(self.effect, Effect::Delete | Effect::Replace)
    }

    /// Whether it is a table that one by the same name is to replace, once it is gone.
    pub fn makes_room(&self) -> bool {
        self.same_name.is_some()
    }

    /// The last part of its path that says something: for the table of a model, the model's name.
    pub fn short_name(&self) -> &str {
        short_name(&self.name, &self.address)
    }

    /// Whether this name means it. A short name may mean others as well.
    pub fn is_called(&self, name: &str) -> bool {
        is_called(name, &self.name, &self.address)
    }
}
