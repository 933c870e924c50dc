//! `@default`: what a field of a new item takes when it is not given.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::Scalar;
use appsynth_schema::ast::{Name, TypeKind, ValueKind};

use crate::arguments;
use crate::diagnostics::{fields, needs_model};
use crate::model::{DefaultValue, FieldKind, Model};
use crate::read::{Context, FieldUse};

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("default") {
        let Some(entity) = model.entities.get(&at.owner.name.text) else {
            problems.push(needs_model(at.directive, &at.owner.name));
            continue;
        };
        if entity.key_fields().any(|key| *at.field.name == *key) {
            problems.push(fields::default_on_key(at.directive, at.field));
            continue;
        }
        let value = arguments::text(at.directive, "value").value();
        let Some(field) = model.field_mut(&at.owner.name, &at.field.name) else {
            continue;
        };
        if !field.is_key_type() {
            problems.push(fields::default_on_type(at.directive, at.field));
        } else if let Some(value) = value {
            field.default = default_value(context, at, &field.kind, &value, problems);
        }
    }
}

pub(super) fn check(_: &Context<'_>, _: &Model, _: &mut Diagnostics) {}

fn default_value(
    context: &Context<'_>,
    at: FieldUse<'_>,
    kind: &FieldKind,
    value: &Name,
    problems: &mut Diagnostics,
) -> Option<DefaultValue> {
    let FieldKind::Scalar(scalar) = kind else {
        return enum_value(context, at, value, problems);
    };
    let text = value.text.clone();
    let default = match scalar {
        Scalar::Int | Scalar::Float | Scalar::Timestamp => DefaultValue::Number(text),
        Scalar::Boolean => DefaultValue::Boolean(text == "true"),
        Scalar::Json => DefaultValue::Json(text),
        _ => DefaultValue::Text(text),
    };
    if fits(*scalar, value) {
        Some(default)
    } else {
        problems.push(fields::default_value(value, &at.field.ty));
        None
    }
}

fn fits(scalar: Scalar, value: &Name) -> bool {
    let text = value.text.clone();
    let literal = match scalar {
        Scalar::Int => return text.parse::<i32>().is_ok(),
        Scalar::Timestamp => return text.parse::<i64>().is_ok(),
        Scalar::Float => return text.parse::<f64>().is_ok_and(f64::is_finite),
        Scalar::Boolean => return text == "true" || text == "false",
        _ => ValueKind::String(text),
    };
    scalar.literal(&literal).is_some()
}

fn enum_value(
    context: &Context<'_>,
    at: FieldUse<'_>,
    value: &Name,
    problems: &mut Diagnostics,
) -> Option<DefaultValue> {
    let definition = context.schema.type_definition(at.field.ty.named())?;
    let TypeKind::Enum { values } = &definition.kind else {
        return None;
    };
    if values.iter().any(|one| one.name.text == value.text) {
        return Some(DefaultValue::Enum(value.text.clone()));
    }
    let known: Vec<String> = values.iter().map(|one| one.name.text.clone()).collect();
    problems.push(fields::default_not_in_enum(value, &at.field.ty, &known));
    None
}
