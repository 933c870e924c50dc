//! Asking before something is done.

use std::io::{IsTerminal, stdin};

use crate::CliError;
use crate::output::Output;

/// Asks a question that only `y` and `yes` answer with yes.
///
/// # Errors
/// If the answer is no, or if there is nobody to ask; `command` is told to take `--yes` then.
pub(crate) fn confirm(
    question: &str,
    command: &'static str,
    output: &Output,
) -> Result<(), CliError> {
    if output.is_json() || !stdin().is_terminal() {
        return Err(CliError::CannotAsk { command });
    }
    output.prompt(question);
    let mut answer = String::new();
    // Without an answer nothing is confirmed.
    let _ = stdin().read_line(&mut answer);
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(CliError::NotConfirmed),
    }
}
