//! `appsynth drift`

use serde_json::json;

use super::options_of_all;
use crate::CliError;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::Settings;

pub(crate) fn run(
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    settings.require_aws("drift")?;
    let options = options_of_all(settings, project)?;
    let assembly = project.assembly_or_last(settings, output)?;
    let drifted = {
        let _progress = Progress::start(output, "comparing resources with their templates");
        crate::commands::block_on(appsynth_deploy::drift(&assembly, &options))?
    };
    if output.is_json() {
        output.json(&json!({ "format": 1, "drifted": drifted }));
        return Ok(());
    }
    for resource in &drifted {
        let state = if resource.deleted {
            "is gone"
        } else {
            "was changed"
        };
        output.result(&format!(
            "{}: {} ({}) {state}",
            resource.stack, resource.name, resource.kind
        ));
        for one in &resource.differences {
            output.result(&format!(
                "  {}: {} instead of {}",
                one.property, one.actual, one.expected
            ));
        }
    }
    if drifted.is_empty() {
        output.note("every resource is as its template says");
    }
    Ok(())
}
