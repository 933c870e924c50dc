//! Source texts and places in them.

/// Identifies a text within its [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A text the user wrote, under the name they know it by.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

/// All texts of one run. Ids are indexes into it, so a run owns its sources and nothing is global.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

/// A range of bytes in one source, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text this is a part of.
    pub source: SourceId,
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A position for people: both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Source {
    /// The name shown in diagnostics, usually a path relative to the project.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column of a byte offset; an offset past the end means the end.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = self
            .text
            .get(start..offset)
            .map_or(0, |text| text.chars().count());
        LineColumn {
            line,
            column: column + 1,
        }
    }

    /// The byte offset of a line and column (both from 1), clamped to the text.
    pub fn offset(&self, place: LineColumn) -> usize {
        let Some(start) = place
            .line
            .checked_sub(1)
            .and_then(|line| self.line_starts.get(line))
        else {
            return self.text.len();
        };
        self.text
            .get(*start..)
            .and_then(|rest| rest.char_indices().nth(place.column.saturating_sub(1)))
            .map_or(self.text.len(), |(at, _)| start + at)
    }
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a text in and gives the id that spans refer to it by.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let id = u32::try_from(self.sources.len()).expect("invariant: fewer than 2^32 sources");
        self.sources.push(Source {
            name: name.into(),
            text,
            line_starts,
        });
        SourceId(id)
    }

    /// The source of an id, unless the id belongs to other `Sources`.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// All sources with their ids, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.sources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let mut sources = Sources::new();
        let id = sources.add("a.graphql", "type A {\n  é: Int\n}");
        let source = sources.get(id).expect("just added");
        let at = source.text().find("Int").expect("is there");
        let place = source.line_column(at);
        assert_eq!(place, LineColumn { line: 2, column: 6 });
        assert_eq!(source.offset(place), at);
        assert_eq!(source.line_column(9999).line, 3);
    }
}
