//! Expressions.

use super::{Evaluator, Flow, arithmetic, equality::equal};
use crate::{
    heap::Members,
    tree::{Expression, Operator, Position},
    value::Value,
};

/// Longer ranges are refused; a `#foreach` would not reach their end.
const MAX_RANGE: u64 = 100_000;

impl<'a> Evaluator<'a> {
    pub(crate) fn expression(&mut self, expression: &'a Expression) -> Result<Value<'a>, Flow<'a>> {
        self.enter()?;
        let value = match expression {
            Expression::Null => Value::Null,
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Integer(integer) => Value::Integer(*integer),
            Expression::Double(double) => Value::Double(*double),
            Expression::Text(text) => Value::Text((&**text).into()),
            Expression::Interpolated(block) => {
                let mut text = String::new();
                self.block(block, &mut text)?;
                self.heap.text(text)?
            }
            Expression::Reference(reference) => self.reference(reference)?,
            Expression::List(elements) => {
                let elements = self.expressions(elements)?;
                self.heap.new_list(elements)?
            }
            Expression::Range(bounds, position) => {
                match self.range(&bounds.0, &bounds.1, *position)? {
                    Some(elements) => self.heap.new_list(elements)?,
                    None => Value::Null,
                }
            }
            Expression::Map(pairs) => {
                let mut members = Members::with_capacity(pairs.len());
                for (key, value) in pairs {
                    let key = self.expression(key)?;
                    let key = self.key_of(&key)?;
                    members.insert(key, self.expression(value)?);
                }
                self.heap.new_map(members)?
            }
            Expression::Not(inner) => Value::Bool(!self.truth(inner)?),
            Expression::Binary(operands, operator) => {
                self.binary(&operands.0, *operator, &operands.1)?
            }
        };
        self.leave();
        Ok(value)
    }

    /// Whether a condition holds.
    pub(super) fn truth(&mut self, condition: &'a Expression) -> Result<bool, Flow<'a>> {
        Ok(condition.may_hold() && self.expression(condition)?.is_true())
    }

    fn binary(
        &mut self,
        left: &'a Expression,
        operator: Operator,
        right: &'a Expression,
    ) -> Result<Value<'a>, Flow<'a>> {
        let operands = (left, right);
        match operator {
            Operator::Or => return Ok(Value::Bool(self.truth(left)? || self.truth(right)?)),
            Operator::And => return Ok(Value::Bool(self.truth(left)? && self.truth(right)?)),
            _ => {}
        }
        let left = self.expression(left)?;
        let right = self.expression(right)?;
        Ok(match operator {
            Operator::Or | Operator::And => unreachable!("invariant: decided above"),
            Operator::Equal => Value::Bool(equal(&mut self.heap, &left, &right)),
            Operator::NotEqual => Value::Bool(!equal(&mut self.heap, &left, &right)),
            Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => {
                Value::Bool(arithmetic::is_ordered(&left, operator, &right))
            }
            Operator::Add if matches!(left, Value::Text(_)) || matches!(right, Value::Text(_)) => {
                let (Some(left), Some(right)) = (
                    value_or_literal(left, operands.0),
                    value_or_literal(right, operands.1),
                ) else {
                    return Ok(Value::Null);
                };
                let mut text = self.text_of(&left)?.to_string();
                text.push_str(&self.text_of(&right)?);
                self.heap.text(text)?
            }
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Remainder => arithmetic::calculate(&left, operator, &right),
        })
    }

    /// `[first..last]`, downwards if the last is smaller. None if either is no integer.
    pub(super) fn range(
        &mut self,
        first: &'a Expression,
        last: &'a Expression,
        position: Position,
    ) -> Result<Option<Vec<Value<'a>>>, Flow<'a>> {
        let (first, last) = (self.expression(first)?, self.expression(last)?);
        let (Value::Integer(first), Value::Integer(last)) = (first, last) else {
            return Ok(None);
        };
        if first.abs_diff(last) >= MAX_RANGE {
            let message = format!("the range {first}..{last} has more than {MAX_RANGE} elements");
            return Err(self.fail(position, message));
        }
        Ok(Some(if first <= last {
            (first..=last).map(Value::Integer).collect()
        } else {
            (last..=first).rev().map(Value::Integer).collect()
        }))
    }
}

/// What is added to a text. Velocity adds what the template says where there is no value (`ASTAddNode`).
fn value_or_literal<'a>(value: Value<'a>, expression: &'a Expression) -> Option<Value<'a>> {
    match (value, expression) {
        (Value::Null, Expression::Reference(reference)) => {
            Some(Value::Text((&*reference.literal).into()))
        }
        (Value::Null, Expression::Null) => Some(Value::Text("null".into())),
        (Value::Null, _) => None,
        (value, _) => Some(value),
    }
}
