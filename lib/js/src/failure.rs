//! Exceptions as errors of a field.

use appsynth_util::FieldError;
use rquickjs::{CaughtError, Ctx};

use crate::{
    code::{Code, Position, Trace},
    realm::CODE_FILE,
};

/// `errorType` of every error that AppSync blames on the code itself.
const ERROR_TYPE: &str = "Code";

/// Why code ended without a value, and where.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    position: Option<Position>,
}

impl Failure {
    /// The failure that an exception tells of. `called` is the native function that threw it, if one of
    /// ours did: stack traces do not have those.
    pub(crate) fn of(
        ctx: &Ctx<'_>,
        error: rquickjs::Error,
        code: &Code,
        called: Option<&str>,
    ) -> Self {
        match CaughtError::from_error(ctx, error) {
            CaughtError::Exception(exception) => {
                let trace = exception.stack().and_then(|stack| trace(&stack, called));
                let mut message = exception.message().unwrap_or_default();
                let mut position = trace.as_ref().map(|trace| code.failed_at(trace, &message));
                // QuickJS does not say what is not a function.
                if message == "not a function"
                    && let Some(trace) = trace
                    && let Some(callee) = code.callee(&trace)
                {
                    message = format!("{callee} is not a function");
                    let called = Some(callee.to_owned());
                    position = Some(code.place(&Trace { called, ..trace }));
                }
                Self { message, position }
            }
            // QuickJS throws null if there is no memory left for an exception.
            CaughtError::Value(value) if value.is_null() => Self::nowhere(OUT_OF_MEMORY),
            CaughtError::Value(_) => Self::nowhere("the code threw a value that is not an error"),
            CaughtError::Error(error) => Self::nowhere(&error.to_string()),
        }
    }

    /// A failure that no place in the code is to blame for.
    pub(crate) fn nowhere(message: &str) -> Self {
        Self {
            message: message.to_owned(),
            position: None,
        }
    }

    /// The same place with another reason.
    pub(crate) fn because(self, message: String) -> Self {
        Self { message, ..self }
    }

    pub(crate) fn is_out_of_memory(&self) -> bool {
        self.message == OUT_OF_MEMORY
    }

    /// The error of the field, `code.js:5:3: …`.
    pub(crate) fn into_error(self) -> FieldError {
        match self.position {
            Some(position) => FieldError {
                has_place: true,
                ..FieldError::new(format!("{position}: {}", self.message), ERROR_TYPE)
            },
            None => FieldError::new(self.message, ERROR_TYPE),
        }
    }
}

/// QuickJS's message when the memory limit is reached.
pub(crate) const OUT_OF_MEMORY: &str = "out of memory";

/// The innermost place of the user's code in a stack trace. `called` is what was called there, if the
/// trace does not know.
pub(crate) fn trace(stack: &str, called: Option<&str>) -> Option<Trace> {
    let mut inner = called;
    for frame in stack.lines() {
        let frame = frame.trim().trim_start_matches("at ");
        let (name, place) = frame.split_once(" (").unwrap_or(("", frame));
        if let Some(numbers) = place.strip_prefix(CODE_FILE) {
            let mut numbers = numbers.trim_end_matches(')').split(':').skip(1);
            return Some(Trace {
                line: numbers.next()?.parse().ok()?,
                column: numbers.next()?.parse().ok()?,
                called: inner.map(str::to_owned),
            });
        }
        inner = called.or(Some(name));
    }
    None
}
