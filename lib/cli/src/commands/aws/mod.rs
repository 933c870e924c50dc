//! The commands as they work on AWS.

pub(crate) mod bootstrap;
mod counted;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod diff;
pub(crate) mod drift;
mod hotswap;
pub(crate) mod import;
pub(crate) mod outputs;
mod plan;
mod progress;
pub(crate) mod refactor;
pub(crate) mod rollback;
pub(crate) mod test;
mod watch;

use appsynth_deploy::{Extent, Options, Target};

use crate::CliError;
use crate::args::Selection;
use crate::project::Project;
use crate::settings::Settings;

/// What to look at on AWS, and where.
fn options(
    selection: &Selection,
    settings: &Settings,
    project: &Project<'_>,
) -> Result<Options, CliError> {
    let deploy = project.deploy(settings)?;
    let mut options = Options::default();
    options.stacks.clone_from(&selection.stacks);
    options.parameters = selection.parameters.iter().cloned().collect();
    options
        .notification_arns
        .clone_from(&deploy.notification_arns);
    options.target = target(settings, deploy);
    Ok(options)
}

/// How far to go, as `--no-execute` says.
fn extent(no_execute: bool) -> Extent {
    match no_execute {
        true => Extent::Prepare,
        false => Extent::Execute,
    }
}

/// All stacks of the environment.
fn options_of_all(settings: &Settings, project: &Project<'_>) -> Result<Options, CliError> {
    Ok(Options {
        target: target(settings, project.deploy(settings)?),
        ..Options::default()
    })
}

fn target(settings: &Settings, deploy: appsynth_config::Deploy) -> Target {
    Target {
        environment: settings.environment.clone(),
        account: deploy.account,
        region: deploy.region,
        profile: deploy.profile,
        role: deploy.role,
        production: deploy.production,
    }
}
