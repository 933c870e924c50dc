//! `ctx`, as handlers get it.

use appsynth_util::Context;
use rquickjs::{Array, Ctx, Object, Persistent};
use serde_json::Value as Json;

use crate::{
    code::{ContextUse, MemberUse},
    effects::Effects,
    json,
};

const ARGUMENTS: &str = "arguments";

/// Another name of `arguments`.
const ARGS: &str = "args";

/// What the functions of a pipeline hand on.
pub(crate) const STASH: &str = "stash";

/// The errors that were appended so far.
const OUT_ERRORS: &str = "outErrors";

/// The members of the context.
pub fn context_members() -> impl Iterator<Item = &'static str> {
    let members = Context::default().members().map(|(member, _)| member);
    members.into_iter().chain([ARGS, OUT_ERRORS])
}

/// The first name of the member that contexts have by this name.
pub(crate) fn member_of_contexts(name: &str) -> Option<&'static str> {
    let name = if name == ARGS { ARGUMENTS } else { name };
    context_members().find(|member| *member == name)
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
        let Some(used) = seen.of(name) else { continue };
        let value = match (used, value) {
            // All of the stash is what later functions get.
            (MemberUse::Members(seen), Json::Object(members)) if name != STASH => {
                let seen = seen.iter();
                let seen = seen.filter_map(|name| members.get_key_value(name));
                json::object_to_js(ctx, seen)?
            }
            (_, value) => json::to_js(ctx, value)?,
        };
        if name == ARGUMENTS {
            object.set(ARGS, value.clone())?;
        }
        object.set(name, value)?;
    }
    if seen.sees(OUT_ERRORS) {
        let errors = Array::new(ctx.clone())?;
        object.set(OUT_ERRORS, errors.clone())?;
        let errors = Persistent::save(ctx, errors);
        effects.record(|recorded| recorded.out_errors = Some(errors));
    }
    Ok(object)
}
