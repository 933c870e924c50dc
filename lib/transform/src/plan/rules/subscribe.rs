//! Subscribing: whom the rules let see all events, and whose filter narrows them down.

use appsynth_program::{
    Expr, Half, Name, Stmt, all, any, arg, contains, empty_list, if_, is_empty, is_null, let_, map,
    not, push, stash_put, unauthorized, var,
};

use super::caller::{Claims, allow};
use super::gate;
use super::grants::{Role, Who};
use crate::model::{Entity, Provider};
use crate::options::Options;
use crate::plan::Code;

/// Lets callers through to all events, or to those that the filter in `ctx.stash.authFilter` lets pass. An
/// owner argument has to name the caller, unless they may see all events.
pub(super) fn code(options: &Options, entity: &Entity, roles: &[Role<'_>]) -> Code {
    let mut body = vec![gate::has_auth()];
    body.extend(gate::check(gate::by_provider(
        options,
        roles,
        |provider, roles| let_through(options, entity, provider, roles),
    )));
    Code::generated(Half::new(body, gate::no_request()), gate::no_response())
}

fn let_through(
    options: &Options,
    entity: &Entity,
    provider: Provider,
    roles: &[Role<'_>],
) -> Vec<Stmt> {
    if roles.iter().any(gate::is_everyone) {
        return vec![allow()];
    }
    let claims = Claims::of(roles);
    let filters: Vec<Stmt> = roles
        .iter()
        .flat_map(|role| filter(entity, role, &claims))
        .collect();
    let mut narrowed = owner_arguments(entity, roles, &claims);
    if !filters.is_empty() {
        narrowed.push(let_("filters", empty_list()));
        narrowed.extend(filters);
        narrowed.push(if_(
            not(is_empty(var("filters"))),
            [
                stash_put("authFilter", map([("or", var("filters").into())])),
                allow(),
            ],
        ));
    }
    let everything = gate::has_any_role(options, provider, roles, &claims);
    let mut body = claims.declare();
    body.extend(gate::allow_if(everything, narrowed));
    body
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
fn filter(entity: &Entity, role: &Role<'_>, claims: &Claims<'_>) -> Vec<Stmt> {
    match role.who {
        Who::Owner { field, claim } => {
            let operator = if is_list(entity, field) {
                "contains"
            } else {
                "eq"
            };
            let callers = claims.owner(claim);
            vec![if_(
                not(is_empty(var(callers.clone()))),
                [add(field, operator, claims.shown_owner(claim))],
            )]
        }
        Who::GroupOf { field, claim } => {
            let operator = if is_list(entity, field) {
                "containsAny"
            } else {
                "in"
            };
            let groups = claims.groups(claim);
            vec![if_(
                not(is_empty(var(groups.clone()))),
                [add(field, operator, var(groups).into())],
            )]
        }
        Who::Public | Who::Private | Who::Group { .. } | Who::Custom => Vec::new(),
    }
}

fn add(field: &str, operator: &str, value: Expr) -> Stmt {
    push("filters", map([(field, map([(operator, value)]).into())]))
}

fn is_list(entity: &Entity, field: &str) -> bool {
    entity.fields.get(field).is_some_and(|one| one.is_list())
}
