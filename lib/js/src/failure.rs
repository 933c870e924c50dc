//! Exceptions as errors of a field.

use appsynth_util::FieldError;
use rquickjs::{CaughtError, Ctx};

use crate::{
    code::{Code, Position},
    realm::CODE_FILE,
};

/// `errorType` of every error that AppSync blames on the code itself.
const ERROR_TYPE: &str = "Code";

/// An error of the code at a place, `code.js:5:3: …`.
pub(crate) fn of_code(position: Option<Position>, message: &str) -> FieldError {
    match position {
        Some(position) => FieldError::new(format!("{position}: {message}"), ERROR_TYPE),
        None => FieldError::new(message, ERROR_TYPE),
    }
}

/// The error for an exception that left the code.
pub(crate) fn of_exception(ctx: &Ctx<'_>, error: rquickjs::Error, code: &Code) -> FieldError {
    match CaughtError::from_error(ctx, error) {
        CaughtError::Exception(exception) => {
            let position = exception.stack().and_then(|stack| position(&stack, code));
            let message = exception.message().unwrap_or_default();
            of_code(position, &message)
        }
        // QuickJS throws null if there is no memory left for an exception.
        CaughtError::Value(value) if value.is_null() => of_code(None, OUT_OF_MEMORY),
        CaughtError::Value(_) => of_code(None, "the code threw a value that is not an error"),
        CaughtError::Error(error) => of_code(None, &error.to_string()),
    }
}

/// QuickJS's message when the memory limit is reached.
pub(crate) const OUT_OF_MEMORY: &str = "out of memory";

/// The innermost place in the user's code that a stack trace names.
pub(crate) fn position(stack: &str, code: &Code) -> Option<Position> {
    let (line, column) = raw_position(stack)?;
    Some(code.place(line, column))
}

/// The innermost line and column of the user's script in a stack trace, as QuickJS counts them.
pub(crate) fn raw_position(stack: &str) -> Option<(usize, usize)> {
    stack.lines().find_map(|frame| {
        let (_, place) = frame.split_once(CODE_FILE)?;
        let mut numbers = place
            .strip_prefix(':')?
            .trim_end_matches(')')
            .split(':')
            .map(str::parse);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(line)), Some(Ok(column))) => Some((line, column)),
            _ => None,
        }
    })
}
