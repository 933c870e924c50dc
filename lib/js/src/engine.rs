//! The engine and its limits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use appsynth_util::{Context, Counters, Evaluation, FieldError, Half, Host, Outcome};

use crate::{
    code::{self, CodeError, Measure},
    module::{Module, ModuleId, Program},
    pool::{Evaluator, Pool},
    worker::time_limit_error,
};

/// How an [`Engine`] runs code.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// Where time and random numbers come from.
    pub host: Host,
    /// How long one evaluation may take. By default 2 seconds.
    pub time_limit: Duration,
    /// How many bytes one evaluation may allocate beyond the code itself, and each value come to that leaves
    /// it. By default 32 MiB.
    pub memory_limit: usize,
    /// How many evaluations may run at the same time, each on a thread of its own. By default 4.
    pub workers: usize,
    /// Whether plain code is evaluated by Rust itself, on the thread of who asks for it, where QuickJS would come to
    /// the same. By default it is, as it takes a fraction of the time.
    pub plain: bool,
    /// Whether modules count which of their statements run, for [`Module::covered`]. By default they do
    /// not; they run more slowly if they do.
    pub coverage: bool,
}

impl EngineOptions {
    /// The default limits with this host.
    pub fn new(host: Host) -> Self {
        Self {
            host,
            time_limit: Duration::from_secs(2),
            memory_limit: 32 * 1024 * 1024,
            workers: 4,
            plain: true,
            coverage: false,
        }
    }
}

/// For how many bytes of the memory limit plain code may take one step.
const BYTES_OF_A_PLAIN_STEP: usize = 128;

/// How many steps plain code may take, so that whoever asks for it waits for a few milliseconds at most.
const MAX_PLAIN_STEPS: usize = 100_000;

impl EngineOptions {
    /// Runs a half that needs no worker: its value is known or it is plain code.
    pub(crate) fn evaluate_here(
        &self,
        program: &Program,
        half: Half,
        context: &Context,
    ) -> Option<Evaluation> {
        let code = &program.code;
        if let Some(value) = code.passed_on(half, context) {
            return Some(Evaluation::new(Outcome::Value(value)));
        }
        if !self.plain {
            return None;
        }
        let max_steps = (self.memory_limit / BYTES_OF_A_PLAIN_STEP).min(MAX_PLAIN_STEPS);
        code.evaluate_plain(half, context, &self.host, max_steps)
    }
}

/// Compiles and runs resolver code. Clones are the same engine; threads end with the last of them.
#[derive(Debug, Clone)]
pub struct Engine {
    pool: Arc<Pool>,
    next_id: Arc<AtomicU64>,
}

impl Engine {
    /// Starts an engine. Its threads start with the first work.
    pub fn new(options: EngineOptions) -> Self {
        Self {
            pool: Arc::new(Pool::new(options)),
            next_id: Arc::new(AtomicU64::new(0)),
        }
    }

    /// Checks code and prepares it to run. `name` is the file's name for people.
    ///
    /// Errors at run time name the file `code.js`, as AppSync does, whatever its name here.
    ///
    /// # Errors
    /// Everything that is wrong with the code, each with its place.
    pub fn compile(&self, name: &str, code: &str) -> Result<Module, CodeError> {
        let measure = if self.pool.options().coverage {
            Measure::Statements
        } else {
            Measure::Nothing
        };
        let code = code::read(code, measure)?;
        let counters = Counters::new(code.statements().len());
        let id = ModuleId(self.next_id.fetch_add(1, Ordering::Relaxed));
        let program = Arc::new(Program {
            id,
            name: name.to_owned(),
            code,
            counters,
        });
        let (options, is_valid) = (self.pool.options(), program.code.is_valid);
        if !(options.plain && is_valid) {
            let checked = Arc::clone(&program);
            // Of a worker that was given up nothing is known: the code is no worse for that.
            self.pool
                .run_blocking(move |evaluator| evaluator.check(&checked))
                .unwrap_or(Ok(()))?;
        }
        Ok(Module {
            pool: Arc::clone(&self.pool),
            program,
        })
    }

    /// Runs work on one of the engine's threads, whose halves of modules are evaluated there one after the other:
    /// each of them alone would wake that thread and be waited for. Waits for a free thread if all are busy. Where
    /// the work does something else that takes long, it does so within [`Evaluator::unlimited`].
    ///
    /// # Errors
    /// If an evaluation takes longer than the time limit and cannot be stopped; the work is given up then. One
    /// that can be stopped ends with such an error itself.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Evaluator<'_>) -> T + Send + 'static,
    ) -> Result<T, Box<FieldError>> {
        let answer = self.pool.run(work).await;
        answer.ok_or_else(|| Box::new(time_limit_error(self.pool.options().time_limit)))
    }
}
