//! What the roles of an identity pool may ask for: only what rules with `provider: identityPool` allow.

use appsynth_schema::ast::OperationType;

use super::access::Access;
use super::roots::Roots;
use crate::model::{
    AuthRule, Entity, Model, Operation, Parent, Provider, Strategy, SubscriptionLevel,
};
use crate::plan::IdentityPoolAccess;

/// The fields that each role may ask for.
pub(super) fn access<'m>(
    model: &'m Model,
    entities: impl Iterator<Item = &'m Access<'m>>,
    roots: &Roots,
) -> IdentityPoolAccess {
    let mut found = IdentityPoolAccess::default();
    for access in entities {
        let entity = access.entity();
        add(&mut found, access.all_rules(), || entity.name.text.clone());
        for (root, operation, names) in operations(entity) {
            for name in names {
                add(&mut found, access.rules(operation), || {
                    format!("{}.{name}", roots.name(root))
                });
            }
        }
    }
    for custom in &model.custom_fields {
        if let Parent::Root(_, root) = &custom.parent {
            add(&mut found, custom.auth.iter().flatten(), || {
                format!("{root}.{}", custom.field.name)
            });
        }
    }
    found
}

/// Adds a coordinate for the roles that rules let in: `public` means both, `private` those who signed in.
fn add<'m>(
    found: &mut IdentityPoolAccess,
    rules: impl IntoIterator<Item = &'m AuthRule>,
    coordinate: impl Fn() -> String,
) {
    let (mut signed_in, mut anyone) = (false, false);
    for rule in rules {
        if rule.provider == Provider::IdentityPool {
            anyone |= matches!(rule.strategy, Strategy::Public);
            signed_in = true;
        }
    }
    if signed_in {
        found.authenticated.push(coordinate());
    }
    if anyone {
        found.unauthenticated.push(coordinate());
    }
}

/// The operations of an entity with the names of their fields.
fn operations(entity: &Entity) -> Vec<(OperationType, Operation, Vec<&String>)> {
    let (queries, mutations) = (&entity.queries, &entity.mutations);
    let subscriptions = &entity.subscriptions;
    let indexes = entity.indexes.iter().filter_map(|one| one.query.as_ref());
    let heard = match subscriptions.level {
        SubscriptionLevel::On => [
            (&mutations.create, &subscriptions.on_create),
            (&mutations.update, &subscriptions.on_update),
            (&mutations.delete, &subscriptions.on_delete),
        ]
        .into_iter()
        .filter(|(mutation, _)| mutation.is_some())
        .flat_map(|(_, names)| names)
        .collect(),
        SubscriptionLevel::Off | SubscriptionLevel::Public => Vec::new(),
    };
    let query = OperationType::Query;
    let mutation = OperationType::Mutation;
    let subscription = OperationType::Subscription;
    let lists = queries.list.iter().chain(indexes).collect();
    vec![
        (query, Operation::Get, queries.get.iter().collect()),
        (query, Operation::List, lists),
        (query, Operation::Sync, queries.sync.iter().collect()),
        (query, Operation::Search, queries.search.iter().collect()),
        (
            mutation,
            Operation::Create,
            mutations.create.iter().collect(),
        ),
        (
            mutation,
            Operation::Update,
            mutations.update.iter().collect(),
        ),
        (
            mutation,
            Operation::Delete,
            mutations.delete.iter().collect(),
        ),
        (subscription, Operation::Listen, heard),
    ]
}
