//! Roles that an item tells.

use appsynth_program::{Condition, Expr, Kind, Name, Stmt, contains, for_each, if_, is, item, var};

use super::caller::Claims;
use crate::plan::grants::{Role, RoleFields, Who};

/// Does the statements where the item's field names the caller or one of their groups; none for roles that
/// take no item to know.
pub(super) fn let_owners_through(
    fields: &RoleFields<'_>,
    role: &Role<'_>,
    claims: &Claims<'_>,
    value: impl Fn(&str) -> Expr,
    then: &[Stmt],
) -> Option<Stmt> {
    let (field, names) = match role.who {
        Who::Owner { field, claim } => (field, claims.owner(claim)),
        Who::GroupOf { field, claim } => (field, claims.groups(claim)),
        Who::Public | Who::Private | Who::Group { .. } | Who::Custom => return None,
    };
    Some(if_named(fields, field, value(field), &names, then))
}

/// Does the statements where a value of the field is among the names, or one of its values is.
pub(super) fn if_named(
    fields: &RoleFields<'_>,
    field: &str,
    value: Expr,
    names: &Name,
    then: &[Stmt],
) -> Stmt {
    let is_named = |value: Expr| -> Condition { contains(var(names.clone()), value) };
    if !fields.is_list(field) {
        return if_(is_named(value), then.iter().cloned());
    }
    if_(
        is(Kind::List, value.clone()),
        [for_each(
            "name",
            value,
            [if_(is_named(item("name")), then.iter().cloned())],
        )],
    )
}
