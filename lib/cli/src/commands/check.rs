//! `appsynth check`

use std::fs;
use std::path::Path;

use appsynth_assembly::Assembly;
use appsynth_diagnostics::{Diagnostics, Sources, render};
use appsynth_lint::is_resolver_code;

use crate::CliError;
use crate::args::{Check, ReportFormat};
use crate::folder::named_files;
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

/// Checks files of resolver code on their own, and those of folders.
pub(crate) fn files(arguments: &Check, output: &Output) -> Result<(), CliError> {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for name in named_files(&arguments.paths, is_resolver_code)? {
        let path = Path::new(&name);
        let text = fs::read_to_string(path).map_err(CliError::io("read", path))?;
        if !is_resolver_code(&name) {
            return Err(CliError::NoResolverCode {
                path: path.to_owned(),
            });
        }
        ids.push(sources.add(name.as_str(), text));
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
