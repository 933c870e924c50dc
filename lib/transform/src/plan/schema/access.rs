//! Which authorization modes reach an entity, operation by operation.

use super::modes::Modes;
use crate::model::{AuthRule, AuthRules, Entity, Field, FieldOrigin, Operation, Strategy};
use crate::options::{AuthMode, Options};

/// The rules that decide about an entity's operations.
pub(super) struct Access<'m> {
    entity: &'m Entity,
    /// Modes that rules do not decide about.
    anyway: Modes,
    /// Whether fields have rules of their own.
    by_field: bool,
    default: AuthMode,
}

impl<'m> Access<'m> {
    pub(super) fn new(entity: &'m Entity, options: &Options) -> Self {
        let by_field = entity.fields.values().any(|field| field.auth.is_some());
        let mut anyway = Modes::NONE;
        if options.iam_callers {
            anyway = anyway.and(Modes::only(AuthMode::Iam));
        }
        if options.sandbox && entity.auth.is_none() && !by_field {
            anyway = anyway.and(Modes::only(AuthMode::ApiKey));
        }
        Self {
            entity,
            anyway,
            by_field,
            default: options.default_auth,
        }
    }

    pub(super) fn entity(&self) -> &'m Entity {
        self.entity
    }

    /// The modes that may read the type.
    pub(super) fn readers(&self) -> Modes {
        self.ruled_readers().and(self.anyway)
    }

    /// The rules of the entity and of its fields.
    pub(super) fn all_rules(&self) -> impl Iterator<Item = &'m AuthRule> + use<'m> {
        let entity = self.entity;
        let of_fields = entity.fields.values().filter_map(|one| one.auth.as_ref());
        entity.auth.iter().chain(of_fields).flatten()
    }

    /// The modes that rules let read the type.
    pub(super) fn ruled_readers(&self) -> Modes {
        Modes::of(self.all_rules())
    }

    /// The modes of an operation. Where there are rules and none allows it, the default mode stays.
    pub(super) fn operation(&self, operation: Operation) -> Modes {
        let modes = Modes::of(self.rules(operation));
        let is_ruled = self.all_rules().next().is_some();
        if modes.is_empty() && is_ruled && !self.anyway.is_empty() {
            return Modes::only(self.default).and(self.anyway);
        }
        modes.and(self.anyway)
    }

    /// The rules that let anyone do an operation. With rules on fields, who may do it with any field is let
    /// in, and the resolvers look at the fields; only who may delete every field deletes items.
    pub(super) fn rules(&self, operation: Operation) -> Vec<&'m AuthRule> {
        let entity = self.entity;
        if !self.by_field {
            return allowing(entity.auth.as_ref(), operation).collect();
        }
        let mut fields = entity.fields.values().filter(|field| is_ruled(field));
        if operation != Operation::Delete {
            return fields
                .flat_map(|field| allowing(field_rules(entity, field), operation))
                .collect();
        }
        let Some(first) = fields.next() else {
            return Vec::new();
        };
        let others: Vec<&Field> = fields.collect();
        allowing(field_rules(entity, first), operation)
            .filter(|rule| {
                others.iter().all(|field| {
                    allowing(field_rules(entity, field), operation)
                        .any(|other| is_same_role(rule, other))
                })
            })
            .collect()
    }
}

/// Whether rules are about a field: those that directives add go with the others.
fn is_ruled(field: &Field) -> bool {
    field.origin == FieldOrigin::Declared
}

fn field_rules<'m>(entity: &'m Entity, field: &'m Field) -> Option<&'m AuthRules> {
    field.auth.as_ref().or(entity.auth.as_ref())
}

fn allowing(rules: Option<&AuthRules>, operation: Operation) -> impl Iterator<Item = &AuthRule> {
    let rules = rules.into_iter().flatten();
    rules.filter(move |rule| rule.operations.contains(operation))
}

/// Whether two rules let in the same callers.
fn is_same_role(one: &AuthRule, two: &AuthRule) -> bool {
    one.provider == two.provider
        && match (&one.strategy, &two.strategy) {
            (Strategy::Public, Strategy::Public)
            | (Strategy::Private, Strategy::Private)
            | (Strategy::Custom, Strategy::Custom) => true,
            (
                Strategy::Owner { field, claim },
                Strategy::Owner {
                    field: other_field,
                    claim: other_claim,
                },
            )
            | (
                Strategy::DynamicGroups { field, claim },
                Strategy::DynamicGroups {
                    field: other_field,
                    claim: other_claim,
                },
            ) => field.text == other_field.text && claim == other_claim,
            (
                Strategy::StaticGroups { groups, claim },
                Strategy::StaticGroups {
                    groups: other_groups,
                    claim: other_claim,
                },
            ) => {
                claim == other_claim
                    && groups
                        .iter()
                        .any(|group| other_groups.iter().any(|other| other.text == group.text))
            }
            _ => false,
        }
}
