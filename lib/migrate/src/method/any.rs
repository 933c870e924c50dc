//! Methods that values of several kinds have.

use super::{Call, equal};
use crate::{
    handler::Handler,
    helpers::Helper,
    js::Js,
    value::{Kind, Value},
};

pub(super) fn method(handler: &mut Handler<'_, '_>, call: &Call<'_>) -> Option<Value> {
    let receiver = &call.receiver;
    Some(match (call.name, call.given.as_slice()) {
        ("size" | "length", []) => size(handler, call),
        ("isEmpty", []) => equal(&size(handler, call).js, &Js::atom("0")),
        ("contains", [_]) => call.same("includes", Kind::Bool),
        ("equals", [other]) => equal(&receiver.js, &other.js),
        ("toString", []) => match receiver.kind {
            Kind::Text => receiver.clone(),
            Kind::List | Kind::Map => return None,
            _ => Value::new(
                Js::atom(format!("`${{{}}}`", receiver.js.flat())),
                Kind::Text,
            ),
        },
        _ => return None,
    })
}

fn size(handler: &mut Handler<'_, '_>, call: &Call<'_>) -> Value {
    match call.receiver.kind {
        Kind::List | Kind::Text => call.member("length", Kind::Number),
        _ => Value {
            js: handler.call_helper(Helper::Size, vec![call.receiver.js.clone()]),
            kind: Kind::Number,
            is_nullable: call.receiver.is_nullable,
        },
    }
}
