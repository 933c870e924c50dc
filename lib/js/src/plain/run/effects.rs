//! What plain code does besides giving a value.

use appsynth_util::{FieldError, Outcome, SkipTo, auth_type};
use serde_json::Value as Json;

use super::{Machine, value::Value};
use crate::plain::{Result, tree::Effect};

use crate::{console, utilities};

impl<'a> Machine<'a> {
    pub(super) fn effect(&mut self, effect: &Effect, arguments: &[Value<'a>]) -> Result<Value<'a>> {
        match effect {
            Effect::AuthType => return Ok(Value::text(auth_type(&self.context.identity))),
            Effect::Unauthorized => {
                let error = FieldError::new("Unauthorized", "Unauthorized");
                return self.end(Outcome::Error(error));
            }
            Effect::Error => {
                let error = self.field_error(arguments)?;
                return self.end(Outcome::Error(error));
            }
            Effect::AppendError => {
                let error = self.field_error(arguments)?;
                self.errors.push(error);
            }
            Effect::EarlyReturn => {
                let value = self.argument(arguments, 0)?;
                let options = self.argument(arguments, 1)?;
                let skip_to = match options.get("skipTo").and_then(Json::as_str) {
                    Some("NEXT") => Some(SkipTo::Next),
                    Some("END") => Some(SkipTo::End),
                    _ => None,
                };
                return self.end(Outcome::EarlyReturn { value, skip_to });
            }
            Effect::Log(level, place) => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(match argument {
                        Value::Undefined => None,
                        other => Some(self.json_of(other)?),
                    });
                }
                let line = console::line(level, &place.to_string(), &values);
                self.logs.push(line);
            }
            Effect::Record(name) => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(self.json_of(argument)?);
                }
                let value = match values.len() {
                    1 => values.remove(0),
                    _ => Json::Array(values),
                };
                self.extensions.push(((*name).to_owned(), value));
            }
        }
        Ok(Value::Undefined)
    }

    fn argument(&mut self, arguments: &[Value<'a>], number: usize) -> Result<Json> {
        match arguments.get(number) {
            Some(argument) => self.json_of(argument),
            None => Ok(Json::Null),
        }
    }

    /// The error that `util.error` and `util.appendError` are called with.
    fn field_error(&mut self, arguments: &[Value<'a>]) -> Result<FieldError> {
        let message = self.argument(arguments, 0)?;
        let error_type = self.argument(arguments, 1)?;
        Ok(utilities::field_error(
            message,
            error_type,
            self.argument(arguments, 2)?,
            self.argument(arguments, 3)?,
        ))
    }
}
