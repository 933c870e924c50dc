//! `appsynth deploy --watch` to AWS: what is saved goes past CloudFormation where that can be, else through it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Instant;

use appsynth_assembly::Assembly;
use appsynth_deploy::{DeployError, Extent, Options, Plan};
use serde_json::Value;

use super::deploy::{carry_out, consented, refuse_production, say};
use super::hotswap::{self, Record};
use super::plan;
use crate::CliError;
use crate::args::DeployToAws;
use crate::commands::watch::{Failures, Remade, Remake, names};
use crate::project::read_finished;
use crate::watch::Changes;

/// What to deploy, and how.
type Wanted = (Assembly, Options);

/// Deploying again.
pub(super) struct Again<'a> {
    arguments: &'a DeployToAws,
    remake: Remake<'a>,
    /// What was deployed or given to CloudFormation last. None if nothing came of the last attempt, so that the
    /// same is tried again.
    last: Option<Wanted>,
    failures: Failures,
}

/// What needs CloudFormation.
struct Rest {
    wanted: Wanted,
    plan: Plan,
    /// Each change that no service takes, and why.
    reasons: Vec<String>,
    warnings: Vec<Value>,
}

impl<'a> Again<'a> {
    /// Deploying again after a deployment of this.
    pub(super) fn new(arguments: &'a DeployToAws, remake: Remake<'a>, deployed: Wanted) -> Self {
        Self {
            arguments,
            remake,
            last: Some(deployed),
            failures: Failures::default(),
        }
    }

    /// Does so whenever something changes, until someone wants an end.
    ///
    /// # Errors
    /// If that comes while CloudFormation is at work: what goes on.
    pub(super) async fn whenever(
        mut self,
        mut changes: Changes,
        mut stopped: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<(), CliError> {
        self.remake
            .output
            .note("deploying whatever is saved from now on, until Ctrl-C");
        loop {
            let changed = tokio::select! {
                () = &mut stopped => break,
                changed = changes.next() => changed?,
            };
            let rest = tokio::select! {
                () = &mut stopped => break,
                rest = self.hotswap(&changed) => rest,
            };
            let done = match rest {
                Ok(None) => Ok(()),
                Ok(Some(rest)) => self.deploy(rest, &changed, stopped.as_mut()).await,
                Err(error) => {
                    self.last = None;
                    Err(error)
                }
            };
            match done {
                Ok(()) => {}
                Err(error @ CliError::Deploy(DeployError::Interrupted { .. })) => {
                    self.say_what_is_behind()?;
                    return Err(error);
                }
                Err(error) => self.say_failure(&error, &changed),
            }
        }
        self.say_what_is_behind()
    }

    /// Sends what has changed past CloudFormation; gives what that cannot be done with. Nothing is sent then.
    async fn hotswap(&mut self, changed: &BTreeSet<PathBuf>) -> Result<Option<Rest>, CliError> {
        let start = Instant::now();
        let made = match self.remake.after(changed).await? {
            Remade::Assembly(made) => made,
            Remade::StillBroken => return Ok(None),
            Remade::Nothing => {
                self.last = None;
                self.say_nothing_came_of_it(changed);
                return Ok(None);
            }
        };
        let options = consented(self.arguments, self.remake.settings, self.remake.project)?;
        refuse_production(&options)?;
        let wanted = (read_finished(&made.dir, self.remake.settings)?, options);
        if self.last.as_ref() == Some(&wanted) {
            return Ok(None);
        }
        let (assembly, options) = &wanted;
        match hotswap::send(assembly, options, self.remake.settings).await {
            Ok(swapped) => {
                self.say_swapped(&swapped, changed, start);
                self.settled(wanted);
                Ok(None)
            }
            Err(CliError::Deploy(DeployError::NeedsCloudFormation { reasons })) => {
                let plan = appsynth_deploy::plan(assembly.clone(), options.clone()).await?;
                Ok(Some(Rest {
                    wanted,
                    plan,
                    reasons,
                    warnings: made.warnings,
                }))
            }
            Err(error) => Err(error),
        }
    }

    /// Has CloudFormation do the rest.
    async fn deploy(
        &mut self,
        rest: Rest,
        changed: &BTreeSet<PathBuf>,
        stopped: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<(), CliError> {
        let start = Instant::now();
        self.remake.output.note(&format!(
            "{} changed: this needs CloudFormation:\n{}",
            names(changed),
            rest.reasons.join("\n")
        ));
        self.remake.output.note(&plan::text(&rest.plan));
        // Whatever comes of it, the same is not given to it again: what is said here could be written to a file
        // of the project, which is a change, too.
        let (assembly, options) = self.last.insert(rest.wanted);
        let extent = Extent::Execute;
        let outputs = carry_out(&rest.plan, extent, self.remake.output, stopped).await?;
        hotswap::settle(&rest.plan, assembly, options, self.remake.settings).await?;
        self.failures.forget();
        if self.remake.output.is_json() {
            say(
                &rest.plan,
                extent,
                outputs,
                rest.warnings,
                self.remake.output,
            );
        }
        self.remake.output.note(&format!(
            "{} changed: deployed after {} s",
            names(changed),
            start.elapsed().as_secs()
        ));
        Ok(())
    }

    fn settled(&mut self, wanted: Wanted) {
        self.last = Some(wanted);
        self.failures.forget();
    }

    fn say_swapped(&self, swapped: &[String], changed: &BTreeSet<PathBuf>, start: Instant) {
        if self.remake.output.is_json() {
            hotswap::say_to_scripts(swapped, self.remake.output);
        }
        let what = match swapped {
            [] => "nothing is to be deployed".to_owned(),
            swapped => format!("hotswapped {}", swapped.join(", ")),
        };
        self.remake.output.note(&format!(
            "{} changed: {what} after {} ms",
            names(changed),
            start.elapsed().as_millis()
        ));
    }

    fn say_failure(&mut self, error: &CliError, changed: &BTreeSet<PathBuf>) {
        if self.failures.say(error, self.remake.output) {
            self.say_nothing_came_of_it(changed);
        }
    }

    fn say_nothing_came_of_it(&self, changed: &BTreeSet<PathBuf>) {
        self.remake.output.note(&format!(
            "{} changed: not deployed; waiting for the next change",
            names(changed)
        ));
    }

    fn say_what_is_behind(&self) -> Result<(), CliError> {
        if !Record::read(self.remake.settings)?.is_empty() {
            self.remake
                .output
                .note(&hotswap::what_is_behind(self.remake.settings));
        }
        Ok(())
    }
}
