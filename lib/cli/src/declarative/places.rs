//! Where `appsynth.yaml` names what a construct is.

use appsynth::Failure;
use appsynth::prelude::*;
use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Span};

use crate::CliError;
use crate::settings::CONFIGURATION_FILE;

/// The places in the file by construct path. Diagnostics of constructs know the line of Rust that made them,
/// which here is a line of this program; users need the line that they wrote.
#[derive(Debug, Default)]
pub(crate) struct Places {
    file: Option<SourceId>,
    by_path: Vec<(String, Span)>,
}

impl Places {
    /// No places yet; the file becomes one of the app's sources.
    pub(super) fn new(stack: &mut Scope<'_>, configuration: &str) -> Self {
        Self {
            file: Some(stack.source(CONFIGURATION_FILE, configuration)),
            by_path: Vec::new(),
        }
    }

    /// Notes where the file names what is added to `group` as `id`.
    pub(super) fn note(&mut self, group: &Scope<'_>, id: &str, span: Span) {
        self.by_path.push((format!("{}/{id}", group.path()), span));
    }

    /// The failure with every diagnostic at its place in the file.
    pub(crate) fn mistakes(&self, failure: Failure) -> CliError {
        CliError::Mistakes {
            diagnostics: self.resolve(failure.diagnostics),
            sources: Box::new(failure.sources),
            consequence: "nothing was written",
        }
    }

    /// The same diagnostics, with places in the file for lines of this program.
    pub(crate) fn resolve(&self, diagnostics: Diagnostics) -> Diagnostics {
        diagnostics
            .into_iter()
            .map(|diagnostic| self.resolve_one(diagnostic))
            .collect()
    }

    fn resolve_one(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let (Some(file), Some(origin)) = (self.file, &mut diagnostic.origin) else {
            return diagnostic;
        };
        origin.call_site = None;
        match self.find(&origin.construct_path) {
            Some(span) if diagnostic.labels.is_empty() => diagnostic.at(
                Span {
                    source: file,
                    ..span
                },
                "",
            ),
            _ => diagnostic,
        }
    }

    /// The place of a construct or of the nearest one around it.
    fn find(&self, path: &str) -> Option<Span> {
        let contains = |outer: &str| {
            path.strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.by_path
            .iter()
            .filter(|(outer, _)| contains(outer))
            .max_by_key(|(outer, _)| outer.len())
            .map(|(_, span)| *span)
    }
}
