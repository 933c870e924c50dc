//! `appsynth check`

use std::fs;

use appsynth_assembly::Assembly;
use appsynth_diagnostics::{Diagnostics, Sources, render};

use crate::CliError;
use crate::args::{Check, ReportFormat};
use crate::output::Output;
use crate::project::{Project, finished};
use crate::settings::Settings;

/// Checks the project.
pub(crate) fn run(
    arguments: &Check,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let (found, sources) = match &settings.app {
        Some(dir) => {
            Assembly::read(finished(dir)?)?;
            (Diagnostics::new(), Sources::new())
        }
        None => match project.check(settings, output) {
            Ok(found) => found,
            Err(CliError::Mistakes {
                diagnostics,
                sources,
                ..
            }) => (diagnostics, *sources),
            Err(error) => return Err(error),
        },
    };
    report(found, sources, arguments.format, output)
}

/// Checks files of resolver code on their own.
pub(crate) fn files(arguments: &Check, output: &Output) -> Result<(), CliError> {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for path in &arguments.files {
        let text = fs::read_to_string(path).map_err(CliError::io("read", path))?;
        ids.push(sources.add(path.display().to_string(), text));
    }
    let imported = |path: &str| fs::read_to_string(path).ok();
    let found = appsynth_lint::check_some(&mut sources, &ids, imported);
    report(found, sources, arguments.format, output)
}

fn report(
    found: Diagnostics,
    sources: Sources,
    format: ReportFormat,
    output: &Output,
) -> Result<(), CliError> {
    match format {
        ReportFormat::Full => {}
        ReportFormat::Github => output.result(&render::github(&found, &sources)),
        ReportFormat::Sarif => output.result(&render::sarif(&found, &sources)),
    }
    if found.has_errors() && format == ReportFormat::Full {
        return Err(CliError::Mistakes {
            diagnostics: found,
            sources: Box::new(sources),
            consequence: "nothing was written",
        });
    }
    if found.has_errors() {
        return Err(CliError::Reported);
    }
    if format == ReportFormat::Full && (output.is_json() || !found.is_empty()) {
        output.diagnostics(&found, &sources);
    }
    output.note("no mistakes");
    Ok(())
}
