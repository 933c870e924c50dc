//! Where `appsynth.yaml` names what a construct is.

use appsynth::Failure;
use appsynth::prelude::*;
use appsynth_diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Span};

use crate::CliError;
use crate::settings::CONFIGURATION_FILE;

/// The places in the file by construct path. Diagnostics of constructs know the line of Rust that made them,
/// which here is a line of this program; users need the line that they wrote.
#[derive(Debug, Default)]
pub(crate) struct Places {
    file: Option<SourceId>,
    by_path: Vec<Place>,
}

/// Where a construct is named, and what is said of it elsewhere.
#[derive(Debug)]
struct Place {
    path: String,
    span: Span,
    details: Vec<Detail>,
}

/// Where the file says what some diagnostics of a construct are about.
#[derive(Debug)]
struct Detail {
    code: &'static Code,
    /// What their message has in it.
    mentions: String,
    span: Span,
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
        self.by_path.push(Place {
            path: format!("{}/{id}", group.path()),
            span,
            details: Vec::new(),
        });
    }

    /// Notes where the file says what diagnostics of the construct noted last are about, if it does: those of a kind
    /// whose message mentions something.
    pub(super) fn detail(
        &mut self,
        code: &'static Code,
        mentions: impl Into<String>,
        span: Option<Span>,
    ) {
        if let (Some(place), Some(span)) = (self.by_path.last_mut(), span) {
            place.details.push(Detail {
                code,
                mentions: mentions.into(),
                span,
            });
        }
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
            Some(place) if diagnostic.labels.is_empty() => {
                let span = place.of(&diagnostic);
                diagnostic.at(
                    Span {
                        source: file,
                        ..span
                    },
                    "",
                )
            }
            _ => diagnostic,
        }
    }

    /// The place of a construct or of the nearest one around it.
    fn find(&self, path: &str) -> Option<&Place> {
        let contains = |outer: &str| {
            path.strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.by_path
            .iter()
            .filter(|place| contains(&place.path))
            .max_by_key(|place| place.path.len())
    }
}

impl Place {
    /// The place of a detail, else of the construct.
    fn of(&self, diagnostic: &Diagnostic) -> Span {
        let is_about = |detail: &&Detail| {
            diagnostic.code == detail.code && diagnostic.message.contains(&detail.mentions)
        };
        let detail = self.details.iter().find(is_about);
        detail.map_or(self.span, |detail| detail.span)
    }
}
