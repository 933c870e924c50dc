//! Values as JSON.

use serde_json::{Map as JsonMap, Number, Value as Json};

use crate::{
    display::double,
    heap::{Heap, List, Map},
    key::Key,
    limits::{MAX_OUTPUT_BYTES, MAX_VALUE_DEPTH},
    value::{MapId, Value},
};

/// Why a value cannot become JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotJson {
    /// Too many lists and maps within each other, perhaps without end.
    #[error("the value is nested deeper than {MAX_VALUE_DEPTH} levels, or contains itself")]
    TooDeep,
    /// More text than AppSync allows in an answer.
    #[error("the value has more than {MAX_OUTPUT_BYTES} bytes as JSON")]
    TooLong,
}

/// The value for those who work on JSON.
pub(crate) fn to_json(heap: &Heap<'_>, value: &Value<'_>) -> Result<Json, NotJson> {
    // Shared lists and maps are copied each time they occur, which can multiply without end.
    let mut budget = MAX_OUTPUT_BYTES;
    convert(heap, value, MAX_VALUE_DEPTH, &mut budget)
}

fn convert(
    heap: &Heap<'_>,
    value: &Value<'_>,
    depth: usize,
    budget: &mut usize,
) -> Result<Json, NotJson> {
    let depth = depth.checked_sub(1).ok_or(NotJson::TooDeep)?;
    let size = if let Value::Text(text) = value {
        text.len() + 1
    } else {
        1
    };
    charge(budget, size)?;
    Ok(match value {
        Value::Null | Value::Iterator(_) | Value::Loop(_) | Value::Block(_) => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(integer) => Json::from(*integer),
        Value::Double(double) => Number::from_f64(*double).map_or(Json::Null, Json::Number),
        Value::Text(text) => Json::from(&**text),
        Value::Character(character) => Json::from(character.to_string()),
        Value::List(id) | Value::Array(id) => match heap.peek_list(*id) {
            List::Json(json) => {
                charge(budget, json.iter().map(self::size).sum())?;
                Json::Array(json.to_vec())
            }
            List::Made(elements) => Json::Array(
                elements
                    .iter()
                    .map(|element| convert(heap, element, depth, budget))
                    .collect::<Result<_, _>>()?,
            ),
        },
        Value::View(..) | Value::Part(_) => Json::Array(
            heap.peek_view(value)
                .iter()
                .map(|element| convert(heap, element, depth, budget))
                .collect::<Result<_, _>>()?,
        ),
        Value::Map(id) => match heap.peek_map(*id) {
            Map::Json(json) => {
                charge(budget, members_size(json))?;
                Json::Object((*json).clone())
            }
            Map::Made(members) => {
                let mut map = JsonMap::with_capacity(members.len());
                for (name, member) in members {
                    map.insert(
                        name.text().into_owned(),
                        convert(heap, member, depth, budget)?,
                    );
                }
                Json::Object(map)
            }
        },
        Value::Entry(map, name) => {
            let member = member(heap, *map, name);
            let value = match member {
                Member::Json(json) => {
                    charge(budget, self::size(json))?;
                    json.clone()
                }
                Member::Made(value) => convert(heap, value, depth, budget)?,
                Member::Absent => Json::Null,
            };
            Json::Object(JsonMap::from_iter([(name.text().into_owned(), value)]))
        }
    })
}

fn charge(budget: &mut usize, size: usize) -> Result<(), NotJson> {
    *budget = budget.checked_sub(size).ok_or(NotJson::TooLong)?;
    Ok(())
}

/// About how many bytes a value takes.
pub(crate) fn size(json: &Json) -> usize {
    match json {
        Json::String(text) => text.len() + 1,
        Json::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
        Json::Object(map) => 1 + members_size(map),
        _ => 1,
    }
}

fn members_size(map: &JsonMap<String, Json>) -> usize {
    map.iter()
        .map(|(name, value)| name.len() + size(value))
        .sum()
}

