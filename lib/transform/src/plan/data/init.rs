//! Default values of items.

use appsynth_program::{
    Expr, Stmt, auto_id, empty_map, let_, now_epoch_seconds, now_iso8601, put, stash, stash_put,
    var,
};
use appsynth_schema::Scalar;
use appsynth_schema::ast::Name;

use super::super::Code;
use super::local;
use crate::model::{Entity, FieldKind};

/// The id and timestamps of a new item.
pub(super) fn of_create(entity: &Entity) -> Code {
    let mut defaults = Vec::new();
    if matches!(scalar(entity, "id"), Some(Scalar::Id | Scalar::String)) {
        defaults.push(put("defaults", "id", auto_id()));
    }
    let times = &entity.timestamps;
    defaults.extend(put_times(entity, [&times.created_at, &times.updated_at]));
    default_values(defaults)
}

/// The timestamp of a changed item.
pub(super) fn of_update(entity: &Entity) -> Code {
    default_values(put_times(entity, [&entity.timestamps.updated_at, &None]))
}

fn default_values(puts: Vec<Stmt>) -> Code {
    let mut body = vec![let_("defaults", stash("defaultValues").or(empty_map()))];
    body.extend(puts);
    body.push(stash_put("defaultValues", var("defaults")));
    local(body)
}

fn put_times(entity: &Entity, names: [&Option<Name>; 2]) -> Vec<Stmt> {
    let names: Vec<&Name> = names.into_iter().flatten().collect();
    let mut body = Vec::new();
    if names
        .iter()
        .any(|name| scalar(entity, name) != Some(Scalar::Timestamp))
    {
        body.push(let_("now", now_iso8601()));
    }
    body.extend(names.into_iter().map(|name| {
        let now: Expr = match scalar(entity, name) {
            Some(Scalar::Timestamp) => now_epoch_seconds().into(),
            _ => var("now").into(),
        };
        put("defaults", name.text.as_str(), now)
    }));
    body
}

fn scalar(entity: &Entity, field: &str) -> Option<Scalar> {
    match entity.fields.get(field)?.kind {
        FieldKind::Scalar(scalar) => Some(scalar),
        _ => None,
    }
}
