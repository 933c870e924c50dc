//! `@validate`: what the values of a new or changed item have to satisfy.

use appsynth_program::{
    Comparison, Condition, Expr, Stmt, Utility, call, compare, ends_with, error_without_type, if_,
    is_present, is_true, length, let_, not, starts_with, text, var,
};

use super::super::Code;
use super::{local, number_of, transformed_arguments};
use crate::model::{Entity, Field, Validation, ValidationRule};

/// Refuses values that do not satisfy their fields' rules; none if no field has any.
pub(super) fn code(entity: &Entity) -> Option<Code> {
    let fields = entity.fields.values();
    let checks: Vec<Stmt> = fields
        .filter(|field| !field.validations.is_empty())
        .map(|field| check(entity, field))
        .collect();
    if checks.is_empty() {
        return None;
    }
    let mut body = vec![let_("args", transformed_arguments())];
    body.extend(checks);
    Some(local(body))
}

fn check(entity: &Entity, field: &Field) -> Stmt {
    let value = || var("args").get("input").get(field.name.text.as_str());
    let checks = field.validations.iter().map(|validation| {
        if_(
            not(holds(&validation.rule, value())),
            [error_without_type(message(entity, field, validation))],
        )
    });
    if_(is_present(value()), checks)
}

fn holds(rule: &ValidationRule, value: Expr) -> Condition {
    let compared =
        |comparison, value: Expr, bound: &str| compare(value, comparison, number_of(bound));
    match rule {
        ValidationRule::GreaterThan(bound) => compared(Comparison::Greater, value, bound),
        ValidationRule::LessThan(bound) => compared(Comparison::Less, value, bound),
        ValidationRule::AtLeast(bound) => compared(Comparison::GreaterOrEqual, value, bound),
        ValidationRule::AtMost(bound) => compared(Comparison::LessOrEqual, value, bound),
        ValidationRule::MinLength(bound) => {
            compare(length(value), Comparison::GreaterOrEqual, i64::from(*bound))
        }
        ValidationRule::MaxLength(bound) => {
            compare(length(value), Comparison::LessOrEqual, i64::from(*bound))
        }
        ValidationRule::StartsWith(part) => starts_with(value, part.as_str()),
        ValidationRule::EndsWith(part) => ends_with(value, part.as_str()),
        ValidationRule::Matches(pattern) => {
            is_true(call(Utility::Matches, [text(pattern.as_str()), value]))
        }
    }
}

fn message(entity: &Entity, field: &Field, validation: &Validation) -> String {
    if let Some(message) = &validation.error_message {
        return message.clone();
    }
    let demand = match &validation.rule {
        ValidationRule::GreaterThan(bound) => format!("be greater than {bound}"),
        ValidationRule::LessThan(bound) => format!("be less than {bound}"),
        ValidationRule::AtLeast(bound) => format!("be greater than or equal to {bound}"),
        ValidationRule::AtMost(bound) => format!("be less than or equal to {bound}"),
        ValidationRule::MinLength(length) => format!("have a minimum length of {length}"),
        ValidationRule::MaxLength(length) => format!("have a maximum length of {length}"),
        ValidationRule::StartsWith(part) => format!("start with {part}"),
        ValidationRule::EndsWith(part) => format!("end with {part}"),
        ValidationRule::Matches(pattern) => format!("match {pattern}"),
    };
    format!("Field {} of type {} must {demand}", field.name, entity.name)
}
