//! `appsynth deploy` to AWS.

use appsynth_deploy::{DeployError, Extent, Options, Outputs, Plan};
use serde::Serialize;
use serde_json::Value;

use super::hotswap;
use super::progress::Told;
use super::watch::Again;
use super::{extent, options, plan};
use crate::CliError;
use crate::args::{Deploy, DeployToAws};
use crate::commands::watch::{self, Remake};
use crate::confirm::confirm;
use crate::interrupt::stop_signal;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::{Project, read_finished};
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
    arguments: &Deploy,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    // From before anything is read, so that no change is missed.
    let changes = arguments.watch.then(|| watch::changes(settings));
    let changes = changes.transpose()?;
    let arguments = &arguments.aws;
    let options = consented(arguments, settings, project)?;
    if changes.is_some() {
        refuse_production(&options)?;
    }
    let written = project.write_assembly(settings, output)?;
    let assembly = read_finished(&written.dir, settings)?;
    crate::commands::block_on(async {
        if arguments.hotswap {
            return hotswap::run(&assembly, &options, settings, output).await;
        }
        let plan = {
            let _progress = Progress::start(output, "comparing with what is deployed");
            appsynth_deploy::plan(assembly.clone(), options.clone()).await?
        };
        for name in plan.needless_consents() {
            output.note(&format!(
                "warning: `--allow-data-loss {name}`: nothing of that name would be lost"
            ));
        }
        let extent = extent(arguments.no_execute);
        if !output.is_json() {
            output.note(&plan::text(&plan));
        }
        let place = format!("{} ({})", settings.environment, plan.place());
        let question = match (&changes, extent) {
            (Some(_), _) => Some(format!(
                "Deploy this to {place}, and whatever is saved from then on? [y/N] "
            )),
            (None, Extent::Execute) if !plan.is_empty() => {
                Some(format!("Deploy this to {place}? [y/N] "))
            }
            (None, _) => None,
        };
        if let Some(question) = question.filter(|_| !arguments.yes) {
            confirm(&question, "deploy", output)?;
        }
        let mut stopped = std::pin::pin!(stop_signal()?);
        let outputs = carry_out(&plan, extent, output, stopped.as_mut()).await?;
        if extent == Extent::Execute {
            hotswap::settle(&plan, &assembly, &options, settings).await?;
        }
        say(&plan, extent, outputs, written.warnings, output);
        if let Some(changes) = changes {
            let remake = Remake::new(settings, project, output);
            let again = Again::new(arguments, remake, (assembly, options));
            again.whenever(changes, stopped).await?;
        }
        Ok::<_, CliError>(())
    })
}

/// What to deploy, and what may be lost by it.
pub(super) fn consented(
    arguments: &DeployToAws,
    settings: &Settings,
    project: &Project<'_>,
) -> Result<Options, CliError> {
    let mut options = options(&arguments.selection, settings, project)?;
    options
        .allow_data_loss
        .clone_from(&arguments.allow_data_loss);
    Ok(options)
}

/// What is saved is not meant for production yet.
pub(super) fn refuse_production(options: &Options) -> Result<(), CliError> {
    if !options.target.production {
        return Ok(());
    }
    let refusal = DeployError::Production {
        environment: options.target.environment.clone(),
        option: "--watch",
    };
    Err(refusal.into())
}

/// Carries a plan out, and tells what happens.
pub(super) async fn carry_out(
    plan: &Plan,
    extent: Extent,
    output: &Output,
    interrupt: impl Future<Output = ()>,
) -> Result<Outputs, CliError> {
    let told = Told::new(*output);
    let outputs = plan.deploy(extent, &told, interrupt).await;
    told.finish();
    Ok(outputs?)
}

/// The result: a document for scripts, the outputs for people.
pub(super) fn say(
    plan: &Plan,
    extent: Extent,
    stacks: Outputs,
    warnings: Vec<Value>,
    output: &Output,
) {
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
