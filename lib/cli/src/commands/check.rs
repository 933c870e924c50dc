//! `appsynth check`

use appsynth_assembly::Assembly;
use appsynth_diagnostics::{Diagnostics, Sources};

use crate::CliError;
use crate::output::Output;
use crate::project::{Project, finished};
use crate::settings::Settings;

pub(crate) fn run(
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let (warnings, sources) = match &settings.app {
        Some(dir) => {
            Assembly::read(finished(dir)?)?;
            (Diagnostics::new(), Sources::new())
        }
        None => project.check(settings, output)?,
    };
    if output.is_json() || !warnings.is_empty() {
        output.diagnostics(&warnings, &sources);
    }
    output.note("no mistakes");
    Ok(())
}
