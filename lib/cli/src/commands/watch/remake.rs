//! Making the assembly again.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;

use crate::CliError;
use crate::output::Output;
use crate::project::{Project, WrittenAssembly};
use crate::settings::Settings;
use crate::watch::{Program, is_source};

/// Makes the assembly of a project again, by a newer build of this program if the stacks' code has changed.
pub(in crate::commands) struct Remake<'a> {
    pub(in crate::commands) settings: &'a Settings,
    pub(in crate::commands) project: &'a Project<'a>,
    pub(in crate::commands) output: &'a Output,
    /// Whether the stacks' code does not compile: what they come to is not known then.
    is_broken: bool,
    /// This program as Cargo has built it in the meantime.
    newer: Option<PathBuf>,
}

/// What came of it.
pub(in crate::commands) enum Remade {
    Assembly(WrittenAssembly),
    /// None, and others have said why.
    Nothing,
    /// None, because the stacks' code still does not compile, as was said before.
    StillBroken,
}

impl<'a> Remake<'a> {
    pub(in crate::commands) fn new(
        settings: &'a Settings,
        project: &'a Project<'a>,
        output: &'a Output,
    ) -> Self {
        Self {
            settings,
            project,
            output,
            is_broken: false,
            newer: None,
        }
    }

    /// Makes it after these files have changed.
    pub(in crate::commands) async fn after(
        &mut self,
        changed: &BTreeSet<PathBuf>,
    ) -> Result<Remade, CliError> {
        let is_code = self.project.is_code() && self.settings.app.is_none();
        if is_code && changed.iter().any(|path| is_source(path)) {
            let program = Program::this().ok_or(CliError::NotRunByCargo)?;
            let built = program.build().await?;
            self.is_broken = built.is_none();
            match built {
                Some(executable) => self.newer = Some(executable),
                None => return Ok(Remade::Nothing),
            }
        }
        if self.is_broken {
            return Ok(Remade::StillBroken);
        }
        let made = match &self.newer {
            Some(program) => self.by(program).await?,
            None => self.here()?,
        };
        Ok(made.map_or(Remade::Nothing, Remade::Assembly))
    }

    /// Has the stacks of this program make it; `None` if the hook has said why they do not.
    fn here(&self) -> Result<Option<WrittenAssembly>, CliError> {
        let make = || self.project.write_assembly(self.settings, self.output);
        let Ok(made) = panic::catch_unwind(AssertUnwindSafe(make)) else {
            return Ok(None);
        };
        made.map(Some)
    }

    /// Has a newer build of this program make it; `None` if it has said why it does not.
    async fn by(&self, program: &Path) -> Result<Option<WrittenAssembly>, CliError> {
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
        // What happened is on standard output for scripts alone.
        let said = match self.output.is_json() {
            true => result_of(program, &String::from_utf8_lossy(&done.stdout))?,
            false => Value::Null,
        };
        if !done.status.success() {
            if self.output.is_json() {
                self.output.json(&said);
            }
            return Ok(None);
        }
        Ok(Some(WrittenAssembly {
            dir: settings.assembly_dir.clone(),
            is_another: None,
            warnings: said["warnings"].as_array().cloned().unwrap_or_default(),
        }))
    }
}

/// What a program printed that was asked for JSON.
fn result_of(program: &Path, said: &str) -> Result<Value, CliError> {
    serde_json::from_str(said).map_err(|_| CliError::NoResult {
        program: program.to_owned(),
        said: said.trim_end().to_owned(),
    })
}
