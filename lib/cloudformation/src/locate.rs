//! From a place in a template to its range in the text.

use std::ops::Range;

use appsynth_diagnostics::{LineColumn, Source, SourceId, Span};
use saphyr::{LoadableYamlNode, MarkedYaml, Marker, YamlData};

use crate::problems::Anchor;
use crate::{Place, Step};

/// The text read once more with the position of every node. JSON is YAML as well, with exceptions so rare
/// (tabs before a key, escaped surrogate pairs) that a diagnostic without a position does for them.
pub(crate) struct Places<'s> {
    source: &'s Source,
    top: Option<MarkedYaml<'s>>,
}

impl<'s> Places<'s> {
    pub(crate) fn of(source: &'s Source) -> Self {
        let documents = MarkedYaml::load_from_str(source.text());
        Self {
            source,
            top: documents
                .ok()
                .and_then(|documents| documents.into_iter().next()),
        }
    }

    /// The range of the key or value at `place`, or of the nearest thing around it. Of a list or an
    /// object only its key is marked, as all of it is too much to look at.
    pub(crate) fn range(&self, place: &Place, anchor: Anchor) -> Option<Range<usize>> {
        let mut node = self.top.as_ref()?;
        let mut key = None;
        let mut reached = true;
        for step in &place.steps {
            let mut inside = node;
            if let YamlData::Tagged(_, tagged) = &node.data {
                // `!Sub x` is `{"Fn::Sub": x}`: the step into the function stays at the tag.
                if is_function(step) {
                    continue;
                }
                inside = tagged;
            }
            let next = match (&inside.data, step) {
                (YamlData::Mapping(members), Step::Key(wanted)) => members
                    .iter()
                    .find(|(key, _)| is_key(key, wanted))
                    .map(|(key, value)| (Some(key), value)),
                (YamlData::Sequence(items), Step::Index(index)) => {
                    items.get(*index).map(|item| (None, item))
                }
                _ => None,
            };
            let Some((next_key, value)) = next else {
                reached = false;
                break;
            };
            if next_key.is_some() || is_scalar(value) {
                key = next_key;
            }
            node = value;
        }
        let marked = match key {
            Some(key) if !reached || matches!(anchor, Anchor::Key) || !is_scalar(node) => key,
            _ if is_scalar(node) => node,
            _ => return place.steps.is_empty().then(|| self.first_character()),
        };
        Some(self.offset(marked.span.start)..self.offset(marked.span.end))
    }

    fn first_character(&self) -> Range<usize> {
        let text = self.source.text();
        let start = text.len() - text.trim_start().len();
        start..(start + 1).min(text.len())
    }

    /// Markers count lines from 1 and columns, in characters, from 0.
    fn offset(&self, marker: Marker) -> usize {
        self.source.offset(LineColumn {
            line: marker.line(),
            column: marker.col() + 1,
        })
    }
}

fn is_scalar(node: &MarkedYaml<'_>) -> bool {
    match &node.data {
        YamlData::Tagged(_, inner) => is_scalar(inner),
        YamlData::Mapping(_) | YamlData::Sequence(_) => false,
        _ => true,
    }
}

fn is_function(step: &Step) -> bool {
    matches!(step, Step::Key(name) if name == "Ref" || name == "Condition" || name.starts_with("Fn::"))
}

fn is_key(key: &MarkedYaml<'_>, wanted: &str) -> bool {
    match key.data.as_str() {
        Some(text) => text == wanted,
        None => key
            .data
            .as_integer()
            .is_some_and(|number| number.to_string() == wanted),
    }
}

/// The character at a byte offset, which may be past the end.
pub(crate) fn character(source: &Source, id: SourceId, at: usize) -> Span {
    let text = source.text();
    let mut start = at.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let width = text
        .get(start..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    Span {
        source: id,
        start,
        end: start + width,
    }
}
