//! Methods of what shows a map or a part of a list: changes reach what is shown.

use super::{MethodError, MethodResult, NOTHING, elements, list};
use crate::{
    evaluate::{Evaluator, java_equal},
    value::{ListId, MapId, PartId, Shown, Value},
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
    match (name, arguments) {
        ("size" | "isEmpty" | "iterator" | "toArray", []) | ("contains" | "containsAll", [_]) => {
            let id = copy(evaluator, &view)?;
            list::call(evaluator, id, name, arguments)
        }
        ("remove", [value]) => {
            let shown = elements(evaluator, &view)?;
            let found = shown
                .iter()
                .position(|one| java_equal(&mut evaluator.heap, one, value));
            Ok(keep(evaluator, map, |place| Some(place) != found))
        }
        ("removeAll", [list]) => keep_among(evaluator, map, shown, list, false),
        ("retainAll", [list]) => keep_among(evaluator, map, shown, list, true),
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

/// Keeps the members whose shown values are, or are not, in the list; tells whether any went.
fn keep_among<'a>(
    evaluator: &mut Evaluator<'a>,
    map: MapId,
    shown: Shown,
    list: &Value<'a>,
    is_kept: bool,
) -> MethodResult<'a> {
    let list = elements(evaluator, list)?;
    let mut kept = Vec::new();
    for one in elements(evaluator, &Value::View(map, shown))? {
        let mut list = list.iter();
        let is_listed = list.any(|value| java_equal(&mut evaluator.heap, &one, value));
        kept.push(is_listed == is_kept);
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
    let list = copy(evaluator, &Value::Part(id))?;
    let result = list::call(evaluator, list, name, arguments)?;
    let changed = evaluator.heap.list(list).clone();
    let part = evaluator.heap.part(id);
    let (of, from, length) = (part.of, part.from, part.length);
    part.length = changed.len();
    let whole = evaluator.heap.list(of);
    let end = (from + length).min(whole.len());
    whole.splice(from.min(end)..end, changed);
    Ok(result)
}

fn copy<'a>(evaluator: &mut Evaluator<'a>, view: &Value<'a>) -> Result<ListId, MethodError<'a>> {
    let shown = elements(evaluator, view)?;
    match evaluator.heap.new_list(shown)? {
        Value::List(id) => Ok(id),
        _ => unreachable!("invariant: a new list is one"),
    }
}
