//! Changing and deleting an item: callers have to have a role already, which the stored item may tell.

use appsynth_program::{
    Expr, Half, Stmt, arg, data_source_error, data_source_failed, empty_map, if_, is_present, map,
    not, result, return_, stash, text, to_dynamodb, unauthorized,
};

use super::caller::{Claims, allow};
use super::fields::Writable;
use super::item::let_owners_through;
use super::{Check, gate};
use crate::model::{Entity, Operation};
use crate::options::Options;
use crate::plan::Code;
use crate::plan::grants::{Access, Role};
use crate::plan::keys::attribute_name;

/// Lets callers change an item, with the fields that they may write.
pub(super) fn update(options: &Options, entity: &Entity, access: &Access<'_>) -> Check {
    let roles = access.roles(Operation::Update);
    let writable = Writable::of(entity, access, Operation::Update);
    let mut body = writable.declare();
    body.extend(gate::check(gate::by_provider(
        options,
        &roles,
        |provider, roles| {
            let grants = access.grants_of(provider, Operation::Update);
            let claims = Claims::of(roles);
            let mut body = claims.declare();
            body.extend(writable.outright(options, provider, &grants, &claims));
            body.extend(grants.iter().filter_map(|grant| {
                let then = writable.allow(grant);
                let_owners_through(entity, &grant.role, &claims, stored(entity), &then)
            }));
            body
        },
    )));
    body.extend(writable.refuse_others());
    with_item(options, entity, &roles, body)
}

/// Lets callers delete an item, who may delete every field of it.
pub(super) fn delete(options: &Options, entity: &Entity, access: &Access<'_>) -> Check {
    let roles = access.roles(Operation::Delete);
    let body = gate::check_roles(options, &roles, |roles, claims| {
        let owners = roles.iter().filter_map(|role| {
            let_owners_through(entity, role, claims, stored(entity), &[allow()])
        });
        owners.collect()
    });
    with_item(options, entity, &roles, body)
}

/// A field of the stored item.
fn stored(entity: &Entity) -> impl Fn(&str) -> Expr + use<'_> {
    |field| result().get(attribute_name(entity, field))
}

/// The check where it has what it needs: the stored item, if any role takes it to know. It is read for
/// callers only who may come to be let through.
fn with_item(options: &Options, entity: &Entity, roles: &[Role<'_>], check: Vec<Stmt>) -> Check {
    if !roles.iter().any(Role::needs_item) {
        return Check::local(gate::local(check));
    }
    let request = Half::new(
        [if_(
            not(gate::may_be_let_through(options, roles)),
            [unauthorized()],
        )],
        return_(map([
            ("version", text("2018-05-29")),
            ("operation", text("GetItem")),
            ("key", key(entity)),
        ])),
    );
    let mut body = vec![
        gate::has_auth(),
        if_(is_present(data_source_error()), [data_source_failed()]),
    ];
    body.extend(check);
    Check::on_table(
        entity,
        Code::generated(request, Half::new(body, return_(empty_map()))),
    )
}

/// The primary key as the steps before left it, or the `id` that goes without saying.
fn key(entity: &Entity) -> Expr {
    if entity.primary_key.declared.is_some() {
        stash("metadata").get("modelObjectKey")
    } else {
        map([("id", to_dynamodb(arg("input").get("id")).into())]).into()
    }
}
