//! The engine and its limits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use appsynth_util::{Counters, Host};

use crate::{
    code::{self, CodeError, Measure},
    module::{Module, ModuleId, Program},
    pool::Pool,
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
            coverage: false,
        }
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
        self.pool.check(Arc::clone(&program))?;
        Ok(Module {
            pool: Arc::clone(&self.pool),
            program,
        })
    }
}
