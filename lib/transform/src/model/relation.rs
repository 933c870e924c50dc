//! How one entity leads to another.

use appsynth_diagnostics::Span;

/// A relation, resolved to the keys it reads by.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Which relation it is.
    pub kind: RelationKind,
    /// The entity it reads; for `@manyToMany` the join model.
    pub related: String,
    /// How the schema tells the keys.
    pub style: RelationStyle,
    /// How the related items are found.
    pub lookup: Lookup,
    /// How many items come at once when the request does not say.
    pub limit: u32,
    /// The directive.
    pub span: Option<Span>,
}

/// The relation directives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// `@hasOne`
    HasOne,
    /// `@hasMany`
    HasMany,
    /// `@belongsTo`
    BelongsTo,
    /// `@manyToMany`
    ManyToMany,
}

/// How a schema tells the keys of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationStyle {
    /// Not at all: foreign keys are derived.
    Implicit,
    /// `fields: […]` of this entity.
    Fields,
    /// `references: […]` of the entity that holds the foreign key.
    References,
}

/// A read of related items by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The index of the related entity, or its primary key.
    pub index: Option<String>,
    /// The fields whose values have to be equal, in the order of the key. Fewer than the key has fields
    /// where the rest of the key is free.
    pub keys: Vec<KeyPair>,
}

/// Two fields of the same value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPair {
    /// The field of this entity.
    pub own: String,
    /// The field of the related entity.
    pub related: String,
}

impl RelationKind {
    /// The directive's name without `@`.
    pub fn directive(self) -> &'static str {
        match self {
            Self::HasOne => "hasOne",
            Self::HasMany => "hasMany",
            Self::BelongsTo => "belongsTo",
            Self::ManyToMany => "manyToMany",
        }
    }
}
