//! Reading items: whom the rules let see all of them, and whose filter narrows them down.

use appsynth_program::{Stmt, for_each, if_, is_empty, item, not, var};

use super::caller::Claims;
use super::reach::Reach;
use super::{aggregates, asked, gate};
use crate::model::{Entity, Operation};
use crate::options::Options;
use crate::plan::Code;
use crate::plan::grants::{Access, Role, RoleFields, Who};

/// Lets callers through to all items, or to those that the filter in `ctx.stash.authFilter` lets pass.
pub(super) fn code(options: &Options, roles: &[Role<'_>], fields: &RoleFields<'_>) -> Code {
    gate::local(gate::check_roles(options, roles, |roles, claims| {
        narrow(fields, roles, claims)
    }))
}

/// What not everyone may have of the items that are listed or searched for; none if everyone may have all.
pub(super) fn limits<'a>(
    options: &'a Options,
    entity: &'a Entity,
    access: &Access<'a>,
    operation: Operation,
) -> Option<Reach<'a>> {
    match operation {
        Operation::Search => aggregates::searched(options, entity, access),
        _ => asked::readable(options, entity, access, operation),
    }
}

/// The same as [`code`] for lists and searches, which callers narrow down by fields that not all of them may have.
pub(super) fn limited_code(
    options: &Options,
    entity: &Entity,
    access: &Access<'_>,
    operation: Operation,
    reach: &Reach<'_>,
) -> Code {
    let roles = access.roles(operation);
    let fields = access.role_fields(entity);
    let check = gate::check(gate::by_provider(options, &roles, |provider, roles| {
        let claims = reach.claims(provider, roles);
        let mut body = claims.declare();
        body.extend(gate::let_through(
            options,
            provider,
            roles,
            &claims,
            |roles, claims| narrow(&fields, roles, claims),
        ));
        body.extend(reach.declare(provider, &claims));
        if operation == Operation::Search {
            body.extend(aggregates::allow());
        }
        body.extend(asked::check(entity, operation, provider, reach));
        body
    }));
    gate::local(std::iter::once(reach.declare_limited()).chain(check))
}

fn narrow(fields: &RoleFields<'_>, roles: &[Role<'_>], claims: &Claims<'_>) -> Vec<Stmt> {
    let filters = roles.iter().filter_map(|role| filter(fields, role, claims));
    gate::let_through_by_filter(filters.collect())
}

/// Adds what lets the items of the role pass.
pub(super) fn filter(
    fields: &RoleFields<'_>,
    role: &Role<'_>,
    claims: &Claims<'_>,
) -> Option<Stmt> {
    match role.who {
        Who::Owner { field, claim } => {
            let operator = if fields.is_list(field) {
                "contains"
            } else {
                "eq"
            };
            Some(for_each(
                "caller",
                var(claims.owner(claim)),
                [gate::add_filter(field, operator, item("caller"))],
            ))
        }
        Who::GroupOf { field, claim } if fields.is_list(field) => Some(for_each(
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
