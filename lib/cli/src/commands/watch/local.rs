//! What is saved is served.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use appsynth_local::{DeployOptions, Deployment, Outputs};
use serde_json::Value;

use super::{Failures, Remade, Remake, names};
use crate::CliError;
use crate::args::DeployLocally;
use crate::commands::deploy::{options, say_warnings, say_where};
use crate::interrupt::stop_signal;
use crate::origins::placed;
use crate::watch::Changes;

/// Deploying again.
pub(in crate::commands) struct Again<'a> {
    arguments: &'a DeployLocally,
    remake: Remake<'a>,
    /// What is served; none if it is not what the project comes to.
    served: Option<DeployOptions>,
    failures: Failures,
}

impl<'a> Again<'a> {
    /// Deploying again after a deployment by these options.
    pub(in crate::commands) fn new(
        arguments: &'a DeployLocally,
        remake: Remake<'a>,
        served: DeployOptions,
    ) -> Self {
        Self {
            arguments,
            remake,
            served: Some(served),
            failures: Failures::default(),
        }
    }

    /// Does so whenever something changes, until someone wants an end.
    pub(in crate::commands) async fn whenever(
        mut self,
        mut changes: Changes,
        mut deployment: Deployment,
    ) -> Result<(), CliError> {
        self.remake
            .output
            .note("serving, with whatever is saved from now on, until Ctrl-C");
        let mut stopped = std::pin::pin!(stop_signal()?);
        loop {
            let changed = tokio::select! {
                () = ended(&mut deployment) => break,
                () = &mut stopped => break,
                changed = changes.next() => changed?,
            };
            tokio::select! {
                () = &mut stopped => break,
                () = self.deploy_and_say(&changed, &mut deployment) => {}
            }
        }
        if let Deployment::Serving(running) = deployment {
            running.shutdown().await;
        }
        Ok(())
    }

    async fn deploy_and_say(&mut self, changed: &BTreeSet<PathBuf>, deployment: &mut Deployment) {
        let start = Instant::now();
        match self.deploy(changed, deployment).await {
            Ok(Some((outputs, warnings))) => {
                match self.remake.output.is_json() {
                    true => say_where(&outputs, warnings, self.remake.output),
                    false => say_warnings(&outputs, self.remake.output),
                }
                let milliseconds = start.elapsed().as_millis();
                self.remake.output.note(&format!(
                    "{} changed: live after {milliseconds} ms",
                    names(changed)
                ));
            }
            Ok(None) => {}
            Err(error) => {
                self.served = None;
                if self.failures.say(&error, self.remake.output) {
                    self.say_what_serves(changed);
                }
            }
        }
    }

    fn say_what_serves(&self, changed: &BTreeSet<PathBuf>) {
        self.remake.output.note(&format!(
            "{} changed: the last good version keeps serving",
            names(changed)
        ));
    }

    /// `None` if nothing is to be done, or if others have said why nothing can be.
    async fn deploy(
        &mut self,
        changed: &BTreeSet<PathBuf>,
        deployment: &mut Deployment,
    ) -> Result<Option<(Outputs, Vec<Value>)>, CliError> {
        let made = match self.remake.after(changed).await? {
            Remade::Assembly(made) => made,
            Remade::StillBroken => return Ok(None),
            Remade::Nothing => {
                self.served = None;
                self.say_what_serves(changed);
                return Ok(None);
            }
        };
        let options = options(
            made.dir,
            self.arguments,
            self.remake.settings,
            self.remake.project,
        )?;
        if made.is_another == Some(false) && self.served.as_ref() == Some(&options) {
            return Ok(None);
        }
        let again = options.clone();
        let done = match deployment {
            Deployment::Serving(running) => running.deploy(again).await,
            Deployment::HandedOver { .. } => appsynth_local::deploy(again).await.map(|done| {
                *deployment = done;
                deployment.outputs().clone()
            }),
        };
        let outputs =
            done.map_err(|error| placed(error, &options.assembly_dir, self.remake.settings))?;
        self.served = Some(options);
        self.failures.forget();
        Ok(Some((outputs, made.warnings)))
    }
}

/// Ends when this process has been told to serve no longer.
async fn ended(deployment: &mut Deployment) {
    match deployment {
        Deployment::Serving(running) => running.wait().await,
        Deployment::HandedOver { .. } => std::future::pending().await,
    }
}
