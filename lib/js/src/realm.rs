//! What resolver code sees of the world: one set of frozen globals and built-in modules a thread.

use appsynth_diagnostics::limits::LOOP_ROUNDS;
use appsynth_util::Host;
use rquickjs::{
    Context, Ctx, Function, Object, Persistent, Runtime, Value, context::EvalOptions,
    context::intrinsic,
};

use crate::{builtin, console, effects::Effects, rounds, utilities};

/// The name that stack traces give the user's code.
pub(crate) const CODE_FILE: &str = "code.js";

/// A context whose globals no code can change.
pub(crate) struct Realm {
    modules: Persistent<Object<'static>>,
    count: Persistent<Function<'static>>,
    cut: Persistent<Function<'static>>,
    pub(crate) context: Context,
}

impl Realm {
    /// # Errors
    /// If there is no memory for it.
    pub(crate) fn new(runtime: &Runtime, host: &Host, effects: &Effects) -> rquickjs::Result<Self> {
        // Everything else stays away: dates, regular expressions, promises, proxies, typed arrays, ….
        let context = Context::custom::<(intrinsic::Eval, intrinsic::Json)>(runtime)?;
        let (modules, count, cut) = context.with(|ctx| {
            let modules = modules(&ctx, host, effects)?;
            let natives = Object::new(ctx.clone())?;
            natives.set("log", console::log(&ctx, effects)?)?;
            natives.set("replace", utilities::replace(&ctx, effects)?)?;
            natives.set("rounds", LOOP_ROUNDS)?;
            natives.set("shorten", rounds::shorten(&ctx, effects)?)?;
            let freeze: Function<'_> =
                script(&ctx, "freeze.js", include_str!("builtin/freeze.js"))?;
            script::<Function<'_>>(&ctx, "globals.js", include_str!("builtin/globals.js"))?
                .call::<_, ()>((ctx.globals(), natives, modules.clone()))?;
            let count = count(&ctx, effects)?;
            let cut = rounds::cut(&ctx, effects)?;
            let shared = (ctx.globals(), modules.clone(), count.clone(), cut.clone());
            freeze.call::<_, ()>(shared)?;
            Ok::<_, rquickjs::Error>((
                Persistent::save(&ctx, modules),
                Persistent::save(&ctx, count),
                Persistent::save(&ctx, cut),
            ))
        })?;
        Ok(Self {
            modules,
            count,
            cut,
            context,
        })
    }

    /// What every module is given: the built-in modules by name, the function that counts statements, and the one
    /// that tells of loops that are ended.
    pub(crate) fn given<'js>(
        &self,
        ctx: &Ctx<'js>,
    ) -> rquickjs::Result<(Object<'js>, Function<'js>, Function<'js>)> {
        let modules = self.modules.clone().restore(ctx)?;
        let count = self.count.clone().restore(ctx)?;
        Ok((modules, count, self.cut.clone().restore(ctx)?))
    }
}

/// Evaluates a script for its value.
pub(crate) fn script<'js, V: rquickjs::FromJs<'js>>(
    ctx: &Ctx<'js>,
    name: &str,
    source: &str,
) -> rquickjs::Result<V> {
    let mut options = EvalOptions::default();
    options.filename = Some(name.to_owned());
    ctx.eval_with_options(source, options)
}

/// `count(number)`, which statements call that count.
fn count<'js>(ctx: &Ctx<'js>, effects: &Effects) -> rquickjs::Result<Function<'js>> {
    let effects = effects.clone();
    Function::new(ctx.clone(), move |statement: usize| {
        effects.record(|recorded| {
            if let Some(program) = &recorded.program {
                program.counters.count(statement);
            }
        });
    })
}

fn modules<'js>(ctx: &Ctx<'js>, host: &Host, effects: &Effects) -> rquickjs::Result<Object<'js>> {
    let utils = utilities::utils(ctx, host, effects)?;
    let internals = Object::new(ctx.clone())?;
    internals.set("util", utils.get::<_, Value<'_>>("util")?)?;
    internals.set("refuse", utilities::refuse(ctx, effects)?)?;
    let modules = Object::new(ctx.clone())?;
    for module in builtin::MODULES {
        let exports = match module.script {
            Some(source) => {
                script::<Function<'_>>(ctx, module.name, source)?.call((internals.clone(),))?
            }
            None => utils.clone(),
        };
        modules.set(module.name, exports)?;
    }
    Ok(modules)
}
