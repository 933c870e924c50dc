//! Methods of texts.

use appsynth_vtl::tree::Expression;

use super::{Call, dot, equal};
use crate::{
    handler::Handler,
    js::{Js, quoted},
    value::{Kind, Translated, Value, no},
};

pub(super) fn method(handler: &mut Handler<'_, '_>, call: &Call<'_>) -> Translated<Option<Value>> {
    let name = call.name;
    Ok(Some(match (name, call.given.as_slice()) {
        ("isBlank", []) => equal(&call.same("trim", Kind::Text).js, &Js::atom("''")),
        ("equalsIgnoreCase", [other]) => equal(&lower(&call.receiver), &lower(other)),
        ("toLowerCase" | "toUpperCase" | "trim", []) => call.same(name, Kind::Text),
        ("substring", [_] | [_, _]) | ("concat", [_]) => call.same(name, Kind::Text),
        ("charAt", [_]) => call.same(name, Kind::Text),
        ("startsWith" | "endsWith", [_]) => call.same(name, Kind::Bool),
        ("indexOf" | "lastIndexOf", [_]) => call.same(name, Kind::Number),
        ("replaceAll", [_, _]) => call.same(name, Kind::Text),
        ("replace", [from, to]) => {
            let (from, to) = (from.js.flat(), to.js.flat());
            call.member(&format!("split({from}).join({to})"), Kind::Text)
        }
        ("split", [_]) => match &call.written[0] {
            Expression::Text(text) if is_literal_pattern(text) => call.same("split", Kind::List),
            _ => return no(call.at.clone(), "`split` by a regular expression"),
        },
        ("matches", [pattern]) => {
            handler.import("util");
            let arguments = vec![pattern.js.clone(), call.receiver.js.clone()];
            Value::new(Js::call("util.matches", arguments), Kind::Bool)
        }
        _ => return Ok(None),
    }))
}

fn lower(text: &Value) -> Js {
    let function = format!("{}{}toLowerCase", text.js.receiver(), dot(text));
    Js::call(function, Vec::new())
}

/// Whether a regular expression of Java matches its own text only.
fn is_literal_pattern(pattern: &str) -> bool {
    !pattern.is_empty()
        && !pattern.contains(|meta| "\\^$.|?*+()[]{}".contains(meta))
        && quoted(pattern).len() == pattern.len() + 2
}
