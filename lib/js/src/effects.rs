//! What an evaluation does besides giving a value.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use appsynth_util::{FieldError, SkipTo};
use rquickjs::{Array, Ctx, Exception, Persistent};
use serde_json::Value;

use crate::{json, module::Program};

/// Shared by the native functions of a realm and the worker that runs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects(Rc<RefCell<Recorded>>);

/// The effects of one evaluation.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    pub(crate) program: Option<Arc<Program>>,
    /// How the caller is authorized, as `util.authType` tells it.
    pub(crate) auth_type: &'static str,
    /// Why the code was left by force, if it was.
    pub(crate) ending: Option<Ending>,
    pub(crate) errors: Vec<FieldError>,
    /// `ctx.outErrors`, if the code can see it.
    pub(crate) out_errors: Option<Persistent<Array<'static>>>,
    pub(crate) logs: Vec<String>,
    pub(crate) extensions: Vec<(String, Value)>,
}

/// The ends that code brings about by calling a function.
#[derive(Debug)]
pub(crate) enum Ending {
    /// `runtime.earlyReturn`
    Return {
        value: Value,
        skip_to: Option<SkipTo>,
    },
    /// `util.error`
    Error(FieldError),
    /// A function did not take its arguments. The exception knows the place.
    Refused {
        message: String,
        /// The function, if stack traces do not have it.
        called: Option<&'static str>,
    },
}

impl Recorded {
    /// The native function that refused its arguments.
    pub(crate) fn called(&self) -> Option<&'static str> {
        match &self.ending {
            Some(Ending::Refused { called, .. }) => *called,
            _ => None,
        }
    }
}

impl Effects {
    /// Forgets the last evaluation.
    pub(crate) fn begin(&self, program: Arc<Program>, auth_type: &'static str) {
        self.0.replace(Recorded {
            program: Some(program),
            auth_type,
            ..Recorded::default()
        });
    }

    pub(crate) fn take(&self) -> Recorded {
        self.0.take()
    }

    pub(crate) fn record<R>(&self, change: impl FnOnce(&mut Recorded) -> R) -> R {
        change(&mut self.0.borrow_mut())
    }

    /// Appends an error, which `ctx.outErrors` shows from then on.
    pub(crate) fn append_error(&self, ctx: &Ctx<'_>, error: FieldError) -> rquickjs::Result<()> {
        let members = [
            ("message", Value::from(error.message.as_str())),
            ("errorType", error.error_type.clone().into()),
            ("data", error.data.clone()),
            ("errorInfo", error.error_info.clone()),
        ];
        let shown = self.record(|recorded| {
            recorded.errors.push(error);
            recorded.out_errors.clone()
        });
        let Some(shown) = shown else {
            return Ok(());
        };
        let given = members.into_iter().filter(|(_, value)| !value.is_null());
        let given = given.map(|(name, value)| (name.to_owned(), value));
        let list = shown.restore(ctx)?;
        list.set(
            list.len(),
            json::to_js(ctx, &Value::Object(given.collect()))?,
        )
    }

    /// Ends the evaluation: gives the exception that unwinds the code, which cannot catch it. The first
    /// end counts, should what unwinds or reads the stash call for another.
    pub(crate) fn end(&self, ctx: &Ctx<'_>, ending: Ending) -> rquickjs::Error {
        self.record(|recorded| {
            recorded.ending.get_or_insert(ending);
        });
        Exception::throw_message(ctx, "the evaluation has ended")
    }

    /// Ends the evaluation with an error of the code, such as an argument that a function refuses.
    pub(crate) fn refuse(
        &self,
        ctx: &Ctx<'_>,
        called: Option<&'static str>,
        message: String,
    ) -> rquickjs::Error {
        self.end(ctx, Ending::Refused { message, called })
    }
}
