//! Functions of the language's global objects, and `util`.

use appsynth_util::{Function as Utility, Outcome};
use serde_json::Value as Json;

use super::{
    Machine,
    json::{has_whole_numbers, parse},
    value::{Text, Value},
};
use crate::plain::{Result, Stop, tree::Global};

/// How deep values may be that become attribute values.
const MAX_DEPTH: usize = 32;

impl<'a> Machine<'a> {
    pub(super) fn global(
        &mut self,
        function: Global,
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        let first = arguments.first().unwrap_or(&Value::Undefined);
        Ok(match function {
            Global::ObjectAssign => {
                let Value::Object(id) = first else {
                    return Err(Stop::Unknown);
                };
                for from in &arguments[1..] {
                    self.assign_all(*id, from)?;
                }
                first.clone()
            }
            Global::ObjectKeys => {
                let names = match first {
                    // Whether there are characters is all that is mostly asked for.
                    Value::Text(text) if text.is_ascii() => {
                        self.steps(text.len())?;
                        let numbers = 0..text.len();
                        numbers.map(|at| Value::text(at.to_string())).collect()
                    }
                    Value::List(_) | Value::Given(Json::Array(_)) => {
                        let count = self.length(first)?;
                        self.steps(count)?;
                        (0..count).map(|at| Value::text(at.to_string())).collect()
                    }
                    _ => self.names(first)?.into_iter().map(Value::Text).collect(),
                };
                self.heap.list(names)
            }
            Global::ObjectValues => {
                let entries = self.entries(first)?.into_iter();
                let values = entries.map(|(_, value)| value).collect();
                self.heap.list(values)
            }
            Global::ObjectEntries => {
                let mut entries = Vec::new();
                for (name, value) in self.entries(first)? {
                    entries.push(self.heap.list(vec![Value::Text(name), value]));
                }
                self.heap.list(entries)
            }
            Global::ObjectHasOwn => {
                let name = arguments.get(1).unwrap_or(&Value::Undefined);
                let name = self.key_of(name)?;
                Value::Bool(self.has_own(first, &name)?)
            }
            Global::ArrayIsArray => Value::Bool(match first {
                Value::List(_) | Value::Given(Json::Array(_)) => true,
                Value::Missing | Value::Kept(_) => return Err(Stop::Unknown),
                _ => false,
            }),
            Global::JsonParse => {
                let (Value::Text(text), 1) = (first, arguments.len()) else {
                    return Err(Stop::Unknown);
                };
                self.copied(text)?;
                self.of_json(parse(text)?)?
            }
            Global::JsonStringify => {
                if arguments.len() != 1 || matches!(first, Value::Undefined) {
                    return Err(Stop::Unknown);
                }
                let json = self.json_of(first)?;
                if !has_whole_numbers(&json) {
                    return Err(Stop::Unknown);
                }
                self.new_text(json.to_string())?
            }
            Global::MathCeil => Value::Number(number(first)?.ceil()),
            Global::MathFloor => Value::Number(number(first)?.floor()),
            Global::MathMax | Global::MathMin => match arguments {
                [one, other] => {
                    let (one, other) = (number(one)?, number(other)?);
                    // The sign of zero and what is no number have rules of their own.
                    if one == other || one.is_nan() || other.is_nan() {
                        return Err(Stop::Unknown);
                    }
                    Value::Number(match function {
                        Global::MathMax => one.max(other),
                        _ => one.min(other),
                    })
                }
                _ => return Err(Stop::Unknown),
            },
            Global::StringOf => match arguments {
                [one] => {
                    let text = one.to_text()?.into_owned();
                    self.new_text(text)?
                }
                _ => return Err(Stop::Unknown),
            },
            Global::ToDynamoDb => match self.attribute_value(first, 0)? {
                Some(value) => value,
                None => self.utility_named("dynamodb.toDynamoDB", arguments)?,
            },
            Global::ToMapValues => match self.attribute_values(first, 0)? {
                Some(value) => value,
                None => self.utility_named("dynamodb.toMapValues", arguments)?,
            },
        })
    }

    pub(super) fn utility_named(
        &mut self,
        name: &str,
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        let utility = appsynth_util::find(name).ok_or(Stop::Unknown)?;
        self.utility(utility, arguments)
    }

    /// A function of `util`.
    pub(super) fn utility(
        &mut self,
        utility: &Utility,
        arguments: &[Value<'a>],
    ) -> Result<Value<'a>> {
        let arguments = arguments.iter().map(|argument| self.json_of(argument));
        let arguments = arguments.collect::<Result<Vec<Json>>>()?;
        match (utility.call_from_js)(self.host, &arguments) {
            Ok(value) => self.of_json(value),
            Err(error) if error.error_type.is_some() => self.end(Outcome::Error(*error)),
            // It is told with its place.
            Err(_) => Err(Stop::Unknown),
        }
    }

    /// `{ S: … }` and its like of a value that is nothing but data.
    fn attribute_value(&mut self, value: &Value<'a>, depth: usize) -> Result<Option<Value<'a>>> {
        self.step()?;
        if depth == MAX_DEPTH {
            return Err(Stop::Unknown);
        }
        let (kind, value) = match value {
            Value::Text(_) => ("S", value.clone()),
            // There is no -0 in JSON.
            Value::Number(number) if number.is_finite() => ("N", Value::Number(number + 0.0)),
            Value::Bool(_) => ("BOOL", value.clone()),
            Value::Null => ("NULL", Value::Null),
            Value::List(_) | Value::Given(Json::Array(_)) => {
                let mut items = Vec::new();
                for at in 0..self.length(value)? {
                    let item = self.item(value, at)?;
                    let Some(item) = self.attribute_value(&item, depth + 1)? else {
                        return Ok(None);
                    };
                    items.push(item);
                }
                ("L", self.heap.list(items))
            }
            Value::Object(_) | Value::Given(Json::Object(_)) => {
                match self.attribute_values(value, depth)? {
                    Some(members) => ("M", members),
                    None => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(self.heap.object(vec![(Text::Given(kind), value)])))
    }

    /// An object whose members are attribute values.
    fn attribute_values(&mut self, object: &Value<'a>, depth: usize) -> Result<Option<Value<'a>>> {
        if !matches!(object, Value::Object(_) | Value::Given(Json::Object(_))) {
            return Ok(None);
        }
        let mut attributes = Vec::new();
        for (name, member) in self.entries(object)? {
            let Some(member) = self.attribute_value(&member, depth + 1)? else {
                return Ok(None);
            };
            attributes.push((name, member));
        }
        Ok(Some(self.heap.object(attributes)))
    }
}

fn number(value: &Value<'_>) -> Result<f64> {
    match value {
        Value::Number(number) => Ok(*number),
        _ => Err(Stop::Unknown),
    }
}
