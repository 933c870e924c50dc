//! `appsynth deploy --hotswap`

use std::fs;
use std::io;
use std::path::PathBuf;

use appsynth_assembly::Assembly;
use appsynth_deploy::{Copies, Hotswap, Options, Plan};
use serde_json::json;

use crate::CliError;
use crate::output::Output;
use crate::settings::Settings;

/// What was sent past CloudFormation and has to be sent again when it changes back.
#[derive(Debug)]
pub(super) struct Record {
    path: PathBuf,
    ids: Vec<String>,
}

impl Record {
    pub(super) fn read(settings: &Settings) -> Result<Self, CliError> {
        let path = settings.state_dir().join("hotswapped.json");
        let text = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self {
                    path,
                    ids: Vec::new(),
                });
            }
            text => text.map_err(CliError::io("read", &path))?,
        };
        let ids = serde_json::from_slice(&text).map_err(io::Error::from);
        let ids = ids.map_err(CliError::io("read", &path))?;
        Ok(Self { path, ids })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    fn add(&mut self, id: &str) {
        if !self.ids.iter().any(|one| one == id) {
            self.ids.push(id.to_owned());
        }
    }

    fn write(&self) -> Result<(), CliError> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(CliError::io("create", folder))?;
        }
        let text = json!(self.ids).to_string();
        fs::write(&self.path, text).map_err(CliError::io("write", &self.path))
    }
}

/// Copies of the templates that CloudFormation was given last.
fn copies(settings: &Settings) -> Copies {
    Copies::within(settings.state_dir().join("templates"))
}

/// Does what hotswaps rely on, after a deployment: what CloudFormation believes to be there is put in place again,
/// and its nested templates are remembered.
pub(super) async fn settle(
    plan: &Plan,
    assembly: &Assembly,
    options: &Options,
    settings: &Settings,
) -> Result<(), CliError> {
    let copies = copies(settings);
    if !plan.is_empty() {
        copies.renew(assembly)?;
    }
    let record = Record::read(settings)?;
    if record.is_empty() {
        return Ok(());
    }
    let hotswap = Hotswap::again(assembly, options, &record.ids, &copies).await?;
    hotswap.send().await?;
    fs::remove_file(&record.path).map_err(CliError::io("delete", &record.path))
}

pub(super) async fn run(
    assembly: &Assembly,
    options: &Options,
    settings: &Settings,
    output: &Output,
) -> Result<(), CliError> {
    let names = send(assembly, options, settings).await?;
    if output.is_json() {
        say_to_scripts(&names, output);
    } else if names.is_empty() {
        output.note("unchanged");
    } else {
        output.note(&format!("hotswapped {}", names.join(", ")));
        output.note(&what_is_behind(settings));
    }
    Ok(())
}

/// Sends what differs; gives its names.
pub(super) async fn send(
    assembly: &Assembly,
    options: &Options,
    settings: &Settings,
) -> Result<Vec<String>, CliError> {
    let mut record = Record::read(settings)?;
    let hotswap = Hotswap::find(assembly, options, &record.ids, &copies(settings)).await?;
    let names: Vec<_> = hotswap.swapped().map(|one| one.name.clone()).collect();
    if !names.is_empty() {
        // Before it is sent: an interruption must not make it forgotten.
        hotswap.swapped().for_each(|one| record.add(&one.id));
        record.write()?;
        hotswap.send().await?;
    }
    Ok(names)
}

pub(super) fn say_to_scripts(names: &[String], output: &Output) {
    output.json(&json!({ "format": 1, "hotswapped": names }));
}

/// What has to be done for CloudFormation to know of what was sent past it.
pub(super) fn what_is_behind(settings: &Settings) -> String {
    format!(
        "CloudFormation does not know of what was hotswapped until `appsynth deploy --env {}`",
        settings.environment
    )
}