enum Member<'h, 'a> {
    Json(&'a Json),
    Made(&'h Value<'a>),
    Absent,
}

fn member<'h, 'a>(heap: &'h Heap<'a>, map: MapId, name: &Key<'a>) -> Member<'h, 'a> {
    match heap.peek_map(map) {
        Map::Json(json) => match name {
            Key::Text(text) => json.get(&**text).map_or(Member::Absent, Member::Json),
            Key::Integer(_) => Member::Absent,
        },
        Map::Made(members) => members.get(name).map_or(Member::Absent, Member::Made),
    }
}

/// Appends the value as JSON text, the way `$util.toJson` does.
pub(crate) fn write(out: &mut String, heap: &Heap<'_>, value: &Value<'_>) -> Result<(), NotJson> {
    write_value(out, heap, value, MAX_VALUE_DEPTH)
}

fn write_value(
    out: &mut String,
    heap: &Heap<'_>,
    value: &Value<'_>,
    depth: usize,
) -> Result<(), NotJson> {
    let depth = depth.checked_sub(1).ok_or(NotJson::TooDeep)?;
    if out.len() > MAX_OUTPUT_BYTES {
        return Err(NotJson::TooLong);
    }
    match value {
        Value::Null | Value::Iterator(_) | Value::Loop(_) | Value::Block(_) => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Integer(integer) => out.push_str(&integer.to_string()),
        Value::Double(number) if number.is_finite() => double(out, *number),
        Value::Double(_) => out.push_str("null"),
        Value::Text(text) => write_text(out, text),
        Value::Character(character) => write_text(out, character.encode_utf8(&mut [0; 4])),
        Value::List(id) | Value::Array(id) => match heap.peek_list(*id) {
            List::Json(json) => write_list(out, json.iter(), write_json),
            List::Made(elements) => write_list(out, elements.iter(), |out, element| {
                write_value(out, heap, element, depth)
            }),
        }?,
        Value::View(..) | Value::Part(_) => {
            let shown = heap.peek_view(value);
            write_list(out, shown.iter(), |out, element| {
                write_value(out, heap, element, depth)
            })?;
        }
        Value::Map(id) => match heap.peek_map(*id) {
            Map::Json(json) => write_map(
                out,
                json.iter().map(|(name, value)| (name.as_str(), value)),
                write_json,
            ),
            Map::Made(members) => {
                let members = members.iter().map(|(name, value)| (name.text(), value));
                write_map(out, members, |out, member| {
                    write_value(out, heap, member, depth)
                })
            }
        }?,
        Value::Entry(map, name) => match member(heap, *map, name) {
            Member::Json(json) => write_map(out, [(name.text(), json)].into_iter(), write_json),
            Member::Made(value) => {
                write_map(out, [(name.text(), value)].into_iter(), |out, value| {
                    write_value(out, heap, value, depth)
                })
            }
            Member::Absent => {
                out.push_str("{}");
                Ok(())
            }
        }?,
    }
    Ok(())
}

fn write_json(out: &mut String, json: &Json) -> Result<(), NotJson> {
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => out.push_str(&integer.to_string()),
            None => double(out, number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => write_text(out, text),
        Json::Array(list) => write_list(out, list.iter(), write_json)?,
        Json::Object(map) => {
            write_map(
                out,
                map.iter().map(|(name, value)| (name.as_str(), value)),
                write_json,
            )?;
        }
    }
    Ok(())
}

fn write_list<T>(
    out: &mut String,
    elements: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut String, T) -> Result<(), NotJson>,
) -> Result<(), NotJson> {
    out.push('[');
    for (index, element) in elements.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(out, element)?;
    }
    out.push(']');
    Ok(())
}

fn write_map<N: AsRef<str>, T>(
    out: &mut String,
    members: impl Iterator<Item = (N, T)>,
    mut write: impl FnMut(&mut String, T) -> Result<(), NotJson>,
) -> Result<(), NotJson> {
    out.push('{');
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_text(out, name.as_ref());
        out.push(':');
        write(out, value)?;
    }
    out.push('}');
    Ok(())
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    let mut written = 0;
    for (index, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[written..index]);
        if escape.is_empty() {
            out.push_str(&format!("\\u{byte:04X}"));
        } else {
            out.push_str(escape);
        }
        written = index + 1;
    }
    out.push_str(&text[written..]);
    out.push('"');
}
