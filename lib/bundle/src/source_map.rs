//! Where the parts of a module come from.

use std::str::FromStr;

use oxc_sourcemap::SourceMapBuilder;

/// Leads from places in a module to places in the files that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMap {
    files: Vec<String>,
    /// In the order of the code.
    mappings: Vec<Mapping>,
}

/// A place in a file, both numbers from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'b> {
    /// The file.
    pub path: &'b str,
    /// The line, from 1.
    pub line: usize,
    /// The column in UTF-16 code units, from 1.
    pub column: usize,
}

/// Where a piece of the code came from; all numbers count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) file: usize,
    pub(crate) original_line: usize,
    pub(crate) original_column: usize,
}

impl SourceMap {
    pub(crate) fn new(files: Vec<String>, mut mappings: Vec<Mapping>) -> Self {
        mappings.sort_by_key(|mapping| (mapping.line, mapping.column));
        Self { files, mappings }
    }

    /// The place in the files that a place in the module, both numbers from 1, came from.
    pub fn original(&self, line: usize, column: usize) -> Option<Place<'_>> {
        let wanted = (line.checked_sub(1)?, column.checked_sub(1)?);
        let after = self
            .mappings
            .partition_point(|mapping| (mapping.line, mapping.column) <= wanted);
        let mapping = self.mappings.get(after.checked_sub(1)?)?;
        (mapping.line == wanted.0).then(|| Place {
            path: &self.files[mapping.file],
            line: mapping.original_line + 1,
            column: mapping.original_column + 1,
        })
    }

    /// The text in the files' places instead of the module's: AppSync calls every module `code.js`, and
    /// errors and log lines have `code.js:LINE:COLUMN` in them.
    pub fn in_files(&self, text: &str) -> String {
        let place = || {
            let (before, at) = text.split_once(MODULE)?;
            let (line, at) = at.split_once(':')?;
            let (column, after) = at.split_once(':')?;
            let at = self.original(line.parse().ok()?, column.parse().ok()?)?;
            Some(format!(
                "{before}{}:{}:{}:{after}",
                at.path, at.line, at.column
            ))
        };
        place().unwrap_or_else(|| text.to_owned())
    }

    /// The form that other tools read.
    ///
    /// <https://tc39.es/ecma426/>
    pub fn to_json(&self) -> String {
        // Numbers beyond 32 bits are those of no file.
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut builder = SourceMapBuilder::default();
        for file in &self.files {
            builder.set_source_and_content(file, "");
        }
        for mapping in &self.mappings {
            builder.add_token(
                number(mapping.line),
                number(mapping.column),
                number(mapping.original_line),
                number(mapping.original_column),
                Some(number(mapping.file)),
                None,
            );
        }
        let mut map = builder.into_sourcemap();
        map.set_source_contents(vec![None; self.files.len()]);
        map.to_json_string()
    }
}

const MODULE: &str = "code.js:";

/// The text is no source map.
#[derive(Debug, thiserror::Error)]
#[error("not a source map: {0}")]
pub struct InvalidSourceMap(String);

impl FromStr for SourceMap {
    type Err = InvalidSourceMap;

    /// Reads the form that [`SourceMap::to_json`] writes.
    fn from_str(json: &str) -> Result<Self, InvalidSourceMap> {
        let map = oxc_sourcemap::SourceMap::from_json_string(json)
            .map_err(|error| InvalidSourceMap(error.to_string()))?;
        let files: Vec<String> = map.get_sources().map(str::to_owned).collect();
        let mappings = map.get_tokens().filter_map(|token| {
            let file = token.get_source_id()? as usize;
            (file < files.len()).then(|| Mapping {
                line: token.get_dst_line() as usize,
                column: token.get_dst_col() as usize,
                file,
                original_line: token.get_src_line() as usize,
                original_column: token.get_src_col() as usize,
            })
        });
        let mappings = mappings.collect();
        Ok(Self::new(files, mappings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> SourceMap {
        let mapping = |line, column, file, original_line, original_column| Mapping {
            line,
            column,
            file,
            original_line,
            original_column,
        };
        SourceMap::new(
            vec!["lib/a.ts".to_owned(), "b.ts".to_owned()],
            vec![mapping(3, 8, 1, 9, 2), mapping(0, 0, 0, 4, 0)],
        )
    }

    #[test]
    fn what_is_written_can_be_read() {
        let map = map();
        assert_eq!(map.to_json().parse::<SourceMap>().expect("a map"), map);
        assert!("{}".parse::<SourceMap>().is_err());
    }

    #[test]
    fn places_in_texts_become_those_of_the_files() {
        for (text, expected) in [
            ("code.js:4:9: x is null", "b.ts:10:3: x is null"),
            (
                "INFO - code.js:1:5: \"code.js:1:1: \"",
                "INFO - lib/a.ts:5:1: \"code.js:1:1: \"",
            ),
            ("code.js:2:1: elsewhere", "code.js:2:1: elsewhere"),
            ("no place", "no place"),
            ("code.js:x:1: no place", "code.js:x:1: no place"),
        ] {
            assert_eq!(map().in_files(text), expected);
        }
    }
}
