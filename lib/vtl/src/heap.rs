//! Where the lists and maps of an evaluation live.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::{
    key::Key,
    limits::MAX_ALLOCATED_BYTES,
    value::{IteratorId, ListId, MapId, PartId, Shown, Text, Value},
};

/// The members of a map in the order they were put.
pub(crate) type Members<'a> = IndexMap<Key<'a>, Value<'a>>;

/// An arena: nothing in it is freed before the evaluation ends.
#[derive(Debug, Default)]
pub(crate) struct Heap<'a> {
    lists: Vec<List<'a>>,
    maps: Vec<Map<'a>>,
    parts: Vec<Part>,
    iterators: Vec<Iteration>,
    allocated: usize,
}

/// A list that came with the context stays JSON until a template looks inside.
#[derive(Debug)]
pub(crate) enum List<'a> {
    Json(&'a [Json]),
    Made(Vec<Value<'a>>),
}

/// The same for maps.
#[derive(Debug)]
pub(crate) enum Map<'a> {
    Json(&'a serde_json::Map<String, Json>),
    Made(Members<'a>),
}

/// The elements of a list from a place on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) of: ListId,
    pub(crate) from: usize,
    pub(crate) length: usize,
    /// A list that its methods work on.
    pub(crate) copy: ListId,
}

#[derive(Debug)]
struct Iteration {
    list: ListId,
    next: usize,
}

/// The evaluation has made more than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfMemory;

impl<'a> Heap<'a> {
    /// Takes account of something made.
    pub(crate) fn allocate(&mut self, bytes: usize) -> Result<(), OutOfMemory> {
        self.allocated = self.allocated.saturating_add(bytes);
        if self.allocated > MAX_ALLOCATED_BYTES {
            Err(OutOfMemory)
        } else {
            Ok(())
        }
    }

    /// Whether something of this size may be made; it does not count yet.
    pub(crate) fn afford(&self, bytes: usize) -> Result<(), OutOfMemory> {
        if bytes > MAX_ALLOCATED_BYTES {
            Err(OutOfMemory)
        } else {
            Ok(())
        }
    }

    pub(crate) fn text(&mut self, text: String) -> Result<Value<'a>, OutOfMemory> {
        self.allocate(text.len())?;
        Ok(Value::Text(text.into()))
    }

    pub(crate) fn new_list(&mut self, elements: Vec<Value<'a>>) -> Result<Value<'a>, OutOfMemory> {
        self.allocate((elements.len() + 1) * size_of::<Value<'_>>())?;
        Ok(Value::List(self.push_list(List::Made(elements))))
    }

    pub(crate) fn new_array(&mut self, elements: Vec<Value<'a>>) -> Result<Value<'a>, OutOfMemory> {
        self.allocate((elements.len() + 1) * size_of::<Value<'_>>())?;
        Ok(Value::Array(self.push_list(List::Made(elements))))
    }

    pub(crate) fn new_part(
        &mut self,
        of: ListId,
        from: usize,
        length: usize,
    ) -> Result<Value<'a>, OutOfMemory> {
        self.allocate(size_of::<Part>() + length * size_of::<Value<'_>>())?;
        // What is shown is looked at through `peek_view`.
        self.list(of);
        let copy = self.push_list(List::Made(Vec::new()));
        self.parts.push(Part {
            of,
            from,
            length,
            copy,
        });
        Ok(Value::Part(PartId(self.parts.len() - 1)))
    }

    pub(crate) fn new_view(&mut self, map: MapId, shown: Shown) -> Value<'a> {
        self.map(map);
        Value::View(map, shown)
    }

    pub(crate) fn new_map(&mut self, members: Members<'a>) -> Result<Value<'a>, OutOfMemory> {
        self.allocate((members.len() + 1) * 2 * size_of::<Value<'_>>())?;
        Ok(Value::Map(self.push_map(Map::Made(members))))
    }

    /// A map that every evaluation has and that therefore does not count.
    pub(crate) fn base_map(&mut self, members: Members<'a>) -> MapId {
        self.push_map(Map::Made(members))
    }

    pub(crate) fn new_iterator(&mut self, list: ListId) -> Value<'a> {
        self.iterators.push(Iteration { list, next: 0 });
        Value::Iterator(IteratorId(self.iterators.len() - 1))
    }

    /// The value of JSON that outlives the evaluation. Lists and maps are not copied.
    pub(crate) fn value(&mut self, json: &'a Json) -> Value<'a> {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => match number.as_i64() {
                Some(integer) => Value::Integer(integer),
                None => Value::Double(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Value::Text(Text::Borrowed(text)),
            Json::Array(list) => Value::List(self.push_list(List::Json(list))),
            Json::Object(map) => Value::Map(self.push_map(Map::Json(map))),
        }
    }

    /// The value of JSON that was made during the evaluation.
    pub(crate) fn adopt(&mut self, json: Json) -> Result<Value<'a>, OutOfMemory> {
        match json {
            Json::String(text) => self.text(text),
            Json::Array(list) => {
                let elements = list
                    .into_iter()
                    .map(|element| self.adopt(element))
                    .collect::<Result<_, _>>()?;
                self.new_list(elements)
            }
            Json::Object(map) => {
                let mut members = Members::with_capacity(map.len());
                for (name, value) in map {
                    self.allocate(name.len())?;
                    members.insert(name.into(), self.adopt(value)?);
                }
                self.new_map(members)
            }
            Json::Null => Ok(Value::Null),
            Json::Bool(value) => Ok(Value::Bool(value)),
            Json::Number(number) => Ok(match number.as_i64() {
                Some(integer) => Value::Integer(integer),
                None => Value::Double(number.as_f64().unwrap_or(f64::NAN)),
            }),
        }
    }

    /// The elements of a list, to look at or change.
    pub(crate) fn list(&mut self, id: ListId) -> &mut Vec<Value<'a>> {
        if let List::Json(json) = self.lists[id.0] {
            let elements = json.iter().map(|element| self.value(element)).collect();
            self.lists[id.0] = List::Made(elements);
        }
        match &mut self.lists[id.0] {
            List::Made(elements) => elements,
            List::Json(_) => unreachable!("invariant: replaced above"),
        }
    }

    /// The members of a map, to look at or change.
    pub(crate) fn map(&mut self, id: MapId) -> &mut Members<'a> {
        if let Map::Json(json) = self.maps[id.0] {
            let members = json
                .iter()
                .map(|(name, value)| (Key::from(name.as_str()), self.value(value)));
            self.maps[id.0] = Map::Made(members.collect());
        }
        match &mut self.maps[id.0] {
            Map::Made(members) => members,
            Map::Json(_) => unreachable!("invariant: replaced above"),
        }
    }

    pub(crate) fn part(&mut self, id: PartId) -> &mut Part {
        &mut self.parts[id.0]
    }

    /// What a view of a map or a part of a list shows now; nothing for other values.
    pub(crate) fn peek_view(&self, value: &Value<'_>) -> Vec<Value<'a>> {
        match value {
            Value::View(map, shown) => match &self.maps[map.0] {
                Map::Made(members) => match shown {
                    Shown::Keys => members.keys().map(Key::value).collect(),
                    Shown::Values => members.values().cloned().collect(),
                    Shown::Entries => members
                        .keys()
                        .map(|key| Value::Entry(*map, key.clone()))
                        .collect(),
                },
                Map::Json(_) => Vec::new(),
            },
            Value::Part(id) => {
                let Part {
                    of, from, length, ..
                } = self.parts[id.0];
                match &self.lists[of.0] {
                    List::Made(list) => list.iter().skip(from).take(length).cloned().collect(),
                    List::Json(_) => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// The elements of what Java calls a collection.
    pub(crate) fn collection(&mut self, value: &Value<'_>) -> Option<Vec<Value<'a>>> {
        match value {
            Value::List(id) => Some(self.list(*id).clone()),
            Value::View(..) | Value::Part(_) => Some(self.peek_view(value)),
            _ => None,
        }
    }

    /// The elements of a collection or array.
    pub(crate) fn elements(&mut self, value: &Value<'_>) -> Option<Vec<Value<'a>>> {
        match value {
            Value::Array(id) => Some(self.list(*id).clone()),
            _ => self.collection(value),
        }
    }

    /// A list as it is, to read without looking inside.
    pub(crate) fn peek_list(&self, id: ListId) -> &List<'a> {
        &self.lists[id.0]
    }

    /// A map as it is, to read without looking inside.
    pub(crate) fn peek_map(&self, id: MapId) -> &Map<'a> {
        &self.maps[id.0]
    }

    /// The next element, none at the end.
    pub(crate) fn advance(&mut self, id: IteratorId) -> Option<Value<'a>> {
        let Iteration { list, next } = self.iterators[id.0];
        let element = self.list(list).get(next).cloned()?;
        self.iterators[id.0].next += 1;
        Some(element)
    }

    pub(crate) fn has_next(&mut self, id: IteratorId) -> bool {
        let Iteration { list, next } = self.iterators[id.0];
        next < self.list(list).len()
    }

    fn push_list(&mut self, list: List<'a>) -> ListId {
        self.lists.push(list);
        ListId(self.lists.len() - 1)
    }

    fn push_map(&mut self, map: Map<'a>) -> MapId {
        self.maps.push(map);
        MapId(self.maps.len() - 1)
    }
}
