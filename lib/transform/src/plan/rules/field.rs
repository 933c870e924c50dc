//! The value of one field: a check by the item that the field is of.

use appsynth_program::{
    Condition, End, Half, Stmt, end_if, null, prev_result, return_, same, source,
};

use super::caller::{Claims, allow};
use super::grants::Role;
use super::item::let_owners_through;
use super::{gate, owner_name};
use crate::model::{Entity, Field, Provider};
use crate::options::Options;
use crate::plan::Code;

/// Lets callers through who have one of the roles, of which some may be told by the item in `ctx.source`.
pub(super) fn check(options: &Options, entity: Option<&Entity>, roles: &[Role<'_>]) -> Vec<Stmt> {
    gate::check(gate::by_provider(options, roles, |provider, roles| {
        let_through(options, entity, provider, roles)
    }))
}

/// Only checks: the result of steps before it, where the schema has them run first, is handed on.
pub(super) fn check_code(options: &Options, entity: Option<&Entity>, roles: &[Role<'_>]) -> Code {
    let mut body = vec![gate::has_auth()];
    body.extend(check(options, entity, roles));
    Code::generated(
        Half::new(body, gate::no_request()),
        Half::new([], return_(prev_result())),
    )
}

/// Gives the field's value. With roles it is checked and kept out of mutations' answers, which all who
/// subscribe to them see; that of an owner field is the owner's name.
pub(super) fn value_code(
    options: &Options,
    entity: &Entity,
    field: &Field,
    readers: Option<&[Role<'_>]>,
    is_owner: bool,
) -> Code {
    let checks = readers.map_or_else(Vec::new, |roles| check(options, Some(entity), roles));
    let value = if is_owner {
        owner_name::half(&field.name)
    } else {
        Half::new([], return_(source(field.name.text.as_str())))
    };
    let response = if readers.is_some() {
        Half::new([], null_in_mutations(value))
    } else {
        value
    };
    Code::generated(Half::new(checks, gate::no_request()), response)
}

fn null_in_mutations(value: Half) -> End {
    end_if(is_of_mutation(), Half::new([], return_(null())), value)
}

/// That the item is a mutation's answer.
pub(super) fn is_of_mutation() -> Condition {
    same(source("__operation"), "Mutation")
}

fn let_through(
    options: &Options,
    entity: Option<&Entity>,
    provider: Provider,
    roles: &[Role<'_>],
) -> Vec<Stmt> {
    if roles.iter().any(gate::is_everyone) {
        return vec![allow()];
    }
    let claims = Claims::of(roles);
    let mut body = claims.declare();
    let by_item = match entity {
        Some(entity) => roles
            .iter()
            .filter_map(|role| {
                let_owners_through(entity, role, &claims, |field| source(field), &[allow()])
            })
            .collect(),
        None => Vec::new(),
    };
    let outright = gate::has_any_role(options, provider, roles, &claims);
    body.extend(gate::allow_if(outright, by_item));
    body
}
