//! Compiled code.

use std::sync::Arc;

use appsynth_util::{Context, Counters, Covered, Evaluation, Half};
use serde_json::Value;
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::{
    code::Code,
    pool::{self, Evaluator, Pool},
};

/// The code of a resolver or function, ready to run any number of times.
#[derive(Debug, Clone)]
pub struct Module {
    pub(crate) pool: Arc<Pool>,
    pub(crate) program: Arc<Program>,
}

/// What the workers need of a module.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) id: ModuleId,
    pub(crate) name: String,
    pub(crate) code: Code,
    pub(crate) counters: Counters,
}

/// Identifies a module within its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ModuleId(pub(crate) u64);

impl Module {
    /// The name given to [`Engine::compile`](crate::Engine::compile).
    pub fn name(&self) -> &str {
        &self.program.name
    }

    /// Whether the module exports the handler of this half.
    pub fn exports(&self, half: Half) -> bool {
        self.program.code.exports(half)
    }

    /// What the response half gives, if that is known without running it, as of `return ctx.result`: it does nothing
    /// else then. What it gives of `ctx.prev` or `ctx.result` is taken out of the context, which has null in its
    /// place.
    pub fn take_response(&self, context: &mut Context) -> Option<Value> {
        self.program.code.take_passed_on(Half::Response, context)
    }

    /// Whether a half can see the member of this name of its context, such as `result`. Of a half that is not there
    /// nothing is known: what takes its place may see everything.
    pub fn sees(&self, half: Half, member: &str) -> bool {
        self.program.code.context_use(half).sees(member)
    }

    /// The statements and how often they ran so far, in every evaluation. None if the engine was not asked
    /// for [coverage](crate::EngineOptions::coverage).
    pub fn covered(&self) -> impl Iterator<Item = Covered> {
        let Program { code, counters, .. } = &*self.program;
        let places = code.statements().zip(counters.counts());
        places.map(|(place, count)| Covered {
            line: place.line,
            column: place.column,
            count,
        })
    }

    /// Runs one half on this thread, if it takes next to no time: if it is plain code, as most is, and does nothing out
    /// of the ordinary. None if it needs one of the engine's threads; nothing has happened then.
    pub fn evaluate_here(&self, half: Half, context: &Context) -> Option<Evaluation> {
        self.pool
            .options()
            .evaluate_here(&self.program, half, context)
    }

    /// Whether some half that the module exports may need one of the engine's threads: [`Self::evaluate_here`] gives
    /// nothing then, or only if the half comes to something out of the ordinary.
    pub fn needs_engine(&self) -> bool {
        let code = &self.program.code;
        let mut halves = [Half::Request, Half::Response].into_iter();
        halves.any(|half| code.exports(half) && !code.is_plain(half))
    }

    /// Runs one half. Waits for a free worker if it needs one and all are busy.
    pub async fn evaluate(&self, half: Half, context: &Context) -> Evaluation {
        if let Some(evaluation) = self.evaluate_here(half, context) {
            return evaluation;
        }
        let evaluation = self.pool.run(self.evaluation(half, context)).await;
        evaluation.unwrap_or_else(|| self.timed_out())
    }

    /// Runs one half and blocks the thread until it is done. On a thread of Tokio's, others go on meanwhile with what
    /// it would have to do, where there are others.
    pub fn evaluate_blocking(&self, half: Half, context: &Context) -> Evaluation {
        if let Some(evaluation) = self.evaluate_here(half, context) {
            return evaluation;
        }
        let there = self.evaluation(half, context);
        let runtime = Handle::try_current().map(|runtime| runtime.runtime_flavor());
        let evaluation = match runtime {
            Ok(RuntimeFlavor::MultiThread) => {
                tokio::task::block_in_place(|| self.pool.run_blocking(there))
            }
            _ => self.pool.run_blocking(there),
        };
        evaluation.unwrap_or_else(|| self.timed_out())
    }

    /// The work of evaluating a half on one of the engine's threads.
    fn evaluation(
        &self,
        half: Half,
        context: &Context,
    ) -> impl FnOnce(&mut Evaluator<'_>) -> Evaluation + use<> {
        let (module, context) = (self.clone(), context.clone());
        move |evaluator| evaluator.evaluate_there(&module, half, &context)
    }

    fn timed_out(&self) -> Evaluation {
        pool::timed_out(self.pool.options().time_limit)
    }
}
