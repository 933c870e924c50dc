//! What the roles of an identity pool may ask for: only what rules with `provider: identityPool` allow.

use super::access::Access;
use crate::model::{Model, Operation, Parent, Provider, SubscriptionLevel};
use crate::plan::IdentityPoolAccess;
use crate::plan::grants::{Role, Who};

/// The fields that each role may ask for.
pub(super) fn access<'m>(
    model: &'m Model,
    entities: impl Iterator<Item = &'m Access<'m>>,
) -> IdentityPoolAccess {
    let mut found = IdentityPoolAccess::default();
    for access in entities {
        let entity = access.entity();
        let of_entity = Role::of_all(entity.auth.iter().flatten());
        add(&mut found, of_entity, || format!("{}.*", entity.name));
        for (name, field) in &entity.fields {
            let of_field = Role::of_all(field.auth.iter().flatten());
            add(&mut found, of_field, || format!("{}.{name}", entity.name));
        }
        for (root, operation, name) in entity.operations() {
            // Of public subscriptions no rule decides.
            if operation == Operation::Listen
                && entity.subscriptions.level == SubscriptionLevel::Public
            {
                continue;
            }
            add(&mut found, access.roles(operation), || {
                format!("{}.{name}", model.root_name(root))
            });
        }
    }
    for custom in &model.custom_fields {
        if let Parent::Root(_, root) = &custom.parent {
            let roles = Role::of_all(custom.auth.iter().flatten());
            add(&mut found, roles, || {
                format!("{root}.{}", custom.field.name)
            });
        }
    }
    found
}

/// Adds a coordinate for the roles of the pool that have one of these: `public` means both, `private` those who
/// signed in.
fn add<'m>(
    found: &mut IdentityPoolAccess,
    roles: impl IntoIterator<Item = Role<'m>>,
    coordinate: impl Fn() -> String,
) {
    let (mut signed_in, mut anyone) = (false, false);
    for role in roles {
        if role.provider == Provider::IdentityPool {
            anyone |= role.who == Who::Public;
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
