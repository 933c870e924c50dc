//! Changing and deleting an item: callers have to have a role already, which the stored item may tell.

use appsynth_program::{
    Expr, Half, Stmt, arg, data_source_error, data_source_failed, empty_map, if_, is_present, map,
    not, result, return_, stash, text, to_dynamodb, unauthorized,
};

use super::caller::{Claims, allow};
use super::fields::Writable;
use super::item::let_owners_through;
use super::reach::Reach;
use super::{Check, asked, gate};
use crate::model::{Entity, Operation, Provider};
use crate::options::Options;
use crate::plan::Code;
use crate::plan::grants::{Access, Role};
use crate::plan::keys::attribute_name;

/// Lets callers change an item, with the fields that they may write.
pub(super) fn update(options: &Options, entity: &Entity, access: &Access<'_>) -> Check {
    let roles = access.roles(Operation::Update);
    let has_item = needs_item(&roles);
    let readable = asked::readable(options, entity, access, Operation::Update);
    let writable = Writable::of(entity, access, Operation::Update);
    let mut body = writable.declare();
    body.extend(readable.as_ref().map(Reach::declare_limited));
    body.extend(gate::check(gate::by_provider(
        options,
        &roles,
        |provider, roles| {
            let grants = access.grants_of(provider, Operation::Update);
            let claims = claims(readable.as_ref(), provider, roles);
            let mut body = claims.declare();
            body.extend(writable.outright(options, provider, &grants, &claims));
            body.extend(grants.iter().filter_map(|grant| {
                let then = writable.allow(grant);
                let_owners_through(entity, &grant.role, &claims, stored(entity), &then)
            }));
            if let Some(reach) = &readable {
                let stored = has_item.then(|| stored(entity));
                body.extend(asked::check_condition(
                    entity, provider, reach, &claims, stored,
                ));
            }
            body
        },
    )));
    body.extend(writable.refuse_others());
    with_item(options, entity, &roles, body)
}

/// Lets callers delete an item, who may delete every field of it.
pub(super) fn delete(options: &Options, entity: &Entity, access: &Access<'_>) -> Check {
    let roles = access.roles(Operation::Delete);
    let has_item = needs_item(&roles);
    let readable = asked::readable(options, entity, access, Operation::Delete);
    let narrow = |roles: &[Role<'_>], claims: &Claims<'_>| {
        let owners = roles.iter().filter_map(|role| {
            let_owners_through(entity, role, claims, stored(entity), &[allow()])
        });
        owners.collect()
    };
    let mut body: Vec<Stmt> = readable
        .as_ref()
        .map(Reach::declare_limited)
        .into_iter()
        .collect();
    body.extend(match &readable {
        None => gate::check_roles(options, &roles, narrow),
        Some(reach) => gate::check(gate::by_provider(options, &roles, |provider, roles| {
            let claims = reach.claims(provider, roles);
            let mut body = claims.declare();
            body.extend(gate::let_through(options, provider, roles, &claims, narrow));
            let stored = has_item.then(|| stored(entity));
            body.extend(asked::check_condition(
                entity, provider, reach, &claims, stored,
            ));
            body
        })),
    });
    with_item(options, entity, &roles, body)
}

fn needs_item(roles: &[Role<'_>]) -> bool {
    roles.iter().any(Role::needs_item)
}

fn claims<'a>(readable: Option<&Reach<'a>>, provider: Provider, roles: &[Role<'a>]) -> Claims<'a> {
    match readable {
        Some(reach) => reach.claims(provider, roles),
        None => Claims::of(roles),
    }
}

/// A field of the stored item.
fn stored(entity: &Entity) -> impl Fn(&str) -> Expr + use<'_> {
    |field| result().get(attribute_name(entity, field))
}

/// The check where it has what it needs: the stored item, if any role takes it to know. It is read for
/// callers only who may come to be let through.
fn with_item(options: &Options, entity: &Entity, roles: &[Role<'_>], check: Vec<Stmt>) -> Check {
    if !needs_item(roles) {
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
