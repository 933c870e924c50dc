//! A type that is stored: its fields, keys and generated operations.

use appsynth_diagnostics::Span;
use appsynth_schema::Scalar;
use appsynth_schema::ast::{Directive, InputValueDefinition, Name, OperationType, Type};
use indexmap::{IndexMap, IndexSet};

use super::{AuthRules, DefaultValue, Operation, Relation, Validation};

/// A type with `@model`, stored in a table of its own.
#[derive(Debug, Clone)]
pub struct Entity {
    /// The type's name.
    pub name: Name,
    /// Whether the schema declares it.
    pub origin: EntityOrigin,
    /// The type's description.
    pub description: Option<String>,
    /// The interfaces it implements.
    pub implements: Vec<Name>,
    /// Its fields by name: the declared ones in source order, then those that directives imply.
    pub fields: IndexMap<String, Field>,
    /// What identifies an item.
    pub primary_key: PrimaryKey,
    /// Its secondary indexes; those that relations need come last.
    pub indexes: Vec<Index>,
    /// Its generated queries.
    pub queries: Queries,
    /// Its generated mutations.
    pub mutations: Mutations,
    /// Its generated subscriptions.
    pub subscriptions: Subscriptions,
    /// The fields that record when an item was made and changed.
    pub timestamps: Timestamps,
    /// Who may do what; `None` without `@auth`, which denies everyone except in sandbox mode.
    pub auth: Option<AuthRules>,
    /// Whether its items are also in OpenSearch.
    pub is_searchable: bool,
    /// The name the table goes by when the type was renamed with `@mapsTo`.
    pub mapped_name: Option<Name>,
    /// AppSync's own directives, kept as written.
    pub directives: Vec<Directive>,
}

/// Where an entity comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntityOrigin {
    /// A type with `@model`.
    Declared,
    /// The join model between the two sides of `@manyToMany`.
    Join {
        /// The entities on the two sides.
        sides: [String; 2],
    },
}

/// A field of an entity.
#[derive(Debug, Clone)]
pub struct Field {
    /// The field's name.
    pub name: Name,
    /// The field's description.
    pub description: Option<String>,
    /// Its declared type, lists and non-nulls included.
    pub ty: Type,
    /// What its named type is.
    pub kind: FieldKind,
    /// Where it comes from.
    pub origin: FieldOrigin,
    /// Its declared arguments.
    pub arguments: Vec<InputValueDefinition>,
    /// Taken by new items that do not give it, even when the type is non-null.
    pub default: Option<DefaultValue>,
    /// What its values have to satisfy.
    pub validations: Vec<Validation>,
    /// Who may do what with it, in place of the entity's rules.
    pub auth: Option<AuthRules>,
    /// The attribute it is stored as when it was renamed with `@refersTo`.
    pub mapped_name: Option<Name>,
    /// AppSync's own directives, kept as written.
    pub directives: Vec<Directive>,
}

/// What a field gives.
#[derive(Debug, Clone)]
pub enum FieldKind {
    /// A scalar.
    Scalar(Scalar),
    /// An enum of this name.
    Enum(String),
    /// An object type of this name, stored with the item.
    Embedded(String),
    /// An interface or union of this name.
    Abstract(String),
    /// Another entity, without a relation: nothing is stored, and a resolver has to give it.
    Entity(String),
    /// Items of another entity.
    Relation(Relation),
}

/// Where a field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldOrigin {
    /// The schema declares it.
    Declared,
    /// The `id` of an entity without a declared primary key.
    Id,
    /// A relation needs it to hold the other side's key.
    ForeignKey,
    /// An owner rule needs it.
    Owner,
    /// It is a timestamp.
    Timestamp,
    /// A join model leads to one of its sides by it.
    Join,
}

/// What identifies an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    /// The field that is the partition key.
    pub partition: String,
    /// The fields that make the sort key, in order.
    pub sort: Vec<String>,
    /// The directive; `None` for the `id` that goes without saying.
    pub declared: Option<Span>,
}

impl PrimaryKey {
    /// The fields that it is made of, in order.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.partition)
            .chain(&self.sort)
            .map(String::as_str)
    }
}

/// A secondary index.
#[derive(Debug, Clone)]
pub struct Index {
    /// The index's name in the table.
    pub name: String,
    /// The field that is the partition key.
    pub partition: String,
    /// The fields that make the sort key, in order.
    pub sort: Vec<String>,
    /// The query that reads it, if any.
    pub query: Option<String>,
    /// Where it comes from.
    pub origin: IndexOrigin,
    /// The directive it comes from.
    pub span: Option<Span>,
}

/// Where an index comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexOrigin {
    /// `@index`
    Declared,
    /// A relation reads by it.
    Relation,
}

