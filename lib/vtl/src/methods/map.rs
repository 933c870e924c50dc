//! Methods of maps.

use super::{MethodError, MethodResult, NOTHING};
use crate::{
    evaluate::{Evaluator, java_equal},
    heap::Members,
    value::{MapId, Shown, Value},
};

pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    id: MapId,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    match (name, arguments) {
        ("size", []) => Ok(Value::Integer(evaluator.heap.map(id).len() as i64)),
        ("isEmpty", []) => Ok(Value::Bool(evaluator.heap.map(id).is_empty())),
        ("get", [key]) => {
            let key = evaluator.key_of(key)?;
            Ok(evaluator
                .heap
                .map(id)
                .get(&key)
                .cloned()
                .unwrap_or(Value::Null))
        }
        ("getOrDefault", [key, default]) => {
            let key = evaluator.key_of(key)?;
            Ok(evaluator.heap.map(id).get(&key).unwrap_or(default).clone())
        }
        ("put", [key, value]) => put(evaluator, id, key, value),
        ("putIfAbsent", [key, value]) => {
            let at = evaluator.key_of(key)?;
            match evaluator.heap.map(id).get(&at).cloned() {
                None | Some(Value::Null) => put(evaluator, id, key, value),
                Some(present) => Ok(present),
            }
        }
        ("replace", [key, value]) => {
            let at = evaluator.key_of(key)?;
            if evaluator.heap.map(id).contains_key(&at) {
                put(evaluator, id, key, value)
            } else {
                Ok(Value::Null)
            }
        }
        ("replace", [key, old, new]) => {
            let is_old = has(evaluator, id, key, old)?;
            if is_old {
                put(evaluator, id, key, new)?;
            }
            Ok(Value::Bool(is_old))
        }
        ("putAll", [Value::Map(other)]) => {
            let other = evaluator.heap.map(*other).clone();
            evaluator
                .heap
                .allocate(other.len() * 2 * size_of::<Value<'_>>())?;
            evaluator.heap.map(id).extend(other);
            Ok(NOTHING)
        }
        ("remove", [key]) => {
            let key = evaluator.key_of(key)?;
            Ok(evaluator
                .heap
                .map(id)
                .shift_remove(&key)
                .unwrap_or(Value::Null))
        }
        ("remove", [key, value]) => {
            let is_there = has(evaluator, id, key, value)?;
            if is_there {
                let key = evaluator.key_of(key)?;
                evaluator.heap.map(id).shift_remove(&key);
            }
            Ok(Value::Bool(is_there))
        }
        ("clone", []) => {
            let copy = evaluator.heap.map(id).clone();
            Ok(evaluator.heap.new_map(copy)?)
        }
        ("clear", []) => {
            *evaluator.heap.map(id) = Members::default();
            Ok(NOTHING)
        }
        ("containsKey", [key]) => {
            let key = evaluator.key_of(key)?;
            Ok(Value::Bool(evaluator.heap.map(id).contains_key(&key)))
        }
        ("containsValue", [value]) => {
            let values: Vec<_> = evaluator.heap.map(id).values().cloned().collect();
            Ok(Value::Bool(
                values
                    .iter()
                    .any(|one| java_equal(&mut evaluator.heap, one, value)),
            ))
        }
        ("keySet", []) => Ok(evaluator.heap.new_view(id, Shown::Keys)),
        ("values", []) => Ok(evaluator.heap.new_view(id, Shown::Values)),
        ("entrySet", []) => Ok(evaluator.heap.new_view(id, Shown::Entries)),
        _ => Err(MethodError::Unknown),
    }
}

/// Whether the member of this name has this value.
fn has<'a>(
    evaluator: &mut Evaluator<'a>,
    id: MapId,
    key: &Value<'a>,
    value: &Value<'a>,
) -> Result<bool, MethodError<'a>> {
    let key = evaluator.key_of(key)?;
    let member = evaluator.heap.map(id).get(&key).cloned();
    Ok(member.is_some_and(|member| java_equal(&mut evaluator.heap, &member, value)))
}

/// Gives back what was there before.
fn put<'a>(
    evaluator: &mut Evaluator<'a>,
    id: MapId,
    key: &Value<'a>,
    value: &Value<'a>,
) -> MethodResult<'a> {
    let key = evaluator.key_of(key)?;
    evaluator.heap.allocate(2 * size_of::<Value<'_>>())?;
    Ok(evaluator
        .heap
        .map(id)
        .insert(key, value.clone())
        .unwrap_or(Value::Null))
}
