//! Reading items: whom the rules let see all of them, and whose filter narrows them down.

use appsynth_program::{
    Expr, Half, Stmt, empty_list, for_each, if_, is_empty, item, let_, map, not, push, stash_put,
    var,
};

use super::caller::{Claims, allow};
use super::gate;
use super::grants::{Role, Who};
use crate::model::{Entity, Provider};
use crate::options::Options;
use crate::plan::Code;

/// Lets callers through to all items, or to those that the filter in `ctx.stash.authFilter` lets pass.
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
        .filter_map(|role| filter(entity, role, &claims))
        .collect();
    let mut narrowed = Vec::new();
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
    let everything = gate::let_static_roles_through(options, provider, roles, &claims);
    let mut body = claims.declare();
    body.extend(gate::allow_if(everything, narrowed));
    body
}

/// Adds what lets the items of the role pass.
fn filter(entity: &Entity, role: &Role<'_>, claims: &Claims<'_>) -> Option<Stmt> {
    let is_list = |field: &str| entity.fields.get(field).is_some_and(|one| one.is_list());
    match role.who {
        Who::Owner { field, claim } => {
            let operator = if is_list(field) { "contains" } else { "eq" };
            Some(for_each(
                "caller",
                var(claims.owner(claim)),
                [add(field, operator, item("caller"))],
            ))
        }
        Who::GroupOf { field, claim } if is_list(field) => Some(for_each(
            "group",
            var(claims.groups(claim)),
            [add(field, "contains", item("group"))],
        )),
        Who::GroupOf { field, claim } => {
            let groups = claims.groups(claim);
            Some(if_(
                not(is_empty(var(groups.clone()))),
                [add(field, "in", var(groups).into())],
            ))
        }
        Who::Public | Who::Private | Who::Group { .. } | Who::Custom => None,
    }
}

fn add(field: &str, operator: &str, value: Expr) -> Stmt {
    push("filters", map([(field, map([(operator, value)]).into())]))
}
