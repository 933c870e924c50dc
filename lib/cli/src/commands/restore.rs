//! `appsynth restore`

use serde_json::json;

use super::snapshot::names;
use crate::CliError;
use crate::args::Restore;
use crate::confirm::confirm;
use crate::output::Output;
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &Restore,
    settings: &Settings,
    output: &Output,
) -> Result<(), CliError> {
    settings.require_this_machine("restore")?;
    let name = &arguments.name;
    let folder = settings.snapshots_dir().join(name);
    if !folder.exists() {
        return Err(CliError::NoSnapshot {
            name: name.clone(),
            known: names(settings)?,
        });
    }
    if !arguments.yes {
        let question = format!(
            "Delete all data of `{}` and put those of the snapshot `{name}` in their place? [y/N] ",
            settings.environment
        );
        confirm(&question, "restore", output)?;
    }
    super::block_on(appsynth_local::restore(&settings.state_dir(), &folder))?;
    if output.is_json() {
        output.json(&json!({ "format": 1, "restored": name }));
    } else {
        output.note(&format!("the data are those of `{name}`"));
    }
    Ok(())
}
