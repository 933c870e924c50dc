//! Methods of what shows a map or a part of a list: changes reach what is shown.

use super::{MethodError, MethodResult, NOTHING, Retained, elements, list};
use crate::{
    evaluate::{Evaluator, java_equal},
    heap::Part,
    value::{MapId, PartId, Shown, Value},
};

/// Methods of `keySet()`, `values()` and `entrySet()`, which have no order to ask for.
pub(super) fn call<'a>(
    evaluator: &mut Evaluator<'a>,
    map: MapId,
    shown: Shown,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    let view = Value::View(map, shown);
    let elements = evaluator.heap.peek_view(&view);
    let mut place_of = |value: &Value<'a>| {
        let mut elements = elements.iter();
        elements.position(|one| java_equal(&mut evaluator.heap, one, value))
    };
    match (name, arguments) {
        ("size", []) => Ok(Value::Integer(elements.len() as i64)),
        ("isEmpty", []) => Ok(Value::Bool(elements.is_empty())),
        ("contains", [value]) => Ok(Value::Bool(place_of(value).is_some())),
        ("containsAll", [list]) => {
            let wanted = super::elements(evaluator, list)?;
            Ok(Value::Bool(wanted.iter().all(|value| {
                let mut elements = elements.iter();
                elements.any(|one| java_equal(&mut evaluator.heap, one, value))
            })))
        }
        ("toArray", []) => Ok(evaluator.heap.new_array(elements)?),
        ("iterator", []) => match evaluator.heap.new_list(elements)? {
            Value::List(id) => Ok(evaluator.heap.new_iterator(id)),
            _ => Err(MethodError::Unknown),
        },
        ("remove", [value]) => {
            let found = place_of(value);
            Ok(keep(evaluator, map, |place| Some(place) != found))
        }
        ("removeAll", [list]) => keep_among(evaluator, map, shown, Retained::Others, list),
        ("retainAll", [list]) => keep_among(evaluator, map, shown, Retained::Listed, list),
        ("clear", []) => {
            evaluator.heap.map(map).clear();
            Ok(NOTHING)
        }
        ("add" | "addAll", [_]) => Err(MethodError::Failed(
            "what a map shows takes nothing; `put` it into the map".to_owned(),
        )),
        _ => Err(MethodError::Unknown),
    }
}

/// Keeps some members, by what is shown of them; tells whether any went.
fn keep_among<'a>(
    evaluator: &mut Evaluator<'a>,
    map: MapId,
    shown: Shown,
    retained: Retained,
    list: &Value<'a>,
) -> MethodResult<'a> {
    let list = elements(evaluator, list)?;
    let mut kept = Vec::new();
    for one in evaluator.heap.peek_view(&Value::View(map, shown)) {
        let mut list = list.iter();
        let is_listed = list.any(|value| java_equal(&mut evaluator.heap, &one, value));
        kept.push(retained.has(is_listed));
    }
    Ok(keep(evaluator, map, |place| kept[place]))
}

fn keep<'a>(
    evaluator: &mut Evaluator<'a>,
    map: MapId,
    is_kept: impl Fn(usize) -> bool,
) -> Value<'a> {
    let members = evaluator.heap.map(map);
    let length = members.len();
    let mut place = 0;
    members.retain(|_, _| {
        place += 1;
        is_kept(place - 1)
    });
    Value::Bool(members.len() < length)
}

/// Methods of `subList(…)`: those of a list, which then takes the place of the part.
pub(super) fn call_part<'a>(
    evaluator: &mut Evaluator<'a>,
    id: PartId,
    name: &str,
    arguments: &[Value<'a>],
) -> MethodResult<'a> {
    let shown = evaluator.heap.peek_view(&Value::Part(id));
    let Part {
        of,
        from,
        length,
        copy,
    } = *evaluator.heap.part(id);
    *evaluator.heap.list(copy) = shown;
    let result = list::call(evaluator, copy, name, arguments)?;
    let changed = evaluator.heap.list(copy).clone();
    evaluator.heap.part(id).length = changed.len();
    let whole = evaluator.heap.list(of);
    let end = (from + length).min(whole.len());
    whole.splice(from.min(end)..end, changed);
    if let Value::Part(inner) = result {
        let inner = evaluator.heap.part(inner);
        if inner.of == copy {
            inner.of = of;
            inner.from += from;
        }
    }
    Ok(result)
}
