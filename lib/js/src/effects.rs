//! What an evaluation does besides giving a value.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use appsynth_util::FieldError;
use rquickjs::{Ctx, Exception};
use serde_json::Value;

use crate::{code::Position, failure, module::Program};

/// Shared by the native functions of a realm and the worker that runs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects(Rc<RefCell<Recorded>>);

/// The effects of one evaluation.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    pub(crate) program: Option<Arc<Program>>,
    pub(crate) identity: Value,
    /// Why the code was left by force, if it was.
    pub(crate) ending: Option<Ending>,
    pub(crate) errors: Vec<FieldError>,
    pub(crate) logs: Vec<String>,
    pub(crate) extensions: Vec<(String, Value)>,
}

/// The ends that code brings about by calling a function.
#[derive(Debug)]
pub(crate) enum Ending {
    /// `runtime.earlyReturn`
    Return(Value),
    /// `util.error`, or a built-in function that refuses its arguments.
    Error(FieldError),
}

impl Effects {
    /// Forgets the last evaluation.
    pub(crate) fn begin(&self, program: Arc<Program>, identity: Value) {
        self.0.replace(Recorded {
            program: Some(program),
            identity,
            ..Recorded::default()
        });
    }

    pub(crate) fn take(&self) -> Recorded {
        self.0.take()
    }

    pub(crate) fn record<R>(&self, change: impl FnOnce(&mut Recorded) -> R) -> R {
        change(&mut self.0.borrow_mut())
    }

    /// Ends the evaluation: gives the exception that unwinds the code, which cannot catch it.
    pub(crate) fn end(&self, ctx: &Ctx<'_>, ending: Ending) -> rquickjs::Error {
        self.record(|recorded| recorded.ending = Some(ending));
        Exception::throw_message(ctx, "the evaluation has ended")
    }

    /// Ends the evaluation with an error of the code, such as an argument that a function refuses.
    pub(crate) fn refuse(&self, ctx: &Ctx<'_>, message: &str) -> rquickjs::Error {
        let error = failure::of_code(self.position(ctx), message);
        self.end(ctx, Ending::Error(error))
    }

    /// Where in the user's code the running native function was called.
    pub(crate) fn position(&self, ctx: &Ctx<'_>) -> Option<Position> {
        let program = self.record(|recorded| recorded.program.clone())?;
        // Only exceptions that QuickJS makes itself have a stack trace.
        Exception::throw_type(ctx, "");
        let stack = Exception::from_object(ctx.catch().into_object()?)?.stack()?;
        failure::position(&stack, &program.code)
    }
}
