//! References: reading, calling and setting.

use super::{Evaluator, Flow};
use crate::{
    heap::Part,
    json,
    key::Key,
    methods::{self, MethodError},
    parse::line_column,
    tree::{Position, Reference, Root, Step, Utility, UtilityFunction},
    util,
    value::{MapId, Value},
};

impl<'a> Evaluator<'a> {
    /// The value of a reference; null as soon as a step has none.
    pub(crate) fn reference(&mut self, reference: &'a Reference) -> Result<Value<'a>, Flow<'a>> {
        self.steps(reference, reference.steps.len())
    }

    /// The value after so many steps.
    fn steps(&mut self, reference: &'a Reference, count: usize) -> Result<Value<'a>, Flow<'a>> {
        let mut value = match &reference.root {
            Root::Variable(slot) => self.slots[slot.0].clone(),
            Root::Utility(utility) => self.utility(utility)?,
        };
        for step in reference.steps.iter().take(count) {
            if value.is_null() {
                break;
            }
            value = match step {
                Step::Property(name) => self.property(&value, name),
                Step::Method {
                    name,
                    arguments,
                    position,
                } => {
                    let arguments = self.expressions(arguments)?;
                    self.method(&value, name, &arguments, *position)?
                }
                Step::Index(index, position) => {
                    let index = self.expression(index)?;
                    self.index(&value, &index, *position)?
                }
            };
        }
        Ok(value)
    }

