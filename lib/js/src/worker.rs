//! One thread's QuickJS: runs halves of modules within the limits.

use std::{
    cell::Cell,
    collections::HashMap,
    rc::Rc,
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use appsynth_util::{Context as ResolverContext, Evaluation, FieldError, Half, Outcome, auth_type};
use rquickjs::{CaughtError, Ctx, Function, Object, Persistent, Runtime, Value};
use serde_json::Value as Json;

use crate::{
    code::{CodeError, handler},
    context::{STASH, context_object},
    effects::{Effects, Ending},
    engine::EngineOptions,
    failure::{self, Failure},
    json,
    module::{ModuleId, Program},
    realm::{CODE_FILE, Realm, script},
};

/// The stack of a worker's thread, and how much of it JavaScript may use.
pub(crate) const STACK_BYTES: usize = 16 * 1024 * 1024;
const JS_STACK_BYTES: usize = 8 * 1024 * 1024;

/// A QuickJS runtime and the modules it knows. Lives on one thread.
pub(crate) struct Worker {
    loaded: HashMap<ModuleId, Loaded>,
    realm: Realm,
    runtime: Runtime,
    effects: Effects,
    timer: Timer,
    options: EngineOptions,
    /// How many bytes of code were loaded since the memory limit was set.
    loaded_since: usize,
}

/// Code of this part of the memory limit may be loaded before the limit is set anew, which takes a walk
/// through everything that is loaded.
const LOADED_PART: usize = 512;

/// A module's function, as long as someone may still call it.
struct Loaded {
    program: Weak<Program>,
    factory: Persistent<Function<'static>>,
}

impl Worker {
    /// # Errors
    /// If there is no memory for it.
    pub(crate) fn new(options: EngineOptions) -> rquickjs::Result<Self> {
        let runtime = Runtime::new()?;
        runtime.set_max_stack_size(JS_STACK_BYTES);
        let effects = Effects::default();
        let realm = Realm::new(&runtime, &options.host, &effects)?;
        realm
            .context
            .with(|ctx| json::limit(&ctx, options.memory_limit));
        let timer = Timer::default();
        let interrupt = timer.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || interrupt.is_up())));
        let mut worker = Self {
            loaded: HashMap::new(),
            realm,
            runtime,
            effects,
            timer,
            options,
            loaded_since: 0,
        };
        worker.limit_memory();
        Ok(worker)
    }

    /// Lets QuickJS compile a module.
    ///
    /// # Errors
    /// What the parser did not find, such as a name declared twice.
    pub(crate) fn check(&mut self, program: &Arc<Program>) -> Result<(), CodeError> {
        let realm = self.realm.context.clone();
        let result = realm.with(|ctx| {
            self.load(&ctx, program).map(drop).map_err(|error| {
                let (message, stack) = match CaughtError::from_error(&ctx, error) {
                    CaughtError::Exception(exception) => (exception.message(), exception.stack()),
                    other => (Some(other.to_string()), None),
                };
                let trace = stack.and_then(|stack| failure::trace(&stack, None));
                program
                    .code
                    .syntax_error(message.unwrap_or_default(), trace)
            })
        });
        self.limit_memory_anew();
        result
    }

    /// Runs one half of a module.
    pub(crate) fn evaluate(
        &mut self,
        program: &Arc<Program>,
        half: Half,
        context: &ResolverContext,
    ) -> Evaluation {
        let seen = program.code.context_use(half);
        self.effects
            .begin(Arc::clone(program), auth_type(&context.identity));
        self.timer.start(self.options.time_limit);
        let mut stash = None;
        let realm = self.realm.context.clone();
        let result = realm.with(|ctx| {
            let object = context_object(&ctx, context, seen, &self.effects)
                .map_err(|error| Failure::of(&ctx, error, &program.code, None))?;
            let result = self.call(&ctx, program, half, &object).map_err(|error| {
                let called = self.effects.record(|recorded| recorded.called());
                Failure::of(&ctx, error, &program.code, called)
            });
            if seen.sees(STASH) {
                stash = object
                    .get(STASH)
                    .and_then(|stash: Value<'_>| json::from_js(&ctx, &stash))
                    .ok();
            }
            // Whatever went wrong with the stash must not be found pending by the next evaluation.
            ctx.catch();
            result
        });
        let timed_out = self.timer.stop();
        self.limit_memory_anew();
        let recorded = self.effects.take();
        let outcome = match (recorded.ending, result) {
            _ if timed_out => Outcome::Error(time_limit_error(self.options.time_limit)),
            (_, Err(failure)) if failure.is_out_of_memory() => {
                Outcome::Error(memory_limit_error(self.options.memory_limit))
            }
            (Some(Ending::Return { value, skip_to }), _) => Outcome::EarlyReturn { value, skip_to },
            (Some(Ending::Error(error)), _) => Outcome::Error(error),
            (Some(Ending::Refused { message, .. }), Err(failure)) => {
                Outcome::Error(failure.because(message).into_error())
            }
            (_, Err(failure)) => Outcome::Error(failure.into_error()),
            (_, Ok(value)) => Outcome::Value(value),
        };
        Evaluation {
            outcome,
            stash,
            arguments: None,
            errors: recorded.errors,
            logs: recorded.logs,
            extensions: recorded.extensions,
        }
    }

    fn call<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        program: &Arc<Program>,
        half: Half,
        context: &Object<'js>,
    ) -> rquickjs::Result<Json> {
        let factory = self.load(ctx, program)?;
        let exports: Object<'js> = factory.call(self.realm.given(ctx)?)?;
        let name = handler(half);
        let Some(function) = exports.get::<_, Value<'js>>(name)?.into_function() else {
            let message = format!("the code does not export a function `{name}`");
            return Err(rquickjs::Exception::throw_type(ctx, &message));
        };
        let value: Value<'js> = function.call((context.clone(),))?;
        json::from_js(ctx, &value)
    }

    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        program: &Arc<Program>,
    ) -> rquickjs::Result<Function<'js>> {
        if let Some(loaded) = self.loaded.get(&program.id) {
            return loaded.factory.clone().restore(ctx);
        }
        let factory: Function<'js> = script(ctx, CODE_FILE, &program.code.script)?;
        self.loaded_since += program.code.script.len();
        self.loaded
            .retain(|_, loaded| loaded.program.strong_count() > 0);
        self.loaded.insert(
            program.id,
            Loaded {
                program: Arc::downgrade(program),
                factory: Persistent::save(ctx, factory.clone()),
            },
        );
        Ok(factory)
    }

    fn limit_memory_anew(&mut self) {
        if self.loaded_since > self.options.memory_limit / LOADED_PART {
            self.limit_memory();
        }
    }

    /// Sets the limit so that what is loaded does not count.
    fn limit_memory(&mut self) {
        self.loaded_since = 0;
        let used = usize::try_from(self.runtime.memory_usage().malloc_size).unwrap_or(0);
        self.runtime
            .set_memory_limit(used.saturating_add(self.options.memory_limit));
    }
}

pub(crate) fn time_limit_error(limit: Duration) -> FieldError {
    let millis = limit.as_millis();
    Failure::nowhere(&format!("the code ran longer than {millis} ms")).into_error()
}

fn memory_limit_error(limit: usize) -> FieldError {
    let kib = limit / 1024;
    Failure::nowhere(&format!("the code used more than {kib} KiB of memory")).into_error()
}

/// Tells QuickJS when to stop.
#[derive(Debug, Clone, Default)]
struct Timer {
    deadline: Rc<Cell<Option<Instant>>>,
}

impl Timer {
    fn start(&self, limit: Duration) {
        self.deadline.set(Instant::now().checked_add(limit));
    }

    fn is_up(&self) -> bool {
        self.deadline
            .get()
            .is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Whether time was up.
    fn stop(&self) -> bool {
        let up = self.is_up();
        self.deadline.set(None);
        up
    }
}
