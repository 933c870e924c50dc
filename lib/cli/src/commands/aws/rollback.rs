//! `appsynth rollback`

use serde_json::json;

use super::options_of_all;
use crate::CliError;
use crate::args::Rollback;
use crate::output::Output;
use crate::project::Project;
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &Rollback,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    settings.require_aws("rollback")?;
    let options = options_of_all(settings, project)?;
    let assembly = project.assembly_or_last(settings, output)?;
    let done = crate::commands::block_on(appsynth_deploy::rollback(
        &assembly,
        &options,
        &arguments.skip,
    ))?;
    if output.is_json() {
        output.json(&json!({ "format": 1, "rolledBack": done }));
    } else if done.is_empty() {
        output.note("no stack is being updated or stuck, so nothing was taken back");
    } else {
        output.note(&format!("{}: as before the update", done.join(", ")));
    }
    Ok(())
}
