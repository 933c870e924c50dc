//! Operators, and what they assign to.

use super::{
    Machine,
    value::{Value, whole},
};
use crate::plain::{
    Result, Stop,
    tree::{Binary, Key, Logical, Slot, Target},
};

impl<'a> Machine<'a> {
    pub(super) fn binary(
        &mut self,
        operator: Binary,
        left: &Value<'a>,
        right: &Value<'a>,
    ) -> Result<Value<'a>> {
        use Value::{Number, Text};
        Ok(match (operator, left, right) {
            (Binary::Same { not }, left, right) => Value::Bool(self.is_same(left, right)? != not),
            (Binary::Equal { not }, left, right) => {
                let equal = match (left.is_nullish(), right.is_nullish()) {
                    (true, true) => true,
                    (true, false) | (false, true) => false,
                    _ if left.type_of() == right.type_of() => self.is_same(left, right)?,
                    _ => return Err(Stop::Unknown),
                };
                Value::Bool(equal != not)
            }
            (Binary::Add, Number(left), Number(right)) => Number(left + right),
            (Binary::Add, Text(_), _) | (Binary::Add, _, Text(_)) => {
                let text = [left.to_text()?, right.to_text()?].concat();
                self.new_text(text)?
            }
            (Binary::Subtract, Number(left), Number(right)) => Number(left - right),
            (Binary::Multiply, Number(left), Number(right)) => Number(left * right),
            (Binary::Divide, Number(left), Number(right)) => Number(left / right),
            (Binary::Remainder, Number(left), Number(right)) => Number(left % right),
            (Binary::Less, Number(left), Number(right)) => Value::Bool(left < right),
            (Binary::LessOrEqual, Number(left), Number(right)) => Value::Bool(left <= right),
            (Binary::Greater, Number(left), Number(right)) => Value::Bool(left > right),
            (Binary::GreaterOrEqual, Number(left), Number(right)) => Value::Bool(left >= right),
            // Other texts are ordered by the halves of their characters.
            (_, Text(left), Text(right)) if left.is_ascii() && right.is_ascii() => {
                self.searched(left)?;
                self.searched(right)?;
                let order = (**left).cmp(&**right);
                Value::Bool(match operator {
                    Binary::Less => order.is_lt(),
                    Binary::LessOrEqual => order.is_le(),
                    Binary::Greater => order.is_gt(),
                    Binary::GreaterOrEqual => order.is_ge(),
                    _ => return Err(Stop::Unknown),
                })
            }
            _ => return Err(Stop::Unknown),
        })
    }

    /// `===`
    pub(super) fn is_same(&mut self, one: &Value<'a>, other: &Value<'a>) -> Result<bool> {
        if let (Value::Text(one), Value::Text(_)) = (one, other) {
            self.searched(one)?;
        }
        one.is_same(other)
    }

    pub(super) fn place(&mut self, target: &'a Target) -> Result<Place<'a>> {
        Ok(match target {
            Target::Variable(slot) => Place::Variable(*slot),
            Target::Member(object, key) => {
                let object = self.value(object)?;
                let key = match key {
                    Key::Name(name) => Value::text(&**name),
                    Key::Computed(key) => self.value(key)?,
                };
                Place::Member(object, key)
            }
        })
    }

    pub(super) fn current(&mut self, place: &Place<'a>) -> Result<Value<'a>> {
        match place {
            Place::Variable(slot) => self.variable(*slot),
            Place::Member(object, key) => self.index(object, key),
        }
    }

    pub(super) fn assign(&mut self, place: Place<'a>, value: Value<'a>) -> Result<Value<'a>> {
        match place {
            Place::Variable(slot) => {
                // What has no value yet cannot be assigned to.
                self.variable(slot)?;
                self.variables[self.base + slot] = value.clone();
            }
            Place::Member(Value::Object(id), key) => {
                let name = self.key_of(&key)?;
                self.set(id, name, value.clone())?;
            }
            Place::Member(Value::List(id), Value::Number(at)) => {
                let at = whole(at).and_then(|at| usize::try_from(at).ok());
                self.heap
                    .set_item(id, at.ok_or(Stop::Unknown)?, value.clone())?;
            }
            Place::Member(..) => return Err(Stop::Unknown),
        }
        Ok(value)
    }
}

/// What is assigned to, once it is found.
pub(super) enum Place<'a> {
    Variable(Slot),
    Member(Value<'a>, Value<'a>),
}

/// Whether the left side is the value.
pub(super) fn decides(operator: Logical, left: &Value<'_>) -> bool {
    match operator {
        Logical::And => !left.is_truthy(),
        Logical::Or => left.is_truthy(),
        Logical::Coalesce => !left.is_nullish(),
    }
}
