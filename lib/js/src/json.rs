//! JSON values in and out of QuickJS.
//!
//! What comes out is exactly what `JSON.stringify` gives: without `undefined`, with null for `NaN`, with
//! what `toJSON` gives. Values are walked all the same, because QuickJS takes several times as long to
//! write text, and to read it.

mod text;
mod walk;

use rquickjs::{Array, Ctx, IntoJs, Object, Value};
use serde_json::Value as Json;

pub(crate) use walk::from_number;

/// A JSON value as a JavaScript value.
///
/// # Errors
/// An exception if there is no memory for it.
pub(crate) fn to_js<'js>(ctx: &Ctx<'js>, json: &Json) -> rquickjs::Result<Value<'js>> {
    match json {
        Json::Null => Ok(Value::new_null(ctx.clone())),
        Json::Bool(value) => Ok(Value::new_bool(ctx.clone(), *value)),
        Json::Number(number) => Ok(Value::new_number(
            ctx.clone(),
            number.as_f64().unwrap_or(f64::NAN),
        )),
        Json::String(text) => text.as_str().into_js(ctx),
        Json::Array(items) => {
            let array = Array::new(ctx.clone())?;
            for (index, item) in items.iter().enumerate() {
                array.set(index, to_js(ctx, item)?)?;
            }
            Ok(array.into_value())
        }
        // To set this member is to change the prototype. Text has no such second meaning.
        Json::Object(members) if members.keys().any(|name| name == "__proto__") => {
            ctx.json_parse(json.to_string())
        }
        Json::Object(members) => object_to_js(ctx, members),
    }
}

/// An object of these members, none of which is called `__proto__`.
pub(crate) fn object_to_js<'js, 'm>(
    ctx: &Ctx<'js>,
    members: impl IntoIterator<Item = (&'m String, &'m Json)>,
) -> rquickjs::Result<Value<'js>> {
    let object = Object::new(ctx.clone())?;
    for (name, value) in members {
        object.set(name.as_str(), to_js(ctx, value)?)?;
    }
    Ok(object.into_value())
}

/// A JSON value as it comes back from JavaScript, whose numbers are doubles.
pub(crate) fn through_javascript(json: &Json) -> Json {
    let mut json = json.clone();
    numbers_to_doubles(&mut json);
    json
}

/// Makes a JSON value what it would be if it came back from JavaScript.
pub(crate) fn numbers_to_doubles(json: &mut Json) {
    match json {
        Json::Number(number) => *json = from_number(number.as_f64().unwrap_or(f64::NAN)),
        Json::Array(items) => items.iter_mut().for_each(numbers_to_doubles),
        Json::Object(members) => members.values_mut().for_each(numbers_to_doubles),
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

/// Sets how many bytes a value may come to as JSON. The runtime keeps the number for [`from_js`].
pub(crate) fn limit(ctx: &Ctx<'_>, max_bytes: usize) {
    ctx.store_userdata(max_bytes)
        .expect("invariant: nobody reads the limit while it is set");
}

/// A JavaScript value as a JSON value; undefined and functions are null.
///
/// # Errors
/// An exception, for example if the value contains itself or is larger than the [`limit`].
pub(crate) fn from_js<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> rquickjs::Result<Json> {
    let max_bytes = ctx.userdata::<usize>().map_or(0, |limit| *limit);
    Ok(walk::read(ctx, value, max_bytes)?.unwrap_or(Json::Null))
}
