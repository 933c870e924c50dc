//! `appsynth snapshot`

use std::fs;
use std::io;

use serde_json::json;

use crate::CliError;
use crate::args::Snapshot;
use crate::confirm::confirm;
use crate::output::Output;
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &Snapshot,
    settings: &Settings,
    output: &Output,
) -> Result<(), CliError> {
    settings.require_this_machine("snapshot")?;
    match &arguments.name {
        Some(name) => take(name, arguments.yes, settings, output),
        None => list(settings, output),
    }
}

fn take(name: &str, yes: bool, settings: &Settings, output: &Output) -> Result<(), CliError> {
    let state_dir = settings.state_dir();
    if !state_dir.exists() {
        return Err(CliError::NothingDeployed {
            environment: settings.environment.clone(),
        });
    }
    let folder = settings.snapshots_dir().join(name);
    if folder.exists() && !yes {
        let question = format!("Replace the snapshot `{name}` that there is? [y/N] ");
        confirm(&question, "snapshot", output)?;
    }
    super::block_on(appsynth_local::snapshot(&state_dir, &folder))?;
    if output.is_json() {
        output.json(&json!({ "format": 1, "snapshot": name }));
    } else {
        output.note(&format!(
            "the data are kept as `{name}`; `appsynth restore {name}` puts them back"
        ));
    }
    Ok(())
}

fn list(settings: &Settings, output: &Output) -> Result<(), CliError> {
    let names = names(settings)?;
    if output.is_json() {
        output.json(&json!({ "format": 1, "snapshots": names }));
    } else if names.is_empty() {
        output.note("there are no snapshots; `appsynth snapshot NAME` makes one");
    } else {
        output.result(&names.join("\n"));
    }
    Ok(())
}

/// The names of all snapshots in alphabetical order.
pub(super) fn names(settings: &Settings) -> Result<Vec<String>, CliError> {
    let folder = settings.snapshots_dir();
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(CliError::io("read", &folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(CliError::io("read", &folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // One that is being made has a hidden name.
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
