//! Subscribing: whom the rules let see all events, and whose filter narrows them down.

use appsynth_program::{
    Name, Stmt, all, any, arg, contains, if_, is_empty, is_null, not, unauthorized, var,
};

use super::caller::Claims;
use super::gate;
use crate::model::Entity;
use crate::options::Options;
use crate::plan::Code;
use crate::plan::grants::{Role, Who};

/// Lets callers through to all events, or to those that the filter in `ctx.stash.authFilter` lets pass. An
/// owner argument has to name the caller, unless they may see all events.
pub(super) fn code(options: &Options, entity: &Entity, roles: &[Role<'_>]) -> Code {
    gate::local(gate::check_roles(options, roles, |roles, claims| {
        let filters = roles.iter().filter_map(|role| filter(entity, role, claims));
        let mut narrowed = owner_arguments(entity, roles, claims);
        narrowed.extend(gate::let_through_by_filter(filters.collect()));
        narrowed
    }))
}

/// Refuses arguments that name other owners. Owner fields that are lists are no arguments.
fn owner_arguments(entity: &Entity, roles: &[Role<'_>], claims: &Claims<'_>) -> Vec<Stmt> {
    let mut fields: Vec<(&str, Vec<Name>)> = Vec::new();
    for role in roles {
        let Who::Owner { field, claim } = role.who else {
            continue;
        };
        if is_list(entity, field) {
            continue;
        }
        match fields.iter_mut().find(|(name, _)| *name == field) {
            Some((_, callers)) => callers.push(claims.owner(claim)),
            None => fields.push((field, vec![claims.owner(claim)])),
        }
    }
    fields
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
fn filter(entity: &Entity, role: &Role<'_>, claims: &Claims<'_>) -> Option<Stmt> {
    match role.who {
        Who::Owner { field, claim } => {
            let operator = if is_list(entity, field) {
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
            let operator = if is_list(entity, field) {
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

fn is_list(entity: &Entity, field: &str) -> bool {
    entity.fields.get(field).is_some_and(|one| one.is_list())
}
