//! Java's methods of strings, lists, maps, numbers and what comes from them.

use crate::{
    evaluate::{Evaluator, Flow, java_equal},
    heap::OutOfMemory,
    key::Key,
    value::{IteratorId, ListId, MapId, Text, Value},
};

mod character;
mod format;
mod list;
mod map;
mod number;
mod string;
mod view;

pub(crate) use list::Retained;

/// Why a method gives no value.
pub(crate) enum MethodError<'a> {
    /// The receiver has no method of this name and number of arguments.
    Unknown,
    /// It has, but not for arguments of these types.
    Inapplicable(String),
    /// It has, but it refuses these arguments.
    Failed(String),
    /// The evaluation ends.
    Flow(Flow<'a>),
}

impl From<OutOfMemory> for MethodError<'_> {
    fn from(error: OutOfMemory) -> Self {
        Self::Flow(error.into())
    }
}

impl<'a> From<Flow<'a>> for MethodError<'a> {
    fn from(flow: Flow<'a>) -> Self {
        Self::Flow(flow)
    }
}

/// What Velocity takes a method for that gives nothing in Java: a text without characters.
const NOTHING: Value<'static> = Value::Text(Text::Borrowed(""));

pub(crate) type MethodResult<'a> = Result<Value<'a>, MethodError<'a>>;

/// Calls the receiver's method.
pub(crate) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    receiver: &Value<'a>,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    match (name, arguments) {
        ("toString", []) => return Ok(Value::Text(evaluator.text_of(receiver)?)),
        ("equals", [other]) => {
            return Ok(Value::Bool(java_equal(
                &mut evaluator.heap,
                receiver,
                other,
            )));
        }
        _ => {}
    }
    match receiver {
        Value::Text(text) => string::call(evaluator, text, name, arguments),
        Value::Character(character) => character::call(evaluator, *character, name, arguments),
        Value::List(id) => list::call(evaluator, *id, name, arguments),
        Value::Array(id) => array(evaluator, *id, name, arguments),
        Value::View(map, shown) => view::call(evaluator, *map, *shown, name, arguments),
        Value::Part(id) => view::call_part(evaluator, *id, name, arguments),
        Value::Map(id) => map::call(evaluator, *id, name, arguments),
        Value::Integer(_) | Value::Double(_) => number::call(evaluator, receiver, name, arguments),
        Value::Entry(map, key) => entry(evaluator, *map, key, name, arguments),
        Value::Iterator(id) => iterator(evaluator, *id, name, arguments),
        Value::Loop(depth) => foreach(evaluator, *depth, name, arguments),
        Value::Bool(value) => match (name, arguments) {
            ("booleanValue", []) => Ok(Value::Bool(*value)),
            ("parseBoolean" | "valueOf", [Value::Text(text)]) => {
                Ok(Value::Bool(text.eq_ignore_ascii_case("true")))
            }
            _ => Err(MethodError::Unknown),
        },
        Value::Null | Value::Block(_) => Err(MethodError::Unknown),
    }
}

/// Velocity lends arrays the methods of a list that cannot grow or shrink (`ArrayListWrapper`).
fn array<'a>(
    evaluator: &mut Evaluator<'a>,
    id: ListId,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    match name {
        "clone" => Err(MethodError::Unknown),
        "add" | "addAll" | "remove" | "removeAll" | "retainAll" | "clear" => Err(
            MethodError::Failed("an array keeps its length; a list has no such limit".to_owned()),
        ),
        _ => list::call(evaluator, id, name, arguments),
    }
}

fn entry<'a>(
    evaluator: &mut Evaluator<'a>,
    map: MapId,
    key: &Key<'a>,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    let members = evaluator.heap.map(map);
    match (name, arguments) {
        ("getKey", []) => Ok(key.value()),
        ("getValue", []) => Ok(members.get(key).cloned().unwrap_or(Value::Null)),
        ("setValue", [value]) => Ok(members
            .insert(key.clone(), value.clone())
            .unwrap_or(Value::Null)),
        _ => Err(MethodError::Unknown),
    }
}

fn iterator<'a>(
    evaluator: &mut Evaluator<'a>,
    id: IteratorId,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    match (name, arguments) {
        ("hasNext", []) => Ok(Value::Bool(evaluator.heap.has_next(id))),
        ("next", []) => evaluator
            .heap
            .advance(id)
            .ok_or_else(|| MethodError::Failed("the iterator has no more elements".to_owned())),
        _ => Err(MethodError::Unknown),
    }
}

/// `$foreach.getIndex()` and its like, besides `$foreach.index`.
fn foreach<'a>(
    evaluator: &Evaluator<'a>,
    depth: usize,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    let member = match (name, arguments) {
        ("hasNext", []) => "hasNext",
        ("getIndex", []) => "index",
        ("getCount", []) => "count",
        ("isFirst", []) => "first",
        ("isLast", []) => "last",
        ("getParent", []) => "parent",
        _ => return Err(MethodError::Unknown),
    };
    Ok(evaluator.loop_member(depth, member))
}

/// In the words of Java's `IndexOutOfBoundsException`.
pub(crate) fn out_of_bounds(index: i64, length: usize) -> String {
    format!("Index {index} out of bounds for length {length}")
}

/// A number as an index.
fn index<'a>(value: &Value<'a>) -> Result<i64, MethodError<'a>> {
    match value {
        Value::Integer(index) => Ok(*index),
        other => Err(MethodError::Inapplicable(format!(
            "a number is needed, not {}",
            other.kind()
        ))),
    }
}

/// A number as the place of an existing element.
fn place<'a>(value: &Value<'a>, length: usize) -> Result<usize, MethodError<'a>> {
    let index = index(value)?;
    usize::try_from(index)
        .ok()
        .filter(|place| *place < length)
        .ok_or_else(|| MethodError::Failed(out_of_bounds(index, length)))
}

/// Java finds a method for null where any object may be, and fails in it; for another type it finds none.
fn mistyped<'a>(needed: &str, given: &Value<'a>) -> MethodError<'a> {
    let message = format!("{needed} is needed, not {}", given.kind());
    if given.is_null() {
        MethodError::Failed(message)
    } else {
        MethodError::Inapplicable(message)
    }
}

/// The elements of a collection.
fn elements<'a>(
    evaluator: &mut Evaluator<'a>,
    value: &Value<'a>,
) -> Result<Vec<Value<'a>>, MethodError<'a>> {
    let elements = evaluator
        .heap
        .collection(value)
        .ok_or_else(|| mistyped("a list", value))?;
    evaluator
        .heap
        .allocate(elements.len() * size_of::<Value<'_>>())?;
    Ok(elements)
}
