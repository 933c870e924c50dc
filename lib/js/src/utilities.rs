//! `util`, `runtime` and `extensions`.
//!
//! Most of `util` is the function table of [`appsynth_util`]. The functions that act on the evaluation
//! itself are here.

use appsynth_util::{FUNCTIONS, FieldError, Host, SkipTo, java_regex};
use rquickjs::{
    Ctx, Function, Object, Value,
    function::{Opt, Rest},
};
use serde_json::Value as Json;

use crate::{
    effects::{Effects, Ending},
    json,
    realm::script,
};

/// Functions of `extensions`.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html>
pub(crate) const EXTENSIONS: [&str; 4] = [
    "evictFromApiCache",
    "invalidateSubscriptions",
    "setSubscriptionFilter",
    "setSubscriptionInvalidationFilter",
];

/// Functions of `util.http` that add headers to the answer.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/http-helpers-in-utils-http-js.html>
const RESPONSE_HEADERS: [&str; 2] = ["addResponseHeader", "addResponseHeaders"];

/// The name under which a function of `extensions` or `util.http` records what it is called with, which is all that it
/// does.
pub(crate) fn recorded_as(namespace: &str, name: &str) -> Option<&'static str> {
    let names = match namespace {
        "extensions" => &EXTENSIONS[..],
        "http" => &RESPONSE_HEADERS,
        _ => return None,
    };
    names.iter().copied().find(|known| *known == name)
}

/// The exports of `@aws-appsync/utils`.
pub(crate) fn utils<'js>(
    ctx: &Ctx<'js>,
    host: &Host,
    effects: &Effects,
) -> rquickjs::Result<Object<'js>> {
    let utils = Object::new(ctx.clone())?;
    utils.set("util", util(ctx, host, effects)?)?;
    utils.set("runtime", runtime(ctx, effects)?)?;
    utils.set("extensions", recording(ctx, effects, &EXTENSIONS)?)?;
    Ok(utils)
}

fn util<'js>(ctx: &Ctx<'js>, host: &Host, effects: &Effects) -> rquickjs::Result<Object<'js>> {
    let util = Object::new(ctx.clone())?;
    util.set("http", recording(ctx, effects, &RESPONSE_HEADERS)?)?;
    for function in FUNCTIONS
        .iter()
        .filter(|function| function.availability.in_js())
    {
        let (namespace, name) = match function.name.split_once('.') {
            Some((namespace, name)) => (member_object(&util, namespace)?, name),
            None => (util.clone(), function.name),
        };
        let (host, effects) = (host.clone(), effects.clone());
        let call = native(move |ctx, arguments| {
            let arguments = arguments
                .iter()
                .map(|argument| json::from_js(&ctx, argument))
                .collect::<rquickjs::Result<Vec<Json>>>()?;
            match (function.call_from_js)(&host, &arguments) {
                Ok(value) => json::to_js(&ctx, &value),
                Err(error) if error.error_type.is_some() => {
                    Err(effects.end(&ctx, Ending::Error(*error)))
                }
                Err(error) => Err(effects.refuse(&ctx, Some(name), error.message)),
            }
        });
        namespace.set(name, Function::new(ctx.clone(), call)?.with_name(name)?)?;
    }
    script::<Function<'_>>(
        ctx,
        "attribute_values.js",
        include_str!("builtin/attribute_values.js"),
    )?
    .call::<_, ()>((member_object(&util, "dynamodb")?,))?;
    util.set("error", error(ctx, effects)?)?;
    util.set("appendError", append_error(ctx, effects)?)?;
    util.set("unauthorized", unauthorized(ctx, effects)?)?;
    util.set("authType", auth_type_function(ctx, effects)?)?;
    Ok(util)
}

/// `runtime.earlyReturn(value, { skipTo })`
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/runtime-utils-js.html>
fn runtime<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Object<'js>> {
    let runtime = Object::new(ctx.clone())?;
    let effects = effects.clone();
    let early_return = native(move |ctx, arguments| {
        let value = argument(&ctx, &arguments, 0)?;
        let options = argument(&ctx, &arguments, 1)?;
        let skip_to = match options.get("skipTo").and_then(Json::as_str) {
            Some("NEXT") => Some(SkipTo::Next),
            Some("END") => Some(SkipTo::End),
            _ => None,
        };
        Err(effects.end(&ctx, Ending::Return { value, skip_to }))
    });
    runtime.set("earlyReturn", Function::new(ctx.clone(), early_return)?)?;
    Ok(runtime)
}

