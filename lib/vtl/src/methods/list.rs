//! Methods of lists.

use super::{MethodError, MethodResult, NOTHING, elements, index, out_of_bounds, place};
use crate::{
    evaluate::{Evaluator, java_equal},
    value::{ListId, Value},
};

/// What stays of a list, a map or what shows one, by another list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retained {
    /// What is in the other list.
    Listed,
    /// What is not.
    Others,
}

impl Retained {
    /// Whether an element stays.
    pub(crate) fn has(self, is_listed: bool) -> bool {
        is_listed == (self == Self::Listed)
    }
}

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    id: ListId,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    let length = evaluator.heap.list(id).len();
    match (name, arguments) {
        ("size", []) => Ok(Value::Integer(length as i64)),
        ("isEmpty", []) => Ok(Value::Bool(length == 0)),
        ("get", [at]) => {
            let at = place(at, length)?;
            Ok(evaluator.heap.list(id)[at].clone())
        }
        ("set", [at, value]) => {
            let at = place(at, length)?;
            Ok(std::mem::replace(
                &mut evaluator.heap.list(id)[at],
                value.clone(),
            ))
        }
        ("add", [value]) => insert(evaluator, id, length, vec![value.clone()]),
        ("add", [at, value]) => {
            insert(evaluator, id, insertion(at, length)?, vec![value.clone()])?;
            Ok(NOTHING)
        }
        ("addAll", [list]) => {
            let list = elements(evaluator, list)?;
            insert(evaluator, id, length, list)
        }
        ("addAll", [at, list]) => {
            let list = elements(evaluator, list)?;
            insert(evaluator, id, insertion(at, length)?, list)
        }
        // A number is a place, anything else an element.
        ("remove", [at @ Value::Integer(_)]) => {
            let at = place(at, length)?;
            Ok(evaluator.heap.list(id).remove(at))
        }
        ("remove", [value]) => {
            let at = position(evaluator, id, value);
            if let Some(at) = at {
                evaluator.heap.list(id).remove(at);
            }
            Ok(Value::Bool(at.is_some()))
        }
        ("removeAll", [list]) => keep(evaluator, id, Retained::Others, list),
        ("retainAll", [list]) => keep(evaluator, id, Retained::Listed, list),
        ("clear", []) => {
            evaluator.heap.list(id).clear();
            Ok(NOTHING)
        }
        ("contains", [value]) => Ok(Value::Bool(position(evaluator, id, value).is_some())),
        ("containsAll", [list]) => {
            let wanted = elements(evaluator, list)?;
            Ok(Value::Bool(
                wanted
                    .iter()
                    .all(|value| position(evaluator, id, value).is_some()),
            ))
        }
        ("indexOf", [value]) => Ok(Value::Integer(
            position(evaluator, id, value).map_or(-1, |at| at as i64),
        )),
        ("lastIndexOf", [value]) => {
            let list = evaluator.heap.list(id).clone();
            let at = list
                .iter()
                .rposition(|one| java_equal(&mut evaluator.heap, one, value));
            Ok(Value::Integer(at.map_or(-1, |at| at as i64)))
        }
        ("subList", [from, to]) => {
            let (from, to) = (insertion(from, length)?, insertion(to, length)?);
            let length = to
                .checked_sub(from)
                .ok_or_else(|| MethodError::Failed(format!("from {from} to {to}")))?;
            Ok(evaluator.heap.new_part(id, from, length)?)
        }
        ("toArray", []) => {
            let copy = elements(evaluator, &Value::List(id))?;
            Ok(evaluator.heap.new_array(copy)?)
        }
        ("clone", []) => {
            let copy = elements(evaluator, &Value::List(id))?;
            Ok(evaluator.heap.new_list(copy)?)
        }
        ("iterator", []) => Ok(evaluator.heap.new_iterator(id)),
        _ => Err(MethodError::Unknown),
    }
}

/// The place of the first element that equals the value.
pub(crate) fn position<'a>(
    evaluator: &mut Evaluator<'a>,
    id: ListId,
    value: &Value<'a>,
) -> Option<usize> {
    (0..evaluator.heap.list(id).len()).find(|at| {
        let element = evaluator.heap.list(id)[*at].clone();
        java_equal(&mut evaluator.heap, &element, value)
    })
}

fn insertion<'a>(value: &Value<'a>, length: usize) -> Result<usize, MethodError<'a>> {
    let at = index(value)?;
    usize::try_from(at)
        .ok()
        .filter(|place| *place <= length)
        .ok_or_else(|| MethodError::Failed(out_of_bounds(at, length)))
}

fn insert<'a>(
    evaluator: &mut Evaluator<'a>,
    id: ListId,
    at: usize,
    values: Vec<Value<'a>>,
) -> MethodResult<'a> {
    evaluator
        .heap
        .allocate(values.len() * size_of::<Value<'_>>())?;
    let is_changed = !values.is_empty();
    evaluator.heap.list(id).splice(at..at, values);
    Ok(Value::Bool(is_changed))
}

/// Keeps some elements of a list, by another; tells whether any went.
fn keep<'a>(
    evaluator: &mut Evaluator<'a>,
    id: ListId,
    retained: Retained,
    other: &Value<'a>,
) -> MethodResult<'a> {
    let other = elements(evaluator, other)?;
    let list = std::mem::take(evaluator.heap.list(id));
    let length = list.len();
    let rest: Vec<_> = list
        .into_iter()
        .filter(|one| {
            let is_listed = other
                .iter()
                .any(|value| java_equal(&mut evaluator.heap, one, value));
            retained.has(is_listed)
        })
        .collect();
    let is_changed = rest.len() < length;
    *evaluator.heap.list(id) = rest;
    Ok(Value::Bool(is_changed))
}
