//! Numbers, as Velocity's `MathUtils` has them: integers stay integers, anything with a double is a
//! double, and what cannot be computed is null.

use std::cmp::Ordering;

use crate::{tree::Operator, value::Value};

/// The result of an operator on numbers.
pub(super) fn calculate<'a>(left: &Value<'a>, operator: Operator, right: &Value<'a>) -> Value<'a> {
    match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => integers(*left, operator, *right),
        _ => match (as_double(left), as_double(right)) {
            (Some(left), Some(right)) => doubles(left, operator, right),
            _ => Value::Null,
        },
    }
}

/// A result too large for Java's `long` becomes a double.
fn integers<'a>(left: i64, operator: Operator, right: i64) -> Value<'a> {
    let result = match operator {
        Operator::Divide | Operator::Remainder if right == 0 => return Value::Null,
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide => left.checked_div(right),
        Operator::Remainder => left.checked_rem(right),
        _ => return Value::Null,
    };
    result.map_or_else(
        || doubles(left as f64, operator, right as f64),
        Value::Integer,
    )
}

fn doubles<'a>(left: f64, operator: Operator, right: f64) -> Value<'a> {
    match operator {
        Operator::Divide | Operator::Remainder if right == 0.0 => Value::Null,
        Operator::Add => Value::Double(left + right),
        Operator::Subtract => Value::Double(left - right),
        Operator::Multiply => Value::Double(left * right),
        Operator::Divide => Value::Double(left / right),
        Operator::Remainder => Value::Double(left % right),
        _ => Value::Null,
    }
}

/// Whether `left operator right` holds; never for what is no number.
pub(super) fn is_ordered(left: &Value<'_>, operator: Operator, right: &Value<'_>) -> bool {
    compare_numbers(left, right).is_some_and(|ordering| match operator {
        Operator::Less => ordering.is_lt(),
        Operator::LessOrEqual => ordering.is_le(),
        Operator::Greater => ordering.is_gt(),
        _ => ordering.is_ge(),
    })
}

/// The order of two numbers of either type.
pub(crate) fn compare_numbers(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(right)),
        _ => as_double(left)?.partial_cmp(&as_double(right)?),
    }
}

fn as_double(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Integer(integer) => Some(*integer as f64),
        Value::Double(double) => Some(*double),
        _ => None,
    }
}
