//! `appsynth diff`

use appsynth_deploy::counterpart;

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
    let other = arguments.against.as_deref();
    let other = other.map(|name| settings.of_environment(name));
    let compared = other.as_ref().unwrap_or(settings);
    compared.require_aws("diff")?;
    let options = options(&arguments.selection, compared, project)?;
    let mut assembly = project.assembly(settings, output)?.assembly;
    if let Some(other) = &other {
        let own = project.assembly(other, output)?.assembly;
        let (from, to) = (&settings.environment, &other.environment);
        assembly = counterpart(&assembly, from, own, to);
    }
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
