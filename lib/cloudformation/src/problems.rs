//! What is wrong with a template, by place.

use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Sources, Span};

use crate::evaluate::EvaluateError;
use crate::locate::Places;
use crate::place::{Place, Trail};

/// What is wrong with a template and where. A template does not remember the text it was read from:
/// [`Problems::at_places_of`] finds the places in it afterwards.
#[derive(Debug, Default)]
pub struct Problems {
    list: Vec<(Place, Anchor, Diagnostic)>,
}

/// What of a place a problem is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Anchor {
    /// The key itself is wrong.
    Key,
    /// What stands there is.
    Value,
}

impl Problems {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes in the problems of another check.
    pub fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
    }

    /// The problems of a template without a text: messages name their places by path.
    pub fn into_diagnostics(self) -> Diagnostics {
        self.list
            .into_iter()
            .map(|(_, _, diagnostic)| diagnostic)
            .collect()
    }

    /// The problems, each labelled with its place in the text that the template was read from.
    pub fn at_places_of(self, sources: &Sources, id: SourceId) -> Diagnostics {
        let source = match sources.get(id) {
            Some(source) if !self.list.is_empty() => source,
            _ => return self.into_diagnostics(),
        };
        let places = Places::of(source);
        self.list
            .into_iter()
            .map(
                |(place, anchor, diagnostic)| match places.range(&place, anchor) {
                    Some(range) => {
                        let span = Span {
                            source: id,
                            start: range.start,
                            end: range.end,
                        };
                        diagnostic.at(span, "")
                    }
                    None => diagnostic,
                },
            )
            .collect()
    }

    pub(crate) fn key(&mut self, at: &Trail<'_>, report: impl FnOnce(&Place) -> Diagnostic) {
        self.push(at, Anchor::Key, report);
    }

    pub(crate) fn value(&mut self, at: &Trail<'_>, report: impl FnOnce(&Place) -> Diagnostic) {
        self.push(at, Anchor::Value, report);
    }

    pub(crate) fn add(&mut self, place: Place, anchor: Anchor, diagnostic: Diagnostic) {
        self.list.push((place, anchor, diagnostic));
    }

    fn push(&mut self, at: &Trail<'_>, anchor: Anchor, report: impl FnOnce(&Place) -> Diagnostic) {
        let place = at.place();
        let diagnostic = report(&place);
        self.list.push((place, anchor, diagnostic));
    }
}

impl FromIterator<EvaluateError> for Problems {
    fn from_iter<I: IntoIterator<Item = EvaluateError>>(errors: I) -> Self {
        let mut problems = Self::default();
        for error in errors {
            problems.add(error.place.clone(), Anchor::Value, error.into());
        }
        problems
    }
}
