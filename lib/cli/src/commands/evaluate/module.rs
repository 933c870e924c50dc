//! The module that a file and those it imports make.

use std::collections::BTreeMap;
use std::path::Path;

use appsynth_bundle::Bundle;
use appsynth_diagnostics::{Label, LineColumn, SourceId, Sources, Span};
use appsynth_runtime::evaluate::Refused;

use super::mistakes;
use crate::CliError;
use crate::reader;

/// A module and the files that it was made of.
pub(super) struct Module {
    pub(super) bundle: Bundle,
    sources: Sources,
    files: BTreeMap<String, SourceId>,
}

impl Module {
    pub(super) fn load(path: &Path) -> Result<Self, CliError> {
        let entry = path.display().to_string();
        let mut sources = Sources::new();
        let mut files = BTreeMap::new();
        let mut text = Some(reader::text(path)?);
        let bundled = reader::with_files(|read| {
            appsynth_bundle::bundle(&entry, |file| {
                // The file itself is asked for first.
                let text = text.take().or_else(|| read(file))?;
                files.insert(file.to_owned(), sources.add(file, text.as_str()));
                Some(text)
            })
        })?;
        match bundled {
            Ok(bundle) => Ok(Self {
                bundle,
                sources,
                files,
            }),
            Err(error) => {
                let diagnostics = error.diagnostics(|file| files.get(file).copied());
                Err(mistakes(diagnostics, sources))
            }
        }
    }

    /// Why the module was refused, at the places in its files.
    pub(super) fn mistakes(mut self, refused: &Refused) -> CliError {
        let whole = self.sources.add("code.js", self.bundle.code.as_str());
        let diagnostics = refused.diagnostics(whole).into_iter();
        let placed = diagnostics.map(|mut diagnostic| {
            for label in &mut diagnostic.labels {
                self.place(label);
            }
            diagnostic
        });
        let placed = placed.collect();
        mistakes(placed, self.sources)
    }

    /// Leads a label in the module to where its text came from, if that is known.
    fn place(&self, label: &mut Label) {
        let original = || {
            let span = label.span;
            let at = self.sources.get(span.source)?.line_column(span.start);
            let place = self.bundle.original(at.line, at.column)?;
            let source = *self.files.get(place.path)?;
            let file = self.sources.get(source)?;
            let start = file.offset(LineColumn {
                line: place.line,
                column: place.column,
            });
            // Printed anew, longer code is not what was written.
            let text = self.bundle.code.get(span.start..span.end)?;
            let is_same = file.text().get(start..)?.starts_with(text);
            let end = if is_same { start + text.len() } else { start };
            Some(Span { source, start, end })
        };
        if let Some(span) = original() {
            label.span = span;
        }
    }
}
