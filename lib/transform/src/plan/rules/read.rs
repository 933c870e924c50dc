//! Reading items: whom the rules let see all of them, and whose filter narrows them down.

use appsynth_program::{Stmt, for_each, if_, is_empty, item, not, var};

use super::caller::Claims;
use super::{aggregates, asked, gate};
use crate::model::{Entity, Operation};
use crate::options::Options;
use crate::plan::Code;
use crate::plan::grants::{Access, Role, Who};

/// Lets callers through to all items, or to those that the filter in `ctx.stash.authFilter` lets pass.
pub(super) fn code(options: &Options, entity: &Entity, roles: &[Role<'_>]) -> Code {
    gate::local(gate::check_roles(options, roles, |roles, claims| {
        narrow(entity, roles, claims)
    }))
}

/// The same for lists and searches, which callers narrow down by fields that not all of them may have.
pub(super) fn list_code(
    options: &Options,
    entity: &Entity,
    access: &Access<'_>,
    operation: Operation,
) -> Code {
    let roles = access.roles(operation);
    let reach = match operation {
        Operation::Search => aggregates::searched(options, entity, access),
        _ => asked::readable(options, entity, access, operation),
    };
    let Some(reach) = reach else {
        return code(options, entity, &roles);
    };
    let check = gate::check(gate::by_provider(options, &roles, |provider, roles| {
        let claims = reach.claims(provider, roles);
        let mut body = claims.declare();
        body.extend(gate::let_through(
            options,
            provider,
            roles,
            &claims,
            |roles, claims| narrow(entity, roles, claims),
        ));
        body.extend(reach.declare(provider, &claims));
        if operation == Operation::Search {
            body.extend(aggregates::allow());
        }
        body.extend(asked::check(entity, operation, provider, &reach));
        body
    }));
    gate::local(std::iter::once(reach.declare_limited()).chain(check))
}

fn narrow(entity: &Entity, roles: &[Role<'_>], claims: &Claims<'_>) -> Vec<Stmt> {
    let filters = roles.iter().filter_map(|role| filter(entity, role, claims));
    gate::let_through_by_filter(filters.collect())
}

/// Adds what lets the items of the role pass.
pub(super) fn filter(entity: &Entity, role: &Role<'_>, claims: &Claims<'_>) -> Option<Stmt> {
    let is_list = |field: &str| entity.fields.get(field).is_some_and(|one| one.is_list());
    match role.who {
        Who::Owner { field, claim } => {
            let operator = if is_list(field) { "contains" } else { "eq" };
            Some(for_each(
                "caller",
                var(claims.owner(claim)),
                [gate::add_filter(field, operator, item("caller"))],
            ))
        }
        Who::GroupOf { field, claim } if is_list(field) => Some(for_each(
            "group",
            var(claims.groups(claim)),
            [gate::add_filter(field, "contains", item("group"))],
        )),
        Who::GroupOf { field, claim } => {
            let groups = claims.groups(claim);
            Some(if_(
                not(is_empty(var(groups.clone()))),
                [gate::add_filter(field, "in", var(groups))],
            ))
        }
        Who::Public | Who::Private | Who::Group { .. } | Who::Custom => None,
    }
}
