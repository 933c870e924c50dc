//! Default values of items.

use appsynth_program::{
    Expr, Stmt, Utility, auto_id, call, empty_map, if_, is_null, let_, now_epoch_seconds,
    now_iso8601, put, put_all, remove, stash, stash_put, text, var,
};
use appsynth_schema::Scalar;
use appsynth_schema::ast::Name;

use super::super::Code;
use super::{local, number_of, transformed_arguments};
use crate::model::{DefaultValue, Entity, FieldKind};

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

/// The values of `@default`; none if no field has one. They also take the place of null.
pub(super) fn of_fields(entity: &Entity) -> Option<Code> {
    let defaults: Vec<(&str, &DefaultValue)> = entity
        .fields
        .iter()
        .filter_map(|(name, field)| Some((name.as_str(), field.default.as_ref()?)))
        .collect();
    if defaults.is_empty() {
        return None;
    }
    let mut body = vec![
        let_("args", empty_map()),
        put_all("args", transformed_arguments()),
        let_("input", empty_map()),
        put_all("input", var("args").get("input")),
        let_("defaults", stash("defaultValues").or(empty_map())),
    ];
    for (name, value) in defaults {
        body.push(put("defaults", name, default_value(value)));
        body.push(if_(
            is_null(var("input").get(name)),
            [remove("input", name)],
        ));
    }
    body.extend([
        put("args", "input", var("input")),
        stash_put("defaultValues", var("defaults")),
        stash_put("transformedArgs", var("args")),
    ]);
    Some(local(body))
}

fn default_value(value: &DefaultValue) -> Expr {
    match value {
        DefaultValue::Text(value) | DefaultValue::Enum(value) => text(value.as_str()),
        DefaultValue::Number(value) => number_of(value),
        DefaultValue::Boolean(value) => (*value).into(),
        DefaultValue::Json(value) => call(Utility::ParseJson, [text(value.as_str())]),
    }
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
