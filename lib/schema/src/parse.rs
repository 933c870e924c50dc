//! Text to [`Document`].

mod help;
mod noise;
mod parts;
mod tree;
mod words;

use appsynth_diagnostics::{Diagnostics, SourceId, Sources, Span};
use appsynth_parallel as parallel;

use crate::ast::Document;
use crate::diagnostics;
use parts::parts;

/// Reads several texts as one document, in the order of `ids`. What could be read is in the document
/// even if there were syntax errors.
///
/// An id that is not of `sources` counts as an empty text.
pub fn parse(
    sources: &Sources,
    ids: impl IntoIterator<Item = SourceId>,
) -> (Document, Diagnostics) {
    let mut document = Document::default();
    let mut problems = Diagnostics::new();
    for id in ids {
        let Some(source) = sources.get(id) else {
            continue;
        };
        let (more, errors) = parse_text(id, source.text());
        document.definitions.extend(more.definitions);
        problems.extend(errors.into_iter().map(|error| {
            let help = help::help(&error.message, source.text(), error.span.start);
            diagnostics::syntax(error.span, &error.message, help)
        }));
    }
    (document, problems)
}

/// A text that is not GraphQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) span: Span,
    pub(crate) message: String,
}

pub(crate) fn parse_text(id: SourceId, text: &str) -> (Document, Vec<SyntaxError>) {
    if let Some(document) = parse_parts(id, text) {
        return (document, Vec::new());
    }
    tree::read(id, 0, text)
}

/// Parses a long text part by part; none for a short one, and if any part is no whole definitions.
fn parse_parts(id: SourceId, text: &str) -> Option<Document> {
    let parts = parts(text);
    if parts.len() < 2 {
        return None;
    }
    let parsed = parallel::map(parts, 1, |(offset, text)| {
        let (part, errors) = tree::read(id, offset, text);
        errors.is_empty().then_some(part)
    });
    let mut document = Document::default();
    for part in parsed {
        document.definitions.extend(part?.definitions);
    }
    Some(document)
}

#[cfg(test)]
mod tests {
    use appsynth_diagnostics::Sources;

    use super::*;

    fn types(count: usize, description: &str) -> String {
        (0..count)
            .map(|number| format!("{description}type T{number} {{\n  name: String\n}}\n"))
            .collect()
    }

    /// What comes of the text at once and in parts.
    fn both(text: &str) -> [(Document, Vec<SyntaxError>); 2] {
        let id = Sources::new().add("schema.graphql", text);
        [tree::read(id, 0, text), parse_text(id, text)]
    }

    fn assert_same(one: &(Document, Vec<SyntaxError>), other: &(Document, Vec<SyntaxError>)) {
        assert_eq!(one.1, other.1);
        assert!(format!("{:?}", one.0) == format!("{:?}", other.0));
    }

    #[test]
    fn a_long_text_is_parsed_in_parts_as_it_is_at_once() {
        let text = types(1_000, "");
        let parts = parts(&text);
        assert!(parts.len() > 4, "{} parts", parts.len());
        let texts: String = parts.iter().map(|(_, text)| *text).collect();
        assert_eq!(texts, text);
        let [whole, in_parts] = both(&text);
        assert_eq!(in_parts.0.definitions.len(), 1_000);
        assert_same(&in_parts, &whole);
    }

    #[test]
    fn a_brace_that_ends_no_definition_makes_no_difference() {
        let in_strings = types(300, &format!("\"\"\"\n{}\"\"\"\n", "}\n".repeat(40)));
        let in_definitions = format!("query Q {{\n{}}}\n", "a {\n  b\n}\n".repeat(2_000));
        for text in [in_strings, in_definitions] {
            assert!(parts(&text).len() > 1);
            let [whole, in_parts] = both(&text);
            assert!(whole.1.is_empty(), "{:?}", whole.1);
            assert_same(&in_parts, &whole);
        }
    }

    #[test]
    fn a_mistake_is_told_once_and_where_it_is() {
        let text = types(1_000, "") + "type Broken {\n  name String\n}\n" + &types(1_000, "");
        let [whole, in_parts] = both(&text);
        let starts: Vec<_> = whole.1.iter().map(|error| error.span.start).collect();
        assert_eq!(starts, [text.find("name String").expect("it is there") + 5]);
        assert_same(&in_parts, &whole);
    }
}
