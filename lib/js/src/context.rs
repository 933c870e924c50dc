//! `ctx`, as handlers get it.

use appsynth_util::Context;
use rquickjs::{Array, Ctx, Object, Persistent};

use crate::{code::ContextUse, effects::Effects, json};

/// Another name of `arguments`.
const ARGS: &str = "args";

/// The errors that were appended so far.
const OUT_ERRORS: &str = "outErrors";

/// Whether contexts have a member of this name.
pub(crate) fn is_member(name: &str) -> bool {
    let context = Context::default();
    let mut members = context.members().into_iter().map(|(member, _)| member);
    members.any(|member| member == name) || [ARGS, OUT_ERRORS].contains(&name)
}

/// The context with the members that a handler can see.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html>
///
/// # Errors
/// An exception if there is no memory for it.
pub(crate) fn context_object<'js>(
    ctx: &Ctx<'js>,
    context: &Context,
    seen: &ContextUse,
    effects: &Effects,
) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    for (name, value) in context.members() {
        match name {
            "arguments" if seen.sees("arguments") || seen.sees(ARGS) => {
                let arguments = json::to_js(ctx, value)?;
                object.set("arguments", arguments.clone())?;
                object.set(ARGS, arguments)?;
            }
            name if seen.sees(name) => object.set(name, json::to_js(ctx, value)?)?,
            _ => {}
        }
    }
    if seen.sees(OUT_ERRORS) {
        let errors = Array::new(ctx.clone())?;
        object.set(OUT_ERRORS, errors.clone())?;
        let errors = Persistent::save(ctx, errors);
        effects.record(|recorded| recorded.out_errors = Some(errors));
    }
    Ok(object)
}
