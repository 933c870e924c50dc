//! Subscribing: whom the rules let see all events, and whose filter narrows them down.

use appsynth_program::{
    Name, Stmt, all, any, arg, contains, if_, is_empty, is_null, not, unauthorized, var,
};

use super::caller::Claims;
use super::gate;
use crate::options::Options;
use crate::plan::Code;
use crate::plan::grants::{Role, RoleFields, Who};

/// Lets callers through to all events, or to those that the filter in `ctx.stash.authFilter` lets pass. An
/// owner argument has to name the caller, unless they may see all events.
pub(super) fn code(options: &Options, roles: &[Role<'_>], fields: &RoleFields<'_>) -> Code {
    gate::local(gate::check_roles(options, roles, |roles, claims| {
        let filters = roles.iter().filter_map(|role| filter(fields, role, claims));
        let mut narrowed = owner_arguments(fields, roles, claims);
        narrowed.extend(gate::let_through_by_filter(filters.collect()));
        narrowed
    }))
}

/// Refuses arguments that name other owners. Owner fields that are lists are no arguments.
fn owner_arguments(fields: &RoleFields<'_>, roles: &[Role<'_>], claims: &Claims<'_>) -> Vec<Stmt> {
    let mut arguments: Vec<(&str, Vec<Name>)> = Vec::new();
    for role in roles {
        let Who::Owner { field, claim } = role.who else {
            continue;
        };
        if fields.is_list(field) {
            continue;
        }
        match arguments.iter_mut().find(|(name, _)| *name == field) {
            Some((_, callers)) => callers.push(claims.owner(claim)),
            None => arguments.push((field, vec![claims.owner(claim)])),
        }
    }
    arguments
        .into_iter()
        .map(|(field, callers)| {
            let names_caller = callers
                .into_iter()
                .map(|callers| contains(var(callers), arg(field)));
            if_(
                all([not(is_null(arg(field))), not(any(names_caller))]),
                [unauthorized()],
            )
        })
        .collect()
}

/// Adds what lets the events of the role pass. Events have owners as their field shows them: of an identity
/// with several claims the last one.
fn filter(fields: &RoleFields<'_>, role: &Role<'_>, claims: &Claims<'_>) -> Option<Stmt> {
    match role.who {
        Who::Owner { field, claim } => {
            let operator = if fields.is_list(field) {
                "contains"
            } else {
                "eq"
            };
            let callers = claims.owner(claim);
            Some(if_(
                not(is_empty(var(callers.clone()))),
                [gate::add_filter(field, operator, claims.shown_owner(claim))],
            ))
        }
        Who::GroupOf { field, claim } => {
            let operator = if fields.is_list(field) {
                "containsAny"
            } else {
                "in"
            };
            let groups = claims.groups(claim);
            Some(if_(
                not(is_empty(var(groups.clone()))),
                [gate::add_filter(field, operator, var(groups))],
            ))
        }
        Who::Public | Who::Private | Who::Group { .. } | Who::Custom => None,
    }
}
