//! `appsynth deploy --watch`

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use appsynth_local::{DeployOptions, Deployment, Outputs};
use serde_json::Value;
use tokio::process::Command;

use super::deploy::{options, say_where};
use crate::CliError;
use crate::args::DeployLocally;
use crate::interrupt::stop_signal;
use crate::output::{Output, failure_text};
use crate::project::{Project, WrittenAssembly};
use crate::settings::{Settings, shown};
use crate::watch::{Changes, Program, is_source};

/// What changes in a project, or in the finished assembly that is served in place of one.
pub(super) fn changes(settings: &Settings) -> Result<Changes, CliError> {
    match &settings.app {
        Some(assembly) => Changes::of(assembly, Vec::new()),
        None => Changes::of(&settings.root, vec![settings.assembly_dir.clone()]),
    }
}

/// Deploying again.
pub(super) struct Again<'a> {
    arguments: &'a DeployLocally,
    settings: &'a Settings,
    project: &'a Project<'a>,
    output: &'a Output,
    /// What is served; none if it is not what the project comes to.
    served: Option<DeployOptions>,
    /// What was said last, if it was why nothing could be deployed.
    failure: Option<String>,
    /// Whether the stacks' code does not compile: what they come to is not known then.
    is_broken: bool,
    /// This program as Cargo has built it in the meantime.
    newer: Option<PathBuf>,
}

impl<'a> Again<'a> {
    /// Deploying again after a deployment by these options.
    pub(super) fn new(
        arguments: &'a DeployLocally,
        settings: &'a Settings,
        project: &'a Project<'a>,
        output: &'a Output,
        served: DeployOptions,
    ) -> Self {
        Self {
            arguments,
            settings,
            project,
            output,
            served: Some(served),
            failure: None,
            is_broken: false,
            newer: None,
        }
    }

    /// Does so whenever something changes, until someone wants an end.
    pub(super) async fn whenever(
        mut self,
        mut changes: Changes,
        mut deployment: Deployment,
    ) -> Result<(), CliError> {
        self.output
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
                if self.output.is_json() {
                    say_where(&outputs, warnings, self.output);
                }
                let milliseconds = start.elapsed().as_millis();
                self.output.note(&format!(
                    "{} changed: live after {milliseconds} ms",
                    names(changed)
                ));
            }
            Ok(None) => {}
            Err(error) => {
                self.served = None;
                self.say_failure(&error, changed);
            }
        }
    }

    /// Says why nothing was deployed, unless that is just what was said last: a log of this very output, written
    /// to the project's folder, is a change, too.
    fn say_failure(&mut self, error: &CliError, changed: &BTreeSet<PathBuf>) {
        let failure = failure_text(error);
        if self.failure.as_ref() == Some(&failure) {
            return;
        }
        self.output.failure(error);
        self.failure = Some(failure);
        self.say_what_serves(changed);
    }

    fn say_what_serves(&self, changed: &BTreeSet<PathBuf>) {
        self.output.note(&format!(
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
        let is_code = self.project.is_code() && self.settings.app.is_none();
        if is_code && changed.iter().any(|path| is_source(path)) {
            let program = Program::this().ok_or(CliError::NotRunByCargo)?;
            let built = program.build().await?;
            self.is_broken = built.is_none();
            match built {
                Some(executable) => self.newer = Some(executable),
                None => self.say_what_serves(changed),
            }
        }
        if self.is_broken {
            return Ok(None);
        }
        let made = match &self.newer {
            Some(program) => self.make_by(program).await?,
            None => self.make_here()?,
        };
        let Some(made) = made else {
            self.served = None;
            self.say_what_serves(changed);
            return Ok(None);
        };
        let options = options(made.dir, self.arguments, self.settings, self.project)?;
        if made.is_another == Some(false) && self.served.as_ref() == Some(&options) {
            return Ok(None);
        }
        let outputs = match deployment {
            Deployment::Serving(running) => running.deploy(options.clone()).await?,
            Deployment::HandedOver { .. } => {
                *deployment = appsynth_local::deploy(options.clone()).await?;
                deployment.outputs().clone()
            }
        };
        self.served = Some(options);
        self.failure = None;
        Ok(Some((outputs, made.warnings)))
    }

    /// Has the stacks of this program make the assembly; `None` if the hook has said why they do not.
    fn make_here(&self) -> Result<Option<WrittenAssembly>, CliError> {
        let make = || self.project.write_assembly(self.settings, self.output);
        let Ok(made) = panic::catch_unwind(AssertUnwindSafe(make)) else {
            return Ok(None);
        };
        made.map(Some)
    }

    /// Has a newer build of this program make the assembly; `None` if it has said why it does not.
    async fn make_by(&self, program: &Path) -> Result<Option<WrittenAssembly>, CliError> {
        let settings = self.settings;
        let mut command = Command::new(program);
        command
            .args(["synth", "--env", &settings.environment, "--output"])
            .arg(&settings.assembly_dir)
            .args(["--color", self.output.color_argument()])
            .current_dir(&settings.root)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        if self.output.is_json() {
            command.arg("--json");
        }
        let started = command.spawn().map_err(CliError::io("start", program))?;
        let done = started.wait_with_output().await;
        let done = done.map_err(CliError::io("run", program))?;
        let said = String::from_utf8_lossy(&done.stdout);
        if !done.status.success() {
            // A failure is on standard output for scripts alone.
            if self.output.is_json() {
                self.output.result(&said);
            }
            return Ok(None);
        }
        let said: Value = serde_json::from_str(&said).unwrap_or_default();
        Ok(Some(WrittenAssembly {
            dir: settings.assembly_dir.clone(),
            is_another: None,
            warnings: said["warnings"].as_array().cloned().unwrap_or_default(),
        }))
    }
}

/// Ends when this process has been told to serve no longer.
async fn ended(deployment: &mut Deployment) {
    match deployment {
        Deployment::Serving(running) => running.wait().await,
        Deployment::HandedOver { .. } => std::future::pending().await,
    }
}

fn names(changed: &BTreeSet<PathBuf>) -> String {
    let mut paths = changed.iter();
    let first = paths
        .next()
        .map_or_else(String::new, |path| shown(path).to_string());
    match paths.len() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
