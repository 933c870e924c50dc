//! `appsynth check`

use std::path::Path;

use appsynth_assembly::Assembly;
use appsynth_diagnostics::{Diagnostics, SourceId, Sources, render};
use appsynth_lint::is_resolver_code;
use indexmap::IndexMap;
use indexmap::map::Entry;

use crate::CliError;
use crate::args::{Check, ReportFormat};
use crate::folder::named_files;
use crate::output::Output;
use crate::project::{Project, finished};
use crate::reader;
use crate::settings::Settings;
use crate::template_code;

/// Checks the project.
pub(crate) fn run(
    arguments: &Check,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let (found, sources) = match &settings.app {
        Some(dir) => assembly(&Assembly::read(finished(dir)?)?)?,
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

/// Checks the templates of a finished assembly and the resolver code that they have or name. Of the stash nothing
/// is said: which code runs with which is for the tool that made it to know.
fn assembly(assembly: &Assembly) -> Result<(Diagnostics, Sources), CliError> {
    let mut sources = Sources::new();
    let mut found = Diagnostics::new();
    let mut code: IndexMap<String, SourceId> = IndexMap::new();
    let stacks = assembly.stacks.iter();
    let files = stacks.flat_map(|stack| {
        let files = stack.template.with_nested().into_iter();
        files.map(|(path, file)| ([&[stack.id.as_str()], path.as_slice()].concat(), file))
    });
    for (path, file) in files {
        let (template, mistakes) = file.checked_template(&mut sources);
        found.extend(mistakes);
        if let Some(template) = template {
            let texts = template_code::known_texts(&template.to_value(), assembly)?;
            for (id, property, text) in texts {
                // Resolvers may share code, which is looked at once.
                let name = format!("{}/{id}.{property}", path.join("/"));
                let new = code.entry(text);
                if let Entry::Vacant(new) = new {
                    let source = sources.add(name, new.key().as_str());
                    new.insert(source);
                }
            }
        }
    }
    found.extend(appsynth_lint::check_each(
        &sources,
        code.into_values(),
        |_| None,
    ));
    Ok((found, sources))
}

/// Checks files of resolver code on their own, and those of folders.
pub(crate) fn files(arguments: &Check, output: &Output) -> Result<(), CliError> {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for name in named_files(&arguments.paths, is_resolver_code)? {
        let path = Path::new(&name);
        let text = reader::text(path)?;
        if !is_resolver_code(&name) {
            return Err(CliError::NoResolverCode {
                path: path.to_owned(),
            });
        }
        ids.push(sources.add(name.as_str(), text));
    }
    let found =
        reader::with_files(|imported| appsynth_lint::check_some(&mut sources, &ids, imported))?;
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
