//! The rendering for scripts: one JSON document.

use serde::Serialize;

use super::locate;
use crate::{Diagnostic, Diagnostics, Label, Severity, Sources};

/// The version of the document's shape. Fields may be added under the same number; a change of meaning or
/// a removal raises it.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    severity: Severity,
    message: &'a str,
    labels: Vec<LabelEntry<'a>>,
    notes: &'a [String],
    help: &'a [String],
    construct: Option<Construct<'a>>,
}

#[derive(Serialize)]
struct LabelEntry<'a> {
    primary: bool,
    text: &'a str,
    file: &'a str,
    start: Position,
    end: Position,
}

/// `offset` counts bytes from 0; `line` and `column` (in characters) count from 1.
#[derive(Serialize)]
struct Position {
    offset: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Construct<'a> {
    path: &'a str,
    call_site: Option<CallSiteEntry>,
}

#[derive(Serialize)]
struct CallSiteEntry {
    file: &'static str,
    line: u32,
    column: u32,
}

/// All diagnostics as one JSON document on one line:
/// `{"format":1,"errors":…,"warnings":…,"diagnostics":[…]}`.
pub fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let errors = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .count();
    let document = Document {
        format: FORMAT,
        errors,
        warnings: diagnostics.len() - errors,
        diagnostics: diagnostics.iter().map(|one| entry(one, sources)).collect(),
    };
    let text = serde_json::to_string(&document)
        .expect("invariant: strings and numbers always have a JSON form");
    text + "\n"
}

/// The diagnostics of [`json()`] alone, to be part of another document.
pub fn json_list(diagnostics: &Diagnostics, sources: &Sources) -> Vec<serde_json::Value> {
    let value = |one| {
        serde_json::to_value(entry(one, sources))
            .expect("invariant: strings and numbers always have a JSON form")
    };
    diagnostics.iter().map(value).collect()
}

fn entry<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Entry<'a> {
    Entry {
        code: diagnostic.code.id,
        title: diagnostic.code.title,
        rule: diagnostic.rule,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        labels: diagnostic
            .labels
            .iter()
            .filter_map(|label| label_entry(label, sources))
            .collect(),
        notes: &diagnostic.notes,
        help: &diagnostic.help,
        construct: diagnostic.origin.as_ref().map(|origin| Construct {
            path: &origin.construct_path,
            call_site: origin.call_site.map(|call_site| CallSiteEntry {
                file: call_site.file,
                line: call_site.line,
                column: call_site.column,
            }),
        }),
    }
}

fn label_entry<'a>(label: &'a Label, sources: &'a Sources) -> Option<LabelEntry<'a>> {
    let (source, range) = locate(sources, label.span)?;
    let position = |offset| {
        let place = source.line_column(offset);
        Position {
            offset,
            line: place.line,
            column: place.column,
        }
    };
    Some(LabelEntry {
        primary: label.primary,
        text: &label.text,
        file: source.name(),
        start: position(range.start),
        end: position(range.end),
    })
}
