//! The value of one field: a check by the item that the field is of.

use appsynth_program::{End, Half, Stmt, end_if, null, return_, source};

use super::caller::allow;
use super::item::let_owners_through;
use super::{gate, owner_name};
use crate::model::{Entity, Field};
use crate::options::Options;
use crate::plan::Code;
use crate::plan::data::operation::is_of_mutation;
use crate::plan::grants::{Role, RoleFields};
use crate::plan::local::no_request;

/// Lets callers through who have one of the roles, of which some may be told by the item in `ctx.source`.
pub(super) fn check<'a>(
    options: &Options,
    entity: Option<&'a Entity>,
    roles: &[Role<'a>],
) -> Vec<Stmt> {
    let fields = entity.map(|entity| RoleFields::of(entity, roles.iter().copied()));
    gate::check_roles(options, roles, |roles, claims| {
        let by_item = |role: &Role<'_>| {
            let fields = fields.as_ref()?;
            let_owners_through(fields, role, claims, |field| source(field), &[allow()])
        };
        roles.iter().filter_map(by_item).collect()
    })
}

/// Only checks.
pub(super) fn check_code<'a>(
    options: &Options,
    entity: Option<&'a Entity>,
    roles: &[Role<'a>],
) -> Code {
    gate::local(check(options, entity, roles))
}

/// Gives the field's value, with roles to them alone. It may be kept out of mutations' answers, which all who
/// subscribe to them see; that of an owner field is the owner's name.
pub(super) fn value_code<'a>(
    options: &Options,
    entity: &'a Entity,
    field: &Field,
    readers: Option<&[Role<'a>]>,
    is_hidden: bool,
    is_owner: bool,
) -> Code {
    let checks = readers.map_or_else(Vec::new, |roles| check(options, Some(entity), roles));
    let value = if is_owner {
        owner_name::half(&field.name)
    } else {
        Half::new([], return_(source(field.name.text.as_str())))
    };
    let response = if is_hidden {
        Half::new([], null_in_mutations(value))
    } else {
        value
    };
    Code::generated(Half::new(checks, no_request()), response)
}

fn null_in_mutations(value: Half) -> End {
    end_if(is_of_mutation(), Half::new([], return_(null())), value)
}
