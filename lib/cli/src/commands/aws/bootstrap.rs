//! `appsynth bootstrap`

use serde_json::json;

use super::progress::Told;
use super::target;
use crate::CliError;
use crate::args;
use crate::confirm::confirm;
use crate::output::Output;
use crate::project::Project;
use crate::settings::Settings;

pub(crate) fn run(
    arguments: &args::Bootstrap,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    settings.require_aws("bootstrap")?;
    let target = target(settings, project.deploy(settings)?);
    crate::commands::block_on(async {
        let bootstrap = appsynth_deploy::Bootstrap::of(&target).await?;
        let place = bootstrap.place();
        let done = bootstrap.is_done();
        if !done {
            if !arguments.yes {
                let question = format!(
                    "Make a bucket for assets and roles for deployments in {place}? [y/N] "
                );
                confirm(&question, "bootstrap", output)?;
            }
            let told = Told::new(*output);
            let made = bootstrap.carry_out(&told).await;
            told.finish();
            made?;
        }
        if output.is_json() {
            output.json(&json!({ "format": 1, "place": place, "changed": !done }));
        } else {
            output.note(&format!("{place} is ready for deployments"));
        }
        Ok::<_, CliError>(())
    })
}