/// `util.error(message, errorType, data, errorInfo)`
fn error<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    let error = native(move |ctx, arguments| {
        let error = field_error_of(&ctx, &arguments)?;
        Err(effects.end(&ctx, Ending::Error(error)))
    });
    Function::new(ctx.clone(), error)
}

/// `util.appendError(message, errorType, data, errorInfo)`
fn append_error<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    let append = native(move |ctx, arguments| {
        let error = field_error_of(&ctx, &arguments)?;
        effects.append_error(&ctx, error)?;
        Ok(Value::new_undefined(ctx))
    });
    Function::new(ctx.clone(), append)
}

fn unauthorized<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    let unauthorized = native(move |ctx, _| {
        let error = FieldError::new("Unauthorized", "Unauthorized");
        Err(effects.end(&ctx, Ending::Error(error)))
    });
    Function::new(ctx.clone(), unauthorized)
}

fn auth_type_function<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    Function::new(ctx.clone(), move || {
        effects.record(|recorded| recorded.auth_type)
    })
}

/// The error that `util.error` and `util.appendError` are called with.
pub(crate) fn field_error(
    message: Json,
    error_type: Json,
    data: Json,
    error_info: Json,
) -> FieldError {
    let text = |json| match json {
        Json::Null => None,
        Json::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    FieldError {
        message: text(message).unwrap_or_default(),
        error_type: text(error_type),
        data,
        error_info,
        value: Json::Null,
        has_place: false,
    }
}

fn field_error_of<'js>(ctx: &Ctx<'js>, arguments: &[Value<'js>]) -> rquickjs::Result<FieldError> {
    let argument = |number| argument(ctx, arguments, number);
    Ok(field_error(
        argument(0)?,
        argument(1)?,
        argument(2)?,
        argument(3)?,
    ))
}

/// Functions that only record what they were called with.
fn recording<'js>(
    ctx: &Ctx<'js>,
    effects: &Effects,
    names: &[&'static str],
) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    for name in names.iter().copied() {
        let effects = effects.clone();
        let record = native(move |ctx, arguments| {
            let mut values = arguments
                .iter()
                .map(|argument| json::from_js(&ctx, argument))
                .collect::<rquickjs::Result<Vec<Json>>>()?;
            let value = match values.len() {
                1 => values.remove(0),
                _ => Json::Array(values),
            };
            effects.record(|recorded| recorded.extensions.push((name.to_owned(), value)));
            Ok(Value::new_undefined(ctx))
        });
        object.set(name, Function::new(ctx.clone(), record)?.with_name(name)?)?;
    }
    Ok(object)
}

/// `refuse(message)`, for built-in modules written in JavaScript.
pub(crate) fn refuse<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    let refuse = native(move |ctx, arguments| {
        let message = argument(&ctx, &arguments, 0)?;
        let message = message.as_str().unwrap_or_default().to_owned();
        Err(effects.refuse(&ctx, None, message))
    });
    Function::new(ctx.clone(), refuse)
}

/// `String.prototype.replace` and `replaceAll`, which take a regular expression of Java as text.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html>
pub(crate) fn replace<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    let replace = move |ctx: Ctx<'_>,
                        text: String,
                        pattern: String,
                        replacement: String,
                        every: Opt<bool>| {
        let which = match every.0 {
            Some(true) => java_regex::Occurrence::Every,
            _ => java_regex::Occurrence::First,
        };
        java_regex::replace(&pattern, &text, &replacement, which)
            .map_err(|message| effects.refuse(&ctx, None, message))
    };
    Function::new(ctx.clone(), replace)
}

fn argument<'js>(ctx: &Ctx<'js>, arguments: &[Value<'js>], index: usize) -> rquickjs::Result<Json> {
    arguments
        .get(index)
        .map_or(Ok(Json::Null), |argument| json::from_js(ctx, argument))
}

fn member_object<'js>(object: &Object<'js>, name: &str) -> rquickjs::Result<Object<'js>> {
    if let Some(member) = object.get(name)? {
        return Ok(member);
    }
    let member = Object::new(object.ctx().clone())?;
    object.set(name, member.clone())?;
    Ok(member)
}

/// Lets the compiler see that a closure is a native function for any lifetime.
pub(crate) fn native<F>(
    function: F,
) -> impl for<'js> Fn(Ctx<'js>, Rest<Value<'js>>) -> rquickjs::Result<Value<'js>>
where
    F: for<'js> Fn(Ctx<'js>, Vec<Value<'js>>) -> rquickjs::Result<Value<'js>>,
{
    move |ctx, arguments| function(ctx, arguments.0)
}
