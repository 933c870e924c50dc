//! The rules of `@auth` as code: who is let through, and to what.

use appsynth_program::Stmt;

use super::Step;
use crate::model::{CustomField, Entity, Field, Index, Model, Operation};
use crate::options::Options;

/// What a request asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Protected<'a> {
    /// One item by its key.
    Get(&'a Entity),
    /// Items.
    List(&'a Entity),
    /// Items by an index.
    Index(&'a Entity, &'a Index),
    /// Items that changed.
    Sync(&'a Entity),
    /// Items by OpenSearch.
    Search(&'a Entity),
    /// A new item.
    Create(&'a Entity),
    /// A change of an item.
    Update(&'a Entity),
    /// The end of an item.
    Delete(&'a Entity),
    /// The events of a mutation: create, update or delete.
    Subscribe(&'a Entity, Operation),
    /// Related items, which the related entity's rules protect.
    Relation(&'a Entity, &'a Field),
    /// The value of a field that has a resolver of its own.
    Field(&'a Entity, &'a Field),
    /// A custom field.
    Custom(&'a CustomField),
}

/// The functions that check the rules, in the slots before the data source is asked; of a field with a
/// resolver of its own also the function that gives its value.
pub(crate) fn auth_steps(model: &Model, options: &Options, what: &Protected<'_>) -> Vec<Step> {
    let _ = (model, options, what);
    Vec::new()
}

/// What the resolver's request half puts into the stash for those functions.
pub(crate) fn auth_stash(model: &Model, options: &Options, what: &Protected<'_>) -> Vec<Stmt> {
    let _ = (model, options, what);
    Vec::new()
}

/// The fields that need a resolver of their own, because fewer may read them than may read the entity, or
/// because they hold an owner by the claims that a rule has by default.
pub(crate) fn protected_fields<'a>(
    model: &'a Model,
    options: &Options,
    entity: &'a Entity,
) -> Vec<&'a Field> {
    let _ = (model, options, entity);
    Vec::new()
}
