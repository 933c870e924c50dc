//! `appsynth destroy`

use std::io::{IsTerminal, stdin};

use serde_json::json;

use crate::CliError;
use crate::args::Destroy;
use crate::output::Output;
use crate::project::Project;
use crate::settings::{Settings, shown};

pub(crate) fn run(
    arguments: &Destroy,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    project.require_local(settings)?;
    let state_dir = settings.state_dir();
    if !state_dir.exists() {
        return nothing_there(settings, output);
    }
    if !arguments.yes {
        let question = format!(
            "Stop serving `{}` and delete {} with all data? [y/N] ",
            settings.environment,
            shown(&state_dir)
        );
        confirm(&question, output)?;
    }
    super::block_on(appsynth_local::destroy(&state_dir))?;
    if output.is_json() {
        output.json(&json!({ "format": 1, "destroyed": settings.environment }));
    } else {
        output.note(&format!("`{}` is removed", settings.environment));
    }
    Ok(())
}

/// For whoever wants it gone, that is as good as having removed it.
fn nothing_there(settings: &Settings, output: &Output) -> Result<(), CliError> {
    if output.is_json() {
        output.json(&json!({ "format": 1, "destroyed": null }));
    } else {
        output.note(&format!(
            "nothing is deployed to `{}`, so nothing was removed",
            settings.environment
        ));
    }
    Ok(())
}

fn confirm(question: &str, output: &Output) -> Result<(), CliError> {
    if output.is_json() || !stdin().is_terminal() {
        return Err(CliError::CannotAsk);
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
