//! `appsynth destroy`

use serde_json::json;

use crate::CliError;
use crate::args::Destroy;
use crate::confirm::confirm;
use crate::output::Output;
use crate::project::Project;
use crate::settings::{Settings, shown};

pub(crate) fn run(
    arguments: &Destroy,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    if !settings.is_local() {
        #[cfg(feature = "deploy")]
        return super::aws::destroy::run(arguments, settings, project, output);
        #[cfg(not(feature = "deploy"))]
        return project.require_local(settings);
    }
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
        confirm(&question, "destroy", output)?;
    }
    super::block_on(appsynth_local::destroy(&state_dir))?;
    if output.is_json() {
        output.json(&json!({ "format": 1, "destroyed": settings.environment }));
    } else {
        output.note(&format!("`{}` is removed", settings.environment));
        let snapshots = settings.snapshots_dir();
        if snapshots.exists() {
            output.note(&format!(
                "snapshots of its data stay in {}",
                shown(&snapshots)
            ));
        }
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
