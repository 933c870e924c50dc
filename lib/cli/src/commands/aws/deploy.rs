//! `appsynth deploy` to AWS.

use appsynth_assembly::Assembly;
use appsynth_deploy::{Extent, Outputs, Plan};
use serde::Serialize;
use serde_json::Value;

use super::hotswap::{self, Record};
use super::progress::Told;
use super::{options, plan};
use crate::CliError;
use crate::args::DeployToAws;
use crate::confirm::confirm;
use crate::interrupt::stop_signal;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::Settings;

/// What a script gets when everything is deployed.
#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    plan: plan::Document<'a>,
    /// Whether it was carried out; else there are change sets, or nothing was to be done.
    deployed: bool,
    stacks: Outputs,
    warnings: Vec<Value>,
}

pub(crate) fn run(
    arguments: &DeployToAws,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let mut options = options(&arguments.selection, settings, project)?;
    options
        .allow_data_loss
        .clone_from(&arguments.allow_data_loss);
    let written = project.write_assembly(settings, output)?;
    let assembly = Assembly::read(&written.dir)?;
    crate::commands::block_on(async {
        if arguments.hotswap {
            return hotswap::run(&assembly, &options, settings, output).await;
        }
        let plan = {
            let _progress = Progress::start(output, "comparing with what is deployed");
            appsynth_deploy::plan(assembly.clone(), options.clone()).await?
        };
        let extent = if arguments.no_execute {
            Extent::Prepare
        } else {
            Extent::Execute
        };
        if !output.is_json() {
            output.note(&plan::text(&plan));
        }
        if !plan.is_empty() && !arguments.yes && extent == Extent::Execute {
            confirm(
                &format!(
                    "Deploy this to {} ({})? [y/N] ",
                    settings.environment,
                    plan.place()
                ),
                "deploy",
                output,
            )?;
        }
        let outputs = carry_out(&plan, extent, output).await?;
        if extent == Extent::Execute {
            Record::read(settings).settle(&assembly, &options).await?;
        }
        say(&plan, extent, outputs, written.warnings, output);
        Ok::<_, CliError>(())
    })
}

async fn carry_out(plan: &Plan, extent: Extent, output: &Output) -> Result<Outputs, CliError> {
    let told = Told::new(*output);
    let outputs = plan.deploy(extent, &told, stop_signal()?).await;
    told.finish();
    Ok(outputs?)
}

fn say(plan: &Plan, extent: Extent, stacks: Outputs, warnings: Vec<Value>, output: &Output) {
    if output.is_json() {
        output.json(&Document {
            format: 1,
            plan: plan::Document::new(plan),
            deployed: extent == Extent::Execute && !plan.is_empty(),
            stacks,
            warnings,
        });
        return;
    }
    for (stack, values) in &stacks {
        for (name, value) in values {
            output.result(&format!("{stack}.{name} = {value}"));
        }
    }
}
