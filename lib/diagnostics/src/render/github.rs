//! The rendering for GitHub Actions: annotations of the changed lines.

use super::locate;
use crate::{Diagnostics, Sources};

/// One workflow command a diagnostic.
///
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>
pub fn github(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut text = String::new();
    for one in diagnostics {
        let title = one.rule.unwrap_or(one.code.id);
        let place = one.labels.first().and_then(|label| {
            let (source, range) = locate(sources, label.span)?;
            let (start, end) = (
                source.line_column(range.start),
                source.line_column(range.end),
            );
            Some(format!(
                "file={},line={},col={},endLine={},endColumn={},",
                property(source.name()),
                start.line,
                start.column,
                end.line,
                end.column
            ))
        });
        let message = std::iter::once(&one.message)
            .chain(&one.help)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n");
        text.push_str(&format!(
            "::{} {}title={}::{}\n",
            one.severity.word(),
            place.unwrap_or_default(),
            property(title),
            data(&message)
        ));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
