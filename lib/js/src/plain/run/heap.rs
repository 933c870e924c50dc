//! Where the objects and lists are that an evaluation makes.

use serde_json::Value as Json;

use super::value::{ListId, ObjectId, Text, Value, is_sorted, members_in_order};
use crate::plain::{Result, Stop};

#[derive(Debug)]
struct Object<'a> {
    members: Vec<(Text<'a>, Value<'a>)>,
    is_of_stash: bool,
}

#[derive(Debug)]
struct List<'a> {
    items: Vec<Value<'a>>,
    is_of_stash: bool,
}

/// The objects and lists of an evaluation, which end with it.
#[derive(Debug, Default)]
pub(super) struct Heap<'a> {
    objects: Vec<Object<'a>>,
    lists: Vec<List<'a>>,
    /// Whether something within the stash was written to.
    pub(super) stash_changed: bool,
}

impl<'a> Heap<'a> {
    pub(super) fn object(&mut self, members: Vec<(Text<'a>, Value<'a>)>) -> Value<'a> {
        Value::Object(self.new_object(members))
    }

    pub(super) fn new_object(&mut self, members: Vec<(Text<'a>, Value<'a>)>) -> ObjectId {
        self.add_object(members, false)
    }

    fn add_object(&mut self, members: Vec<(Text<'a>, Value<'a>)>, is_of_stash: bool) -> ObjectId {
        self.objects.push(Object {
            members,
            is_of_stash,
        });
        ObjectId(self.objects.len() - 1)
    }

    pub(super) fn list(&mut self, items: Vec<Value<'a>>) -> Value<'a> {
        self.add_list(items, false)
    }

    fn add_list(&mut self, items: Vec<Value<'a>>, is_of_stash: bool) -> Value<'a> {
        self.lists.push(List { items, is_of_stash });
        Value::List(ListId(self.lists.len() - 1))
    }

    /// An object or a list of the stash, to look at and to write to.
    pub(super) fn of_stash(&mut self, json: &'a Json) -> Result<Value<'a>> {
        match json {
            Json::Object(members) => {
                let members = members_in_order(members)?.iter();
                let members = members.map(|(name, value)| (Text::Given(name), Value::kept(value)));
                let members = members.collect();
                Ok(Value::Object(self.add_object(members, true)))
            }
            Json::Array(items) => {
                let items = items.iter().map(Value::kept).collect();
                Ok(self.add_list(items, true))
            }
            _ => Err(Stop::Unknown),
        }
    }

    pub(super) fn members(&self, id: ObjectId) -> &[(Text<'a>, Value<'a>)] {
        &self.objects[id.0].members
    }

    pub(super) fn items(&self, id: ListId) -> &[Value<'a>] {
        &self.lists[id.0].items
    }

    pub(super) fn position(&self, id: ObjectId, name: &str) -> Option<usize> {
        let members = &self.objects[id.0].members;
        members.iter().position(|(member, _)| **member == *name)
    }

    /// The value of a member, by its position.
    pub(super) fn member_at(&mut self, id: ObjectId, at: usize) -> Result<Value<'a>> {
        let value = self.objects[id.0].members[at].1.clone();
        let Value::Kept(json) = value else {
            return Ok(value);
        };
        let value = self.of_stash(json)?;
        self.objects[id.0].members[at].1 = value.clone();
        Ok(value)
    }

    pub(super) fn item_at(&mut self, id: ListId, at: usize) -> Result<Value<'a>> {
        let value = match self.lists[id.0].items.get(at) {
            Some(value) => value.clone(),
            None => return Ok(Value::Undefined),
        };
        let Value::Kept(json) = value else {
            return Ok(value);
        };
        let value = self.of_stash(json)?;
        self.lists[id.0].items[at] = value.clone();
        Ok(value)
    }

    /// Sets a member of an object, which keeps its place if it is there.
    pub(super) fn set(&mut self, id: ObjectId, name: Text<'a>, value: Value<'a>) -> Result<()> {
        if is_sorted(&name) || *name == *"__proto__" {
            return Err(Stop::Unknown);
        }
        let at = self.position(id, &name);
        let object = &mut self.objects[id.0];
        self.stash_changed |= object.is_of_stash;
        match at {
            Some(at) => object.members[at].1 = value,
            None => object.members.push((name, value)),
        }
        Ok(())
    }

    pub(super) fn delete(&mut self, id: ObjectId, name: &str) {
        if let Some(at) = self.position(id, name) {
            let object = &mut self.objects[id.0];
            self.stash_changed |= object.is_of_stash;
            object.members.remove(at);
        }
    }

    pub(super) fn push(&mut self, id: ListId, value: Value<'a>) {
        let list = &mut self.lists[id.0];
        self.stash_changed |= list.is_of_stash;
        list.items.push(value);
    }

    pub(super) fn set_item(&mut self, id: ListId, at: usize, value: Value<'a>) -> Result<()> {
        let list = &mut self.lists[id.0];
        self.stash_changed |= list.is_of_stash;
        *list.items.get_mut(at).ok_or(Stop::Unknown)? = value;
        Ok(())
    }
}
