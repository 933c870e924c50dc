//! When two values are the same.

use super::arithmetic::compare_numbers;
use crate::{
    display,
    heap::Heap,
    limits::MAX_VALUE_DEPTH,
    value::{Shown, Value},
};

/// `==`: numbers by their size, values of one type as Java's `equals`, others by their text.
pub(crate) fn equal(heap: &mut Heap<'_>, left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Integer(_) | Value::Double(_), Value::Integer(_) | Value::Double(_)) => {
            compare_numbers(left, right).is_some_and(std::cmp::Ordering::is_eq)
        }
        _ if std::mem::discriminant(left) == std::mem::discriminant(right) => {
            java_equal(heap, left, right)
        }
        _ => {
            let mut texts = [String::new(), String::new()];
            for (text, value) in texts.iter_mut().zip([left, right]) {
                display::display(text, heap, value);
            }
            texts[0] == texts[1]
        }
    }
}

/// Java's `equals`: values of different types are never equal, not even 1 and 1.0.
pub(crate) fn java_equal(heap: &mut Heap<'_>, left: &Value<'_>, right: &Value<'_>) -> bool {
    is_same(heap, left, right, MAX_VALUE_DEPTH)
}

fn is_same(heap: &mut Heap<'_>, left: &Value<'_>, right: &Value<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Integer(left), Value::Integer(right)) => left == right,
        (Value::Double(left), Value::Double(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Character(left), Value::Character(right)) => left == right,
        (Value::List(left), Value::List(right)) => {
            left == right
                || heap.list(*left).len() == heap.list(*right).len()
                    && (0..heap.list(*left).len()).all(|index| {
                        let left = heap.list(*left)[index].clone();
                        let right = heap.list(*right)[index].clone();
                        is_same(heap, &left, &right, depth)
                    })
        }
        (Value::Array(left), Value::Array(right)) => left == right,
        (Value::List(_) | Value::Part(_), Value::List(_) | Value::Part(_)) => {
            let (left, right) = (heap.collection(left), heap.collection(right));
            let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
            left.len() == right.len()
                && left
                    .iter()
                    .zip(&right)
                    .all(|(left, right)| is_same(heap, left, right, depth))
        }
        // The values are no set: they equal themselves only.
        (Value::View(left_map, left_shown), Value::View(right_map, right_shown)) => {
            let are_sets = ![left_shown, right_shown].contains(&&Shown::Values);
            let is_itself = left_map == right_map && left_shown == right_shown;
            is_itself
                || are_sets && {
                    let (left, right) = (heap.peek_view(left), heap.peek_view(right));
                    left.len() == right.len()
                        && left.iter().all(|left| {
                            let mut others = right.iter();
                            others.any(|right| is_same(heap, left, right, depth))
                        })
                }
        }
        (Value::Map(left), Value::Map(right)) => {
            left == right || {
                let members: Vec<_> = heap
                    .map(*left)
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect();
                members.len() == heap.map(*right).len()
                    && members.iter().all(|(name, value)| {
                        let other = heap.map(*right).get(name).cloned();
                        other.is_some_and(|other| is_same(heap, value, &other, depth))
                    })
            }
        }
        (Value::Entry(left, left_name), Value::Entry(right, right_name)) => {
            let left = heap
                .map(*left)
                .get(left_name)
                .cloned()
                .unwrap_or(Value::Null);
            let right = heap
                .map(*right)
                .get(right_name)
                .cloned()
                .unwrap_or(Value::Null);
            left_name == right_name && is_same(heap, &left, &right, depth)
        }
        _ => false,
    }
}
