//! What a schema with directives says, decided and free of syntax.

mod auth;
mod custom;
mod entity;
mod relation;
mod value;

use appsynth_schema::ast::{OperationType, TypeDefinition, TypeKind};
use indexmap::IndexMap;

pub use auth::{
    AuthRule, AuthRules, ClaimPath, Membership, Operation, Operations, Provider, Strategy,
};
pub use custom::{
    Action, CustomField, FunctionCall, HttpCall, HttpHeader, HttpMethod, InvocationType, Parent,
    RootType, Step, Template, TemplatePart,
};
pub use entity::{
    Entity, EntityOrigin, Field, FieldKind, FieldOrigin, Index, IndexOrigin, Mutations, PrimaryKey,
    Queries, SubscriptionLevel, Subscriptions, Timestamps,
};
pub use relation::{KeyPair, Lookup, Relation, RelationKind, RelationStyle};
pub use value::{DefaultValue, Validation, ValidationRule};

/// Everything a schema says, in source order.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// The types with `@model` by name, and after them the join models of `@manyToMany`.
    pub entities: IndexMap<String, Entity>,
    /// The fields of the root types, and the fields of other types that a function or an HTTP endpoint
    /// resolves or that have rules of their own outside an entity.
    pub custom_fields: Vec<CustomField>,
    /// The root types that the schema declares, without their fields.
    pub roots: Vec<RootType>,
    /// Types without `@model` by name, except the root types and `input AMPLIFY`.
    pub types: IndexMap<String, TypeDefinition>,
    /// The rule of `input AMPLIFY { globalAuthRule: … }`. It decides nothing: Amplify's construct takes
    /// open access from its sandbox flag only.
    pub global_auth_rule: Option<AuthRule>,
}

impl Model {
    /// A field of an entity.
    pub fn field(&self, entity: &str, field: &str) -> Option<&Field> {
        self.entities.get(entity)?.fields.get(field)
    }

    /// Whether a name is that of an enum.
    pub fn is_enum(&self, name: &str) -> bool {
        self.types
            .get(name)
            .is_some_and(|one| matches!(one.kind, TypeKind::Enum { .. }))
    }

    /// Whether anybody can subscribe to an entity's mutations, by its own subscriptions or by one that the schema
    /// declares with `@aws_subscribe`.
    pub fn is_heard(&self, entity: &Entity) -> bool {
        if !entity.subscriptions.names().is_empty() {
            return true;
        }
        let mutations = &entity.mutations;
        let mutations = [&mutations.create, &mutations.update, &mutations.delete];
        let is_own = |name: &str| mutations.iter().any(|own| own.as_deref() == Some(name));
        let declared = self.custom_fields.iter().map(|custom| &custom.field);
        let mut heard = declared.flat_map(|field| field.subscribed_mutations());
        heard.any(|(name, _)| is_own(name))
    }

    /// The name of a root type.
    pub fn root_name(&self, operation: OperationType) -> &str {
        let declared = self.roots.iter().find(|root| root.operation == operation);
        declared.map_or(operation.default_type_name(), |root| &root.name)
    }

    pub(crate) fn field_mut(&mut self, entity: &str, field: &str) -> Option<&mut Field> {
        self.entities.get_mut(entity)?.fields.get_mut(field)
    }
}