/// Generated queries; `None` where there is none.
#[derive(Debug, Clone, Default)]
pub struct Queries {
    /// Reads one item by its primary key.
    pub get: Option<String>,
    /// Reads items.
    pub list: Option<String>,
    /// Reads what changed; only with conflict resolution.
    pub sync: Option<String>,
    /// Searches in OpenSearch; only with `@searchable`.
    pub search: Option<String>,
}

/// Generated mutations; `None` where there is none.
#[derive(Debug, Clone, Default)]
pub struct Mutations {
    /// Makes an item.
    pub create: Option<String>,
    /// Changes an item.
    pub update: Option<String>,
    /// Removes an item.
    pub delete: Option<String>,
}

/// Generated subscriptions, of which there may be several to each mutation.
#[derive(Debug, Clone, Default)]
pub struct Subscriptions {
    /// Who receives events.
    pub level: SubscriptionLevel,
    /// To created items.
    pub on_create: Vec<String>,
    /// To updated items.
    pub on_update: Vec<String>,
    /// To deleted items.
    pub on_delete: Vec<String>,
}

/// Who receives the events of subscriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SubscriptionLevel {
    /// Nobody: there are no subscriptions.
    Off,
    /// Every subscriber, whatever the rules say.
    Public,
    /// Whom the rules allow.
    #[default]
    On,
}

/// The names of the timestamp fields; `None` where there is none.
#[derive(Debug, Clone)]
pub struct Timestamps {
    /// Set when an item is made.
    pub created_at: Option<Name>,
    /// Set whenever an item changes.
    pub updated_at: Option<Name>,
}

impl Entity {
    /// The fields of the primary key, partition first.
    pub fn key_fields(&self) -> impl Iterator<Item = &str> {
        let key = &self.primary_key;
        std::iter::once(&key.partition)
            .chain(&key.sort)
            .map(String::as_str)
    }

    /// Its generated operations: the type they are fields of, what they do, and their names. A subscription to
    /// several mutations is there once.
    pub fn operations(&self) -> Vec<(OperationType, Operation, &str)> {
        let (queries, mutations) = (&self.queries, &self.mutations);
        let single = [
            (OperationType::Query, Operation::Get, &queries.get),
            (OperationType::Query, Operation::List, &queries.list),
            (OperationType::Query, Operation::Sync, &queries.sync),
            (OperationType::Query, Operation::Search, &queries.search),
        ];
        let of_indexes = self
            .indexes
            .iter()
            .map(|index| (OperationType::Query, Operation::List, &index.query));
        let changes = [
            (
                OperationType::Mutation,
                Operation::Create,
                &mutations.create,
            ),
            (
                OperationType::Mutation,
                Operation::Update,
                &mutations.update,
            ),
            (
                OperationType::Mutation,
                Operation::Delete,
                &mutations.delete,
            ),
        ];
        let named = single.into_iter().chain(of_indexes).chain(changes);
        let subscriptions = self.subscriptions.names().into_iter();
        named
            .filter_map(|(kind, operation, name)| Some((kind, operation, name.as_deref()?)))
            .chain(subscriptions.map(|name| (OperationType::Subscription, Operation::Listen, name)))
            .collect()
    }

    /// A secondary index by name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|one| one.name == name)
    }
}

impl Subscriptions {
    /// The names of its subscriptions, each once.
    pub fn names(&self) -> IndexSet<&str> {
        let lists = [&self.on_create, &self.on_update, &self.on_delete];
        lists.into_iter().flatten().map(String::as_str).collect()
    }
}

impl Index {
    /// The fields of the key, partition first.
    pub fn key_fields(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.partition)
            .chain(&self.sort)
            .map(String::as_str)
    }
}

impl Field {
    /// Whether it can be part of a key: a single scalar or enum.
    pub fn is_key_type(&self) -> bool {
        !self.is_list() && matches!(self.kind, FieldKind::Scalar(_) | FieldKind::Enum(_))
    }

    /// Whether DynamoDB can order items by it: keys are texts and numbers.
    pub(crate) fn is_orderable(&self) -> bool {
        self.is_key_type() && !matches!(self.kind, FieldKind::Scalar(Scalar::Boolean))
    }

    /// Whether it gives several values.
    pub fn is_list(&self) -> bool {
        matches!(self.ty.nullable(), Type::List(_))
    }

    /// Its relation, if it is one.
    pub fn relation(&self) -> Option<&Relation> {
        match &self.kind {
            FieldKind::Relation(relation) => Some(relation),
            FieldKind::Scalar(_)
            | FieldKind::Enum(_)
            | FieldKind::Embedded(_)
            | FieldKind::Abstract(_)
            | FieldKind::Entity(_) => None,
        }
    }
}
