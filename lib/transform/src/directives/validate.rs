//! `@validate`: what the values of a field have to satisfy.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::Scalar;
use appsynth_schema::ast::Name;

use crate::arguments;
use crate::diagnostics::{fields, needs_model};
use crate::model::{FieldKind, Model, Validation, ValidationRule};
use crate::read::Context;

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("validate") {
        let Some(field) = model.field_mut(&at.owner.name, &at.field.name) else {
            problems.push(needs_model(at.directive, &at.owner.name));
            continue;
        };
        let (Some(kind), Some(value)) = (
            arguments::text(at.directive, "type").value(),
            arguments::text(at.directive, "value").value(),
        ) else {
            continue;
        };
        if let Some(rule) = read_rule(&kind, &value, problems) {
            let is_same = |one: &&Validation| {
                std::mem::discriminant(&one.rule) == std::mem::discriminant(&rule)
            };
            if let Some(first) = field.validations.iter().find(is_same) {
                let name = &at.field.name;
                problems.push(fields::validation_twice(
                    at.directive,
                    name,
                    &kind,
                    first.span,
                ));
            }
            let compares = is_number_rule(&rule);
            let is_fitting = !field.is_list()
                && match field.kind {
                    FieldKind::Scalar(Scalar::Int | Scalar::Float) => compares,
                    FieldKind::Scalar(Scalar::String) => !compares,
                    _ => false,
                };
            if !is_fitting {
                let fits = if compares {
                    "`Int` and `Float`"
                } else {
                    "`String`"
                };
                problems.push(fields::validation_type(at.directive, at.field, &kind, fits));
            }
            field.validations.push(Validation {
                rule,
                error_message: arguments::text(at.directive, "errorMessage")
                    .value()
                    .map(|message| message.text),
                span: at.directive.span,
            });
        }
    }
}

pub(super) fn check(_: &Context<'_>, _: &Model, _: &mut Diagnostics) {}

fn read_rule(kind: &Name, value: &Name, problems: &mut Diagnostics) -> Option<ValidationRule> {
    let text = value.text.clone();
    let rule = match &**kind {
        "gt" => ValidationRule::GreaterThan(text),
        "lt" => ValidationRule::LessThan(text),
        "gte" => ValidationRule::AtLeast(text),
        "lte" => ValidationRule::AtMost(text),
        "startsWith" => ValidationRule::StartsWith(text),
        "endsWith" => ValidationRule::EndsWith(text),
        "matches" => ValidationRule::Matches(text),
        "minLength" | "maxLength" => {
            let Ok(length) = text.parse::<u32>() else {
                let fits = "a whole number that is not negative";
                problems.push(fields::validation_value(value, kind, fits));
                return None;
            };
            if &**kind == "minLength" {
                ValidationRule::MinLength(length)
            } else {
                ValidationRule::MaxLength(length)
            }
        }
        _ => return None,
    };
    let is_number = value.parse::<f64>().is_ok_and(f64::is_finite);
    if is_number_rule(&rule) && !is_number {
        problems.push(fields::validation_value(value, kind, "a number"));
        return None;
    }
    Some(rule)
}

fn is_number_rule(rule: &ValidationRule) -> bool {
    match rule {
        ValidationRule::GreaterThan(_)
        | ValidationRule::LessThan(_)
        | ValidationRule::AtLeast(_)
        | ValidationRule::AtMost(_) => true,
        ValidationRule::MinLength(_)
        | ValidationRule::MaxLength(_)
        | ValidationRule::StartsWith(_)
        | ValidationRule::EndsWith(_)
        | ValidationRule::Matches(_) => false,
    }
}
