//! Making an item: callers become its owner, or have to be among those whom the input names.

use appsynth_program::{
    Expr, Name, Present, Stmt, all, arg, empty_map, first, hand_on, has_key, if_, if_else,
    is_empty, let_, list, not, put, put_all, stash, stash_put, var,
};

use super::caller::Claims;
use super::fields::Writable;
use super::gate;
use super::item::{if_named, let_owners_through};
use crate::model::{Operation, Provider};
use crate::options::Options;
use crate::plan::Code;
use crate::plan::data::init::default_value;
use crate::plan::grants::{Access, RoleFields, Who};

/// Lets callers through with the fields that they may write. An owner field that the input leaves out goes
/// with the caller's identity into `ctx.stash.defaultValues`.
pub(super) fn code(options: &Options, access: &Access<'_>, fields: &RoleFields<'_>) -> Code {
    let roles = access.roles(Operation::Create);
    let writable = Writable::of_new(access);
    let sets_owners = roles.iter().any(|role| match role.who {
        Who::Owner { field, .. } => fields.default(field).is_none(),
        _ => false,
    });
    let mut body = writable.declare();
    if sets_owners {
        body.push(let_("owners", empty_map()));
    }
    body.extend(gate::check(gate::by_provider(
        options,
        &roles,
        |provider, _| let_through(options, access, fields, &writable, provider),
    )));
    body.extend(writable.refuse_others());
    if sets_owners {
        body.push(keep_owners());
    }
    gate::local(body)
}

fn let_through(
    options: &Options,
    access: &Access<'_>,
    fields: &RoleFields<'_>,
    writable: &Writable<'_>,
    provider: Provider,
) -> Vec<Stmt> {
    let grants = access.grants_of(provider, Operation::Create);
    let roles: Vec<_> = grants.iter().map(|one| one.role).collect();
    let claims = Claims::of(&roles);
    let mut body = claims.declare();
    body.extend(writable.outright(options, provider, &grants, &claims));
    for grant in grants {
        let then = writable.allow(grant);
        let given = |field: &str| given(fields, field);
        match grant.role.who {
            Who::Owner { field, claim } if fields.default(field).is_none() => {
                body.push(set_owner(fields, field, &claims.owner(claim), &then));
            }
            _ => body.extend(let_owners_through(
                fields,
                &grant.role,
                &claims,
                given,
                &then,
            )),
        }
    }
    body
}

/// What the new item will hold.
fn given(fields: &RoleFields<'_>, field: &str) -> Expr {
    let input = arg("input").get(field);
    match fields.default(field) {
        Some(default) => Expr::Default(Box::new(input), Box::new(default_value(default))),
        None => input,
    }
}

/// The caller becomes the owner where the input names none, or has to be the one whom it names. An owner
/// that is given as null is nobody.
fn set_owner(fields: &RoleFields<'_>, field: &str, callers: &Name, then: &[Stmt]) -> Stmt {
    let caller = || first(var(callers.clone()));
    let owner = if fields.is_list(field) {
        list([caller()]).into()
    } else {
        caller()
    };
    let mut set = vec![put("owners", field, owner)];
    set.extend(then.iter().cloned());
    let given = given(fields, field);
    if_(
        not(is_empty(var(callers.clone()))),
        [if_else(
            all([
                not(has_key(arg("input"), field)),
                not(has_key(var("owners"), field)),
            ]),
            set,
            [if_named(fields, field, given, callers, then)],
        )],
    )
}

fn keep_owners() -> Stmt {
    let defaults: Present = stash("defaultValues").or(empty_map());
    if_(
        not(is_empty(var("owners"))),
        [
            let_("defaults", empty_map()),
            put_all("defaults", Expr::from(defaults)),
            put_all("defaults", var("owners")),
            stash_put("defaultValues", var("defaults")),
            hand_on(var("owners")),
        ],
    )
}
