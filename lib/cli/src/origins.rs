//! Where the project's schema has what the local environment refuses.

use std::fs;
use std::path::Path;

use appsynth_assembly::Assembly;
use appsynth_diagnostics::{Diagnostic, LineColumn, Sources, Span};
use appsynth_local::LocalError;

use crate::CliError;
use crate::settings::Settings;

/// A failure of a deployment of this assembly. Diagnostics of what the schema asks for are at its place there, if the
/// assembly was made of the project.
pub(crate) fn placed(error: LocalError, assembly: &Path, settings: &Settings) -> CliError {
    let LocalError::Diagnostics {
        diagnostics,
        mut sources,
    } = error
    else {
        return error.into();
    };
    let made = Assembly::read(assembly).ok();
    let made = made.filter(|_| assembly == settings.assembly_dir);
    let placed = diagnostics.into_iter().map(|diagnostic| {
        let span = (made.as_ref().filter(|_| diagnostic.labels.is_empty()))
            .and_then(|made| span(&diagnostic, made, &settings.root, &mut sources));
        match span {
            Some(span) => diagnostic.at(span, ""),
            None => diagnostic,
        }
    });
    let diagnostics = placed.collect();
    LocalError::Diagnostics {
        diagnostics,
        sources,
    }
    .into()
}

/// The name of what a diagnostic's construct was made for, where it is written.
fn span(
    diagnostic: &Diagnostic,
    made: &Assembly,
    root: &Path,
    sources: &mut Sources,
) -> Option<Span> {
    let construct = &diagnostic.origin.as_ref()?.construct_path;
    let is_within = |outer: &str| {
        let rest = construct.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let origins = made.stacks.iter().flat_map(|stack| &stack.origins);
    let (_, origin) = origins
        .filter(|(path, _)| is_within(path))
        .max_by_key(|(path, _)| path.len())?;
    let (what, line, file) = parts(origin)?;
    let text = fs::read_to_string(root.join(file)).ok()?;
    let id = sources.add(file, text);
    let source = sources.get(id)?;
    let before = source.offset(LineColumn { line, column: 1 });
    let name = what.rsplit(' ').next().unwrap_or(what);
    let start = before + source.text()[before..].lines().next()?.find(name)?;
    Some(Span {
        source: id,
        start,
        end: start + name.len(),
    })
}

/// What, line and file of an origin such as `` `@model` Post (schema.graphql:12)``.
fn parts(origin: &str) -> Option<(&str, usize, &str)> {
    let (what, place) = origin.strip_suffix(')')?.rsplit_once(" (")?;
    let (file, line) = place.rsplit_once(':')?;
    Some((what, line.parse().ok()?, file))
}
