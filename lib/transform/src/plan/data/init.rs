//! Default values of items.

use appsynth_program::{
    Expr, Stmt, Utility, arg, auto_id, call, empty_map, hand_on, if_, is_null, let_, map,
    now_epoch_seconds, now_iso8601, put, stash, stash_put, text, var,
};
use appsynth_schema::Scalar;
use appsynth_schema::ast::Name;

use super::super::Code;
use super::{hands_on, local, number_of};
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

/// The values of `@default`; none if no field has one.
pub(super) fn of_fields(entity: &Entity) -> Option<Code> {
    let defaults: Vec<_> = with_default(entity).collect();
    if defaults.is_empty() {
        return None;
    }
    let puts = defaults
        .iter()
        .map(|(name, value)| put("defaults", *name, default_value(value)));
    let mut body = vec![let_("defaults", stash("defaultValues").or(empty_map()))];
    body.extend(puts);
    body.push(stash_put("defaultValues", var("defaults")));
    if hands_on(entity) {
        let members = defaults.iter().map(|(name, value)| {
            let given = arg("input").get(*name);
            let default = default_value(value);
            (*name, Expr::Default(Box::new(given), Box::new(default)))
        });
        body.push(hand_on(map(members)));
    }
    Some(local(body))
}

/// Puts the values of `@default` where the input gives null.
pub(super) fn in_place_of_null(entity: &Entity, item: &'static str) -> Vec<Stmt> {
    let fields = with_default(entity);
    let puts = fields.map(|(name, _)| {
        let default = stash("defaultValues").get(name);
        if_(is_null(var(item).get(name)), [put(item, name, default)])
    });
    puts.collect()
}

fn with_default(entity: &Entity) -> impl Iterator<Item = (&str, &DefaultValue)> {
    let fields = entity.fields.iter();
    fields.filter_map(|(name, field)| Some((name.as_str(), field.default.as_ref()?)))
}

/// The value of `@default`.
pub(in crate::plan) fn default_value(value: &DefaultValue) -> Expr {
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
