//! Renderings of diagnostics: for reading, for one line each, for scripts, for GitHub and for whatever
//! reads SARIF.
//!
//! Each takes the [`Sources`] that the spans refer to and gives text that ends with a
//! line break, or no text when there is nothing to say. Nothing here prints.

mod concise;
mod full;
mod github;
mod json;
mod sarif;

pub use concise::concise;
pub use full::{Options, full};
pub use github::github;
pub use json::{FORMAT, json, json_list};
pub use sarif::sarif;

use crate::{Diagnostic, Severity, Source, Sources, Span};

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The source a span lies in and the span's bytes, moved inside the text and to character borders.
fn locate(sources: &Sources, span: Span) -> Option<(&Source, std::ops::Range<usize>)> {
    let source = sources.get(span.source)?;
    let border = |mut offset: usize| {
        offset = offset.min(source.text().len());
        while !source.text().is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = border(span.start);
    Some((source, start..border(span.end).max(start)))
}

/// `file:line:column` of the mistake: its primary label, else the line of Rust that made the construct.
fn place(sources: &Sources, diagnostic: &Diagnostic) -> Option<String> {
    let in_source = diagnostic.labels.first().and_then(|label| {
        let (source, range) = locate(sources, label.span)?;
        let at = source.line_column(range.start);
        Some(format!("{}:{}:{}", source.name(), at.line, at.column))
    });
    in_source.or_else(|| {
        let call_site = diagnostic.origin.as_ref()?.call_site?;
        Some(call_site.to_string())
    })
}
