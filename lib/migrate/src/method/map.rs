//! Methods of maps; those that lists have, too, are the same for them.

use appsynth_vtl::tree::Expression;

use super::Call;
use crate::{
    expression::not_null,
    js::Js,
    reference::{indexed, member},
    value::{Kind, Value},
};

pub(super) fn method(call: &Call<'_>) -> Option<Value> {
    let receiver = &call.receiver;
    Some(match (call.name, call.given.as_slice()) {
        ("get", [key]) => match &call.written[0] {
            Expression::Text(name) => member(receiver, name),
            _ => indexed(receiver, &key.js),
        },
        ("getOrDefault", [key, default]) => {
            let found = indexed(receiver, &key.js);
            Value {
                js: found.js.or_else(&default.js.receiver()),
                kind: Kind::Unknown,
                is_nullable: default.is_nullable,
            }
        }
        ("containsKey", [key]) => {
            let of = if receiver.is_nullable {
                receiver.js.or_else("{}")
            } else {
                receiver.js.clone()
            };
            Value::new(
                Js::call("Object.hasOwn", vec![of, key.js.clone()]),
                Kind::Bool,
            )
        }
        ("keySet", []) => listed(receiver, "Object.keys"),
        ("values", []) => listed(receiver, "Object.values"),
        _ => return None,
    })
}

/// What a function lists of a map, null for null.
fn listed(map: &Value, function: &str) -> Value {
    let list = Js::call(function, vec![map.js.clone()]);
    if !map.is_nullable {
        return Value::new(list, Kind::List);
    }
    let test = not_null(&map.js).negated();
    let js = Js::conditional(&test, &Js::atom("null"), &list);
    Value::nullable(js, Kind::List)
}
