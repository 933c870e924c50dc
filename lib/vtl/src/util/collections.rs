//! `list.*` and `map.*`. The copies share their elements with the original, as in Java.

use std::cmp::Ordering;

use crate::{
    evaluate::{Evaluator, Flow, Native, compare_numbers, java_equal},
    heap::Members,
    methods::Retained,
    tree::Position,
    value::Value,
};

pub(super) const FUNCTIONS: &[(&str, Native)] = &[
    ("list.copyAndRetainAll", |evaluator, arguments, at| {
        copy_list(evaluator, arguments, at, Retained::Listed)
    }),
    ("list.copyAndRemoveAll", |evaluator, arguments, at| {
        copy_list(evaluator, arguments, at, Retained::Others)
    }),
    ("list.sortList", sort_list),
    ("map.copyAndRetainAllKeys", |evaluator, arguments, at| {
        copy_map(evaluator, arguments, at, Retained::Listed)
    }),
    ("map.copyAndRemoveAllKeys", |evaluator, arguments, at| {
        copy_map(evaluator, arguments, at, Retained::Others)
    }),
];

fn copy_list<'a>(
    evaluator: &mut Evaluator<'a>,
    arguments: &[Value<'a>],
    at: Position,
    retained: Retained,
) -> Result<Value<'a>, Flow<'a>> {
    let (Some(mut copy), Some(other)) = (
        collection(evaluator, arguments, 0),
        collection(evaluator, arguments, 1),
    ) else {
        return Err(evaluator.fail(at, "two lists are needed"));
    };
    copy.retain(|element| {
        let is_listed = other
            .iter()
            .any(|one| java_equal(&mut evaluator.heap, element, one));
        retained.has(is_listed)
    });
    Ok(evaluator.heap.new_list(copy)?)
}

fn copy_map<'a>(
    evaluator: &mut Evaluator<'a>,
    arguments: &[Value<'a>],
    at: Position,
    retained: Retained,
) -> Result<Value<'a>, Flow<'a>> {
    let (Some(Value::Map(map)), Some(keys)) =
        (arguments.first(), collection(evaluator, arguments, 1))
    else {
        return Err(evaluator.fail(at, "a map and a list of keys are needed"));
    };
    let mut names = Vec::new();
    for key in keys {
        names.push(evaluator.key_of(&key)?);
    }
    let members = evaluator.heap.map(*map).iter();
    let copy: Members<'a> = members
        .filter(|(name, _)| retained.has(names.contains(name)))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Ok(evaluator.heap.new_map(copy)?)
}

/// `(list, descending, property)`: sorts strings, whole numbers, doubles, or maps by a property of one of these
/// types. A list of mixed types is given back as it is: for AppSync whole numbers and doubles are two classes.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/list-helpers-in-util-list.html>
fn sort_list<'a>(
    evaluator: &mut Evaluator<'a>,
    arguments: &[Value<'a>],
    at: Position,
) -> Result<Value<'a>, Flow<'a>> {
    let Some(list) = collection(evaluator, arguments, 0) else {
        return Err(evaluator.fail(at, "`$util.list.sortList` needs a list"));
    };
    let is_descending = matches!(arguments.get(1), Some(Value::Bool(true)));
    let property = match arguments.get(2) {
        Some(Value::Text(property)) => property.clone(),
        _ => "".into(),
    };
    let mut sorted: Vec<(Value<'a>, Value<'a>)> = list
        .into_iter()
        .map(|element| {
            let key = match &element {
                Value::Map(id) => evaluator
                    .heap
                    .map(*id)
                    .get(&*property)
                    .cloned()
                    .unwrap_or(Value::Null),
                other => other.clone(),
            };
            (key, element)
        })
        .collect();
    let is_sortable = sorted
        .windows(2)
        .all(|pair| compare(&pair[0].0, &pair[1].0).is_some());
    if is_sortable {
        sorted.sort_by(|left, right| {
            let ordering = compare(&left.0, &right.0).unwrap_or(Ordering::Equal);
            if is_descending {
                ordering.reverse()
            } else {
                ordering
            }
        });
    }
    let elements = sorted.into_iter().map(|(_, element)| element).collect();
    Ok(evaluator.heap.new_list(elements)?)
}

/// The elements of the collection that is the argument in this place.
fn collection<'a>(
    evaluator: &mut Evaluator<'a>,
    arguments: &[Value<'a>],
    place: usize,
) -> Option<Vec<Value<'a>>> {
    evaluator.heap.collection(arguments.get(place)?)
}

fn compare(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some((**left).cmp(&**right)),
        (Value::Integer(_), Value::Double(_)) | (Value::Double(_), Value::Integer(_)) => None,
        _ => compare_numbers(left, right),
    }
}
