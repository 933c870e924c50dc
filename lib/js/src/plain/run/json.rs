//! Plain values as JSON and back, as [`crate::json`] has those of QuickJS.

use serde_json::{Map, Value as Json};

use super::{
    Machine,
    value::{Value, is_sorted, members_in_order, whole},
};
use crate::json::from_number;
use crate::plain::{Result, Stop};

/// How deep values may be for plain code to go through them: circles end there, too.
const MAX_DEPTH: usize = 64;

/// Reads JSON text, unless JavaScript may read it otherwise: fractions are rounded in the last place.
pub(super) fn parse(text: &str) -> Result<Json> {
    let json = serde_json::from_str(text).map_err(|_| Stop::Unknown)?;
    match has_whole_numbers(&json) {
        true => Ok(json),
        false => Err(Stop::Unknown),
    }
}

/// Whether JSON has no numbers that JavaScript writes in a way of its own.
pub(super) fn has_whole_numbers(json: &Json) -> bool {
    match json {
        Json::Number(number) => number.as_f64().and_then(whole).is_some(),
        Json::Array(items) => items.iter().all(has_whole_numbers),
        Json::Object(members) => members.values().all(has_whole_numbers),
        Json::Null | Json::Bool(_) | Json::String(_) => true,
    }
}

impl<'a> Machine<'a> {
    /// A value as JSON; undefined is null.
    pub(super) fn json_of(&mut self, value: &Value<'a>) -> Result<Json> {
        Ok(self.member_json(value, 0)?.unwrap_or(Json::Null))
    }

    /// A value as JSON has it, which leaves out undefined.
    fn member_json(&mut self, value: &Value<'a>, depth: usize) -> Result<Option<Json>> {
        self.step()?;
        Ok(Some(match value {
            Value::Undefined => return Ok(None),
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => from_number(*number),
            Value::Text(text) => {
                self.copied(text)?;
                Json::String((**text).to_owned())
            }
            Value::Given(json) | Value::Kept(json) => self.copy(json, depth)?,
            _ if depth == MAX_DEPTH => return Err(Stop::Unknown),
            Value::Object(id) => {
                let count = self.heap.members(*id).len();
                let mut members = Map::with_capacity(count);
                for at in 0..count {
                    let (name, member) = self.heap.members(*id)[at].clone();
                    if let Some(member) = self.member_json(&member, depth + 1)? {
                        members.insert((*name).to_owned(), member);
                    }
                }
                Json::Object(members)
            }
            Value::List(id) => {
                let count = self.heap.items(*id).len();
                let mut items = Vec::with_capacity(count);
                for at in 0..count {
                    let item = self.heap.items(*id)[at].clone();
                    items.push(self.member_json(&item, depth + 1)?.unwrap_or(Json::Null));
                }
                Json::Array(items)
            }
            Value::Missing | Value::Context => return Err(Stop::Unknown),
        }))
    }

    /// JSON of the context, as it comes back from JavaScript.
    fn copy(&mut self, json: &Json, depth: usize) -> Result<Json> {
        self.step()?;
        Ok(match json {
            Json::Null | Json::Bool(_) => json.clone(),
            Json::Number(number) => from_number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => {
                self.copied(text)?;
                json.clone()
            }
            _ if depth == MAX_DEPTH => return Err(Stop::Unknown),
            Json::Array(items) => {
                let items = items.iter().map(|item| self.copy(item, depth + 1));
                Json::Array(items.collect::<Result<_>>()?)
            }
            Json::Object(members) => {
                let members = members_in_order(members)?.iter();
                let members =
                    members.map(|(name, member)| Ok((name.clone(), self.copy(member, depth + 1)?)));
                Json::Object(members.collect::<Result<_>>()?)
            }
        })
    }

    /// JSON as a value.
    pub(super) fn of_json(&mut self, json: Json) -> Result<Value<'a>> {
        self.step()?;
        Ok(match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(value),
            Json::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Value::text(text),
            Json::Array(items) => {
                let items = items.into_iter().map(|item| self.of_json(item));
                let items = items.collect::<Result<_>>()?;
                self.heap.list(items)
            }
            Json::Object(members) => {
                let mut given = Vec::with_capacity(members.len());
                for (name, member) in members {
                    if is_sorted(&name) || name == "__proto__" {
                        return Err(Stop::Unknown);
                    }
                    given.push((name.into(), self.of_json(member)?));
                }
                self.heap.object(given)
            }
        })
    }
}
