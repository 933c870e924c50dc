//! Expressions.

use super::{
    Machine,
    operators::decides,
    value::{Text, Value},
};
use crate::plain::{
    Result, Stop,
    tree::{Call, Element, Expression, Key, Property, Slot},
};

impl<'a> Machine<'a> {
    pub(super) fn variable(&self, slot: Slot) -> Result<Value<'a>> {
        match &self.variables[self.base + slot] {
            Value::Missing => Err(Stop::Unknown),
            value => Ok(value.clone()),
        }
    }

    pub(super) fn value(&mut self, expression: &'a Expression) -> Result<Value<'a>> {
        self.step()?;
        self.deeper(|machine| machine.any(expression))
    }

    fn any(&mut self, expression: &'a Expression) -> Result<Value<'a>> {
        Ok(match expression {
            Expression::Undefined => Value::Undefined,
            Expression::Null => Value::Null,
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::text(&**text),
            Expression::Variable(slot) => self.variable(*slot)?,
            Expression::ModuleVariable(slot) => match &self.of_module[*slot] {
                Value::Missing => return Err(Stop::Unknown),
                value => value.clone(),
            },
            Expression::Object(properties) => self.object(properties)?,
            Expression::List(elements) => self.list(elements)?,
            Expression::Template(texts, values) => self.template(texts, values)?,
            Expression::Member {
                object,
                name,
                optional,
            } => {
                let object = self.receiver(object, *optional)?;
                self.member(&object, name)?
            }
            Expression::Index {
                object,
                index,
                optional,
            } => {
                let object = self.receiver(object, *optional)?;
                let index = self.value(index)?;
                self.index(&object, &index)?
            }
            Expression::Chain(chain) => match self.value(chain) {
                Err(Stop::ChainEnds) => Value::Undefined,
                result => result?,
            },
            Expression::Not(value) => Value::Bool(!self.value(value)?.is_truthy()),
            Expression::Negative(value) => match self.value(value)? {
                Value::Number(number) => Value::Number(-number),
                _ => return Err(Stop::Unknown),
            },
            Expression::TypeOf(value) => Value::text(self.value(value)?.type_of()),
            Expression::Delete(object, key) => {
                let object = self.value(object)?;
                let key = self.key(key)?;
                let Value::Object(id) = object else {
                    return Err(Stop::Unknown);
                };
                self.looked_for(id)?;
                self.heap.delete(id, &key);
                Value::Bool(true)
            }
            Expression::Binary(operator, sides) => {
                let left = self.value(&sides.0)?;
                let right = self.value(&sides.1)?;
                self.binary(*operator, &left, &right)?
            }
            Expression::Logical(operator, sides) => {
                let left = self.value(&sides.0)?;
                match decides(*operator, &left) {
                    true => left,
                    false => self.value(&sides.1)?,
                }
            }
            Expression::Conditional(parts) => {
                let (test, then, otherwise) = &**parts;
                match self.value(test)?.is_truthy() {
                    true => self.value(then)?,
                    false => self.value(otherwise)?,
                }
            }
            Expression::Assign(target, value) => {
                let place = self.place(target)?;
                let value = self.value(value)?;
                self.assign(place, value)?
            }
            Expression::AssignBinary(operator, target, value) => {
                let place = self.place(target)?;
                let left = self.current(&place)?;
                let right = self.value(value)?;
                let value = self.binary(*operator, &left, &right)?;
                self.assign(place, value)?
            }
            Expression::AssignLogical(operator, target, value) => {
                let place = self.place(target)?;
                let left = self.current(&place)?;
                if decides(*operator, &left) {
                    return Ok(left);
                }
                let value = self.value(value)?;
                self.assign(place, value)?
            }
            Expression::Call(call) => self.call(call)?,
        })
    }

    pub(super) fn values(&mut self, expressions: &'a [Expression]) -> Result<Vec<Value<'a>>> {
        let values = expressions.iter().map(|expression| self.value(expression));
        values.collect()
    }

    pub(super) fn object(&mut self, properties: &'a [Property]) -> Result<Value<'a>> {
        let id = self.heap.new_object(Vec::with_capacity(properties.len()));
        for property in properties {
            match property {
                Property::Member(key, value) => {
                    let name = self.key(key)?;
                    let value = self.value(value)?;
                    self.set(id, name, value)?;
                }
                Property::Spread(spread) => {
                    let spread = self.value(spread)?;
                    self.assign_all(id, &spread)?;
                }
            }
        }
        Ok(Value::Object(id))
    }

    pub(super) fn list(&mut self, elements: &'a [Element]) -> Result<Value<'a>> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                Element::Item(item) => items.push(self.value(item)?),
                Element::Spread(list) => {
                    let list = self.value(list)?;
                    for at in 0..self.length(&list)? {
                        self.step()?;
                        items.push(self.item(&list, at)?);
                    }
                }
            }
        }
        Ok(self.heap.list(items))
    }

    pub(super) fn template(
        &mut self,
        texts: &'a [Box<str>],
        values: &'a [Expression],
    ) -> Result<Value<'a>> {
        let mut whole = String::new();
        for (number, text) in texts.iter().enumerate() {
            whole.push_str(text);
            if let Some(value) = values.get(number) {
                whole.push_str(&self.value(value)?.to_text()?);
            }
        }
        self.new_text(whole)
    }

    /// A text that was put together.
    pub(super) fn new_text(&mut self, text: String) -> Result<Value<'a>> {
        self.copied(&text)?;
        Ok(Value::text(text))
    }

    pub(super) fn key(&mut self, key: &'a Key) -> Result<Text<'a>> {
        match key {
            Key::Name(name) => Ok(Text::Given(name)),
            Key::Computed(key) => {
                let key = self.value(key)?;
                self.key_of(&key)
            }
        }
    }

    /// A value as the name of a member.
    pub(super) fn key_of(&mut self, value: &Value<'a>) -> Result<Text<'a>> {
        match value {
            Value::Text(text) => Ok(text.clone()),
            other => Ok(other.to_text()?.into_owned().into()),
        }
    }

    pub(super) fn call(&mut self, call: &'a Call) -> Result<Value<'a>> {
        match call {
            Call::Own(function, arguments) => {
                let arguments = self.values(arguments)?;
                self.call_own(*function, &arguments)
            }
            Call::Method {
                receiver,
                optional,
                method,
                arguments,
            } => {
                let receiver = self.receiver(receiver, *optional)?;
                let arguments = self.values(arguments)?;
                self.method(&receiver, *method, &arguments)
            }
            Call::Each {
                receiver,
                optional,
                method,
                callback,
            } => {
                let receiver = self.receiver(receiver, *optional)?;
                self.each(&receiver, *method, callback)
            }
            Call::Global(global, arguments) => {
                let arguments = self.values(arguments)?;
                self.global(*global, &arguments)
            }
            Call::Utility(utility, arguments) => {
                let arguments = self.values(arguments)?;
                self.utility(utility, &arguments)
            }
            Call::DynamoDb(function, arguments) => {
                let arguments = self.values(arguments)?;
                self.dynamodb(*function, &arguments)
            }
            Call::Effect(effect, arguments) => {
                let arguments = self.values(arguments)?;
                self.effect(effect, &arguments)
            }
        }
    }

    /// What a member or a method is of, or what the chain ends at.
    pub(super) fn receiver(
        &mut self,
        receiver: &'a Expression,
        optional: bool,
    ) -> Result<Value<'a>> {
        let receiver = self.value(receiver)?;
        match optional && receiver.is_nullish() {
            true => Err(Stop::ChainEnds),
            false => Ok(receiver),
        }
    }
}