    /// Velocity tries Java's getters and, for maps, the member of that name.
    fn property(&mut self, value: &Value<'a>, name: &'a str) -> Value<'a> {
        match value {
            Value::Map(id) => self.heap.map(*id).get(name).cloned().unwrap_or(Value::Null),
            Value::Entry(id, key) => match name {
                "key" => key.value(),
                "value" => self.heap.map(*id).get(key).cloned().unwrap_or(Value::Null),
                _ => Value::Null,
            },
            Value::Loop(depth) => self.loop_member(*depth, name),
            Value::List(_) | Value::View(..) | Value::Part(_) if name == "empty" => {
                let elements = self.heap.collection(value);
                Value::Bool(elements.is_some_and(|elements| elements.is_empty()))
            }
            Value::Text(text) if name == "empty" => Value::Bool(text.is_empty()),
            Value::Text(text) if name == "bytes" => Value::Text(text.clone()),
            _ => Value::Null,
        }
    }

    fn method(
        &mut self,
        value: &Value<'a>,
        name: &str,
        arguments: &[Value<'a>],
        position: Position,
    ) -> Result<Value<'a>, Flow<'a>> {
        methods::call(self, value, name, arguments).or_else(|error| match error {
            MethodError::Unknown => {
                let count = match arguments.len() {
                    0 => "without arguments".to_owned(),
                    1 => "with 1 argument".to_owned(),
                    count => format!("with {count} arguments"),
                };
                let message = format!("{} has no method `{name}` {count}", value.kind());
                Ok(self.inapplicable(position, message))
            }
            MethodError::Inapplicable(message) => {
                Ok(self.inapplicable(position, format!("`{name}`: {message}")))
            }
            MethodError::Failed(message) => {
                Err(self.fail(position, format!("`{name}`: {message}")))
            }
            MethodError::Flow(flow) => Err(flow),
        })
    }

    /// `$list[0]`, from the end if negative, and `$map["key"]`.
    fn index(
        &mut self,
        value: &Value<'a>,
        index: &Value<'a>,
        position: Position,
    ) -> Result<Value<'a>, Flow<'a>> {
        match (value, index) {
            (Value::List(_) | Value::Array(_) | Value::Part(_), Value::Integer(index)) => {
                match self.element(value, *index) {
                    Ok(element) => Ok(element.clone()),
                    Err(message) => Err(self.fail(position, message)),
                }
            }
            (Value::Map(id), key) => {
                let key = self.key_of(key)?;
                Ok(self.heap.map(*id).get(&key).cloned().unwrap_or(Value::Null))
            }
            _ => {
                let message = format!("{} has no index that is {}", value.kind(), index.kind());
                Ok(self.inapplicable(position, message))
            }
        }
    }

    /// For Velocity it has no value, which Amplify's templates count on: some put into lists, or ask texts
    /// for their size.
    fn inapplicable(&mut self, position: Position, message: String) -> Value<'a> {
        self.inapplicable = Some(self.fail(position, message));
        Value::Null
    }

    fn utility(&mut self, utility: &'a Utility) -> Result<Value<'a>, Flow<'a>> {
        let arguments = self.expressions(&utility.arguments)?;
        match utility.function {
            UtilityFunction::Native(native) => native(self, &arguments, utility.position),
            UtilityFunction::Shared(function) => {
                let arguments = arguments
                    .iter()
                    .map(|argument| json::to_json(&self.heap, argument))
                    .collect::<Result<Vec<_>, _>>()
                    .map_err(|error| self.fail(utility.position, error.to_string()))?;
                match (function.call)(self.host, &arguments) {
                    Ok(json) => Ok(self.heap.adopt(json)?),
                    Err(error) if error.error_type.is_some() => Err(Flow::Error(error)),
                    Err(error) => {
                        let message = format!("`${}`: {}", utility.name, error.message);
                        Err(self.fail(utility.position, message))
                    }
                }
            }
            UtilityFunction::Unknown => {
                let mut message = format!("there is no function `${}`", utility.name);
                if let Some(near) = util::nearest(&utility.name) {
                    message.push_str(&format!(" (did you mean `${near}`?)"));
                }
                Err(self.fail(utility.position, message))
            }
        }
    }

    /// `#set`. Velocity 1.7 leaves a variable as it was instead of setting it to null. It sets no variable in braces
    /// either; AppSync does.
    ///
    /// <https://velocity.apache.org/engine/1.7/user-guide.html#set>
    pub(super) fn assign(
        &mut self,
        target: &'a Reference,
        value: Value<'a>,
    ) -> Result<(), Flow<'a>> {
        if value.is_null() {
            return Ok(());
        }
        let Some(last) = target.steps.last() else {
            return match &target.root {
                Root::Variable(slot) => {
                    self.slots[slot.0] = value;
                    Ok(())
                }
                Root::Utility(_) => Ok(()),
            };
        };
        let container = self.steps(target, target.steps.len() - 1)?;
        match (&container, last) {
            (Value::Null, _) => Ok(()),
            (Value::Map(id), Step::Property(name)) => self.put(*id, (&**name).into(), value),
            (Value::Map(id), Step::Index(key, _)) => {
                let key = self.expression(key)?;
                let key = self.key_of(&key)?;
                self.put(*id, key, value)
            }
            (Value::List(_) | Value::Array(_) | Value::Part(_), Step::Index(index, position)) => {
                let Value::Integer(index) = self.expression(index)? else {
                    self.unset(target, &container);
                    return Ok(());
                };
                match self.element(&container, index) {
                    Ok(element) => {
                        *element = value;
                        Ok(())
                    }
                    Err(message) => Err(self.fail(*position, message)),
                }
            }
            (Value::Entry(id, key), Step::Property(name)) if **name == *"value" => {
                self.put(*id, key.clone(), value)
            }
            (other, _) => {
                self.unset(target, other);
                Ok(())
            }
        }
    }

    /// Velocity passes over a `#set` of what cannot be set (`ASTReference.setValue`); the log tells of it.
    fn unset(&mut self, target: &Reference, container: &Value<'a>) {
        let (line, column) = line_column(&self.template.source, target.position.0);
        self.effects.logs.push(format!(
            "WARN - the `#set` of `{}` at line {line}, column {column} does nothing: {} has no such member",
            target.literal,
            container.kind()
        ));
    }

    /// An element of a list, a part of one or an array; what is wrong with the index if there is none.
    fn element(&mut self, list: &Value<'a>, index: i64) -> Result<&mut Value<'a>, String> {
        let (id, from, length) = match list {
            Value::Part(id) => {
                let Part {
                    of, from, length, ..
                } = *self.heap.part(*id);
                (of, from, length)
            }
            Value::List(id) | Value::Array(id) => (*id, 0, self.heap.list(*id).len()),
            _ => return Err(methods::out_of_bounds(index, 0)),
        };
        let place = place(index, length).filter(|place| *place < length);
        place
            .and_then(|place| self.heap.list(id).get_mut(from + place))
            .ok_or_else(|| methods::out_of_bounds(index, length))
    }

    fn put(&mut self, map: MapId, key: Key<'a>, value: Value<'a>) -> Result<(), Flow<'a>> {
        let bytes = 2 * size_of::<Value<'_>>();
        self.heap.allocate(bytes)?;
        self.heap.map(map).insert(key, value);
        Ok(())
    }
}

/// The place in a list of an index that may count from the end.
fn place(index: i64, length: usize) -> Option<usize> {
    let index = if index < 0 {
        index.checked_add(i64::try_from(length).ok()?)?
    } else {
        index
    };
    usize::try_from(index).ok()
}
