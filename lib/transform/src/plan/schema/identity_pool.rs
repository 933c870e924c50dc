//! What the roles of an identity pool may ask for: only what rules with `provider: identityPool` allow.

use super::access::Access;
use crate::model::{AuthRule, Model, Operation, Parent, Provider, Strategy, SubscriptionLevel};
use crate::plan::IdentityPoolAccess;

/// The fields that each role may ask for.
pub(super) fn access<'m>(
    model: &'m Model,
    entities: impl Iterator<Item = &'m Access<'m>>,
) -> IdentityPoolAccess {
    let mut found = IdentityPoolAccess::default();
    for access in entities {
        let entity = access.entity();
        add(&mut found, access.all_rules(), || entity.name.text.clone());
        for (root, operation, name) in entity.operations() {
            // Of public subscriptions no rule decides.
            if operation == Operation::Listen
                && entity.subscriptions.level == SubscriptionLevel::Public
            {
                continue;
            }
            add(&mut found, access.rules(operation), || {
                format!("{}.{name}", model.root_name(root))
            });
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
