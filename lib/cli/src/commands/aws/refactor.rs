//! `appsynth refactor`

use serde_json::json;

use super::options_of_all;
use crate::CliError;
use crate::args::Refactor;
use crate::confirm::confirm;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &Refactor,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    settings.require_aws("refactor")?;
    let options = options_of_all(settings, project)?;
    let made = project.assembly(settings, output)?;
    crate::commands::block_on(async {
        let refactor = {
            let _progress = Progress::start(output, "comparing with what is deployed");
            appsynth_deploy::Refactor::of(&made.assembly, &options).await?
        };
        for one in &refactor.renamed {
            let (stack, from, to, kind) = (&one.stack, &one.from, &one.to, &one.kind);
            output.note(&format!("rename   {stack}: {from} -> {to} ({kind})"));
        }
        if !refactor.renamed.is_empty() {
            if !arguments.yes {
                let question = format!("Rename this in {}? [y/N] ", refactor.place);
                confirm(&question, "refactor", output)?;
            }
            let _progress = Progress::start(output, "renaming");
            refactor.carry_out().await?;
        }
        if output.is_json() {
            output.json(&json!({ "format": 1, "renamed": refactor.renamed }));
        } else if refactor.renamed.is_empty() {
            output.note("nothing is deployed under another name");
        } else {
            output.note("renamed; nothing else was changed");
        }
        Ok::<_, CliError>(())
    })
}
