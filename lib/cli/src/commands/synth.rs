//! `appsynth synth`

use appsynth_assembly::Written;
use serde_json::json;

use crate::CliError;
use crate::output::Output;
use crate::project::{Project, warnings_of};
use crate::settings::{Settings, shown};

pub(crate) fn run(
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    if settings.app.is_some() {
        return Err(CliError::NeedsProject { command: "synth" });
    }
    let synthesized = project.synthesize(settings, &settings.assembly_dir, output)?;
    if output.is_json() {
        output.json(&json!({
            "format": 1,
            "assembly": settings.assembly_dir,
            "stacks": synthesized.stacks,
            "changed": synthesized.written == Written::Changed,
            "warnings": warnings_of(&synthesized),
        }));
        return Ok(());
    }
    let dir = shown(&settings.assembly_dir);
    let stacks = synthesized.stacks.join(", ");
    match synthesized.written {
        Written::Changed => output.result(&format!("{dir}: {stacks}")),
        Written::Unchanged => output.result(&format!("{dir}: {stacks} (unchanged)")),
    }
    Ok(())
}
