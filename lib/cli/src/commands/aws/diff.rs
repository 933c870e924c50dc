//! `appsynth diff`

use super::{options, plan};
use crate::CliError;
use crate::args::Diff;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &Diff,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    project.require_aws(settings, "diff")?;
    let options = options(&arguments.selection, settings, project)?;
    let made = project.assembly(settings, output)?;
    let assembly = made.assembly.clone();
    crate::commands::block_on(async {
        let plan = {
            let _progress = Progress::start(output, "comparing with what is deployed");
            appsynth_deploy::look(assembly, options).await?
        };
        if output.is_json() {
            output.json(&plan::Document::new(&plan));
        } else {
            output.result(&plan::text(&plan));
        }
        Ok::<_, CliError>(())
    })
}
