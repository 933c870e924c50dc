//! The rendering for people: source lines, labels, notes and help.

use std::borrow::Cow;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use super::locate;
use crate::{CallSite, Diagnostic, Diagnostics, Label, Severity, SourceId, Sources};

/// How to render for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether to write ANSI colour sequences.
    pub color: bool,
    /// Columns; longer source lines are shortened around their labels.
    pub width: usize,
}

impl Default for Options {
    /// Plain text, 140 columns.
    fn default() -> Self {
        Self {
            color: false,
            width: DEFAULT_TERM_WIDTH,
        }
    }
}

/// Each diagnostic with its source lines, followed by an empty line.
pub fn full(diagnostics: &Diagnostics, sources: &Sources, options: Options) -> String {
    let renderer = if options.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .term_width(options.width);
    diagnostics
        .iter()
        .map(|one| renderer.render(&[group(one, sources)]) + "\n\n")
        .collect()
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let snippets = snippets(&diagnostic.labels, sources);
    let in_source = !snippets.is_empty();
    let mut group = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.id)
        .elements(snippets);
    if !in_source && let Some(call_site) = call_site(diagnostic) {
        group = group.element(
            annotate_snippets::Origin::path(call_site.file)
                .line(call_site.line as usize)
                .char_column(call_site.column as usize),
        );
    }
    if let Some(rule) = diagnostic.rule {
        group = group.element(Level::NOTE.message(format!("rule `{rule}`")));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    match origin_note(diagnostic, in_source) {
        Some(note) => group.element(Level::NOTE.message(note)),
        None => group,
    }
}

fn call_site(diagnostic: &Diagnostic) -> Option<CallSite> {
    diagnostic.origin.as_ref()?.call_site
}

/// The construct's path, and its line of Rust unless that is the place shown above.
fn origin_note(diagnostic: &Diagnostic, in_source: bool) -> Option<Cow<'_, str>> {
    let origin = diagnostic.origin.as_ref()?;
    let path = &origin.construct_path;
    Some(match origin.call_site {
        Some(call_site) if in_source => format!("in `{path}`, defined at {call_site}").into(),
        _ => format!("in `{path}`").into(),
    })
}

/// One snippet per source, the one with the primary label first.
fn snippets<'a>(labels: &'a [Label], sources: &'a Sources) -> Vec<Element<'a>> {
    let mut ids: Vec<SourceId> = Vec::new();
    for label in labels {
        if !ids.contains(&label.span.source) {
            ids.push(label.span.source);
        }
    }
    ids.into_iter()
        .filter_map(|id| {
            let source = sources.get(id)?;
            let annotations = labels.iter().filter_map(|label| {
                let (_, range) = locate(sources, label.span).filter(|_| label.span.source == id)?;
                let kind = if label.primary {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                let text = (!label.text.is_empty()).then_some(label.text.as_str());
                Some(kind.span(range).label(text))
            });
            let snippet = Snippet::source(source.text())
                .path(source.name())
                .annotations(annotations);
            Some(snippet.into())
        })
        .collect()
}
