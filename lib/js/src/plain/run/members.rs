//! What values are made of: members of objects, items of lists, characters of texts.

use serde_json::Value as Json;

use super::{
    Machine,
    value::{ObjectId, Text, Value, is_inherited, members_in_order, whole},
};
use crate::plain::{Result, Stop};

impl<'a> Machine<'a> {
    /// `value.name`
    pub(super) fn member(&mut self, value: &Value<'a>, name: &str) -> Result<Value<'a>> {
        match value {
            Value::Context => self.member_of_context(name),
            Value::Object(id) => {
                self.looked_for(*id)?;
                match self.heap.position(*id, name) {
                    Some(at) => self.heap.member_at(*id, at),
                    None => missing(name),
                }
            }
            Value::Given(Json::Object(members)) => match members.get(name) {
                Some(_) if name == "__proto__" => Err(Stop::Unknown),
                Some(member) => Ok(Value::given(member)),
                None => missing(name),
            },
            Value::Text(text) if name == "length" => {
                self.searched(text)?;
                Ok(Value::Number(length_of_text(text) as f64))
            }
            list if name == "length" => Ok(Value::Number(self.length(list)? as f64)),
            _ => Err(Stop::Unknown),
        }
    }

    fn member_of_context(&mut self, name: &str) -> Result<Value<'a>> {
        let context = self.context;
        Ok(Value::given(match name {
            "args" | "arguments" => &context.arguments,
            "identity" => &context.identity,
            "source" => &context.source,
            "prev" => &context.prev,
            "result" => &context.result,
            "error" => &context.error,
            "request" => &context.request,
            "info" => &context.info,
            "env" => &context.env,
            "stash" => return self.stash(),
            _ => return Err(Stop::Unknown),
        }))
    }

    fn stash(&mut self) -> Result<Value<'a>> {
        if let Some(stash) = &self.stash {
            return Ok(stash.clone());
        }
        let stash = self.heap.of_stash(&self.context.stash)?;
        self.stash = Some(stash.clone());
        Ok(stash)
    }

    /// `value[key]`
    pub(super) fn index(&mut self, value: &Value<'a>, key: &Value<'a>) -> Result<Value<'a>> {
        match key {
            Value::Text(name) => self.member(value, name),
            Value::Number(number) => {
                let at = whole(*number).and_then(|at| usize::try_from(at).ok());
                self.length(value)?;
                self.item(value, at.ok_or(Stop::Unknown)?)
            }
            _ => Err(Stop::Unknown),
        }
    }

    /// How many items a list has.
    pub(super) fn length(&self, list: &Value<'a>) -> Result<usize> {
        match list {
            Value::List(id) => Ok(self.heap.items(*id).len()),
            Value::Given(Json::Array(items)) => Ok(items.len()),
            _ => Err(Stop::Unknown),
        }
    }

    /// An item of a list, undefined after its end.
    pub(super) fn item(&mut self, list: &Value<'a>, at: usize) -> Result<Value<'a>> {
        match list {
            Value::List(id) => self.heap.item_at(*id, at),
            Value::Given(Json::Array(items)) => {
                Ok(items.get(at).map_or(Value::Undefined, Value::given))
            }
            _ => Err(Stop::Unknown),
        }
    }

    /// The names of an object's members.
    pub(super) fn names(&mut self, object: &Value<'a>) -> Result<Vec<Text<'a>>> {
        let names: Vec<Text<'a>> = match object {
            Value::Object(id) => {
                let members = self.heap.members(*id).iter();
                members.map(|(name, _)| name.clone()).collect()
            }
            Value::Given(Json::Object(members)) => {
                let names = members_in_order(members)?.keys();
                names.map(|name| Text::Given(name)).collect()
            }
            _ => return Err(Stop::Unknown),
        };
        self.steps(names.len())?;
        Ok(names)
    }

    /// An object's members with their names.
    pub(super) fn entries(&mut self, object: &Value<'a>) -> Result<Vec<(Text<'a>, Value<'a>)>> {
        match object {
            Value::Object(id) => {
                let count = self.heap.members(*id).len();
                self.steps(count)?;
                let entries = (0..count).map(|at| {
                    let name = self.heap.members(*id)[at].0.clone();
                    Ok((name, self.heap.member_at(*id, at)?))
                });
                entries.collect()
            }
            Value::Given(Json::Object(members)) => {
                self.steps(members.len())?;
                let members = members_in_order(members)?.iter();
                let entries = members.map(|(name, value)| (Text::Given(name), Value::given(value)));
                Ok(entries.collect())
            }
            _ => Err(Stop::Unknown),
        }
    }

    /// Sets the members of an object, or of null, in another.
    pub(super) fn assign_all(&mut self, id: ObjectId, from: &Value<'a>) -> Result<()> {
        if from.is_nullish() {
            return Ok(());
        }
        for (name, member) in self.entries(from)? {
            self.set(id, name, member)?;
        }
        Ok(())
    }

    /// Sets a member of an object.
    pub(super) fn set(&mut self, id: ObjectId, name: Text<'a>, value: Value<'a>) -> Result<()> {
        self.looked_for(id)?;
        self.heap.set(id, name, value)
    }

    pub(super) fn has_own(&mut self, object: &Value<'a>, name: &str) -> Result<bool> {
        match object {
            Value::Object(id) => {
                self.looked_for(*id)?;
                Ok(self.heap.position(*id, name).is_some())
            }
            Value::Given(Json::Object(members)) => Ok(members.contains_key(name)),
            _ => Err(Stop::Unknown),
        }
    }
}

/// A member that an object does not have itself.
fn missing<'a>(name: &str) -> Result<Value<'a>> {
    match is_inherited(name) {
        true => Err(Stop::Unknown),
        false => Ok(Value::Undefined),
    }
}

/// The length of a text, in halves of characters.
fn length_of_text(text: &str) -> usize {
    match text.is_ascii() {
        true => text.len(),
        false => text.encode_utf16().count(),
    }
}
