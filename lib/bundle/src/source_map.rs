//! Where the parts of a module come from.

use oxc_sourcemap::SourceMapBuilder;

use crate::columns::Columns;
use crate::messages;

/// Leads from places in a module to places in the files that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMap {
    code: Columns,
    files: Vec<File>,
    /// In the order of the code.
    mappings: Vec<Mapping>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct File {
    path: String,
    columns: Columns,
}

/// A place in a file, both numbers from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'b> {
    /// The file.
    pub path: &'b str,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Where a piece of the code came from; all numbers count from 0, columns in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) file: usize,
    pub(crate) original_line: usize,
    pub(crate) original_column: usize,
}

impl SourceMap {
    /// A map of a module's code to files, which are paths and texts.
    pub(crate) fn new<'t>(
        code: &str,
        files: impl IntoIterator<Item = (String, &'t str)>,
        mut mappings: Vec<Mapping>,
    ) -> Self {
        mappings.sort_by_key(|mapping| (mapping.line, mapping.column));
        let files = files.into_iter().map(|(path, text)| File {
            path,
            columns: Columns::of(text),
        });
        Self {
            code: Columns::of(code),
            files: files.collect(),
            mappings,
        }
    }

    /// The place in the files that a place in the module came from: a line and a column in characters, both
    /// from 1.
    pub fn original(&self, line: usize, column: usize) -> Option<Place<'_>> {
        let line = line.checked_sub(1)?;
        let column = self.code.units(line, column.checked_sub(1)?);
        let after = self
            .mappings
            .partition_point(|mapping| (mapping.line, mapping.column) <= (line, column));
        let mapping = self.mappings.get(after.checked_sub(1)?)?;
        let file = &self.files[mapping.file];
        let characters =
            |columns: &Columns| columns.characters(mapping.original_line, mapping.original_column);
        (mapping.line == line).then(|| Place {
            path: &file.path,
            line: mapping.original_line + 1,
            column: characters(&file.columns) + 1,
        })
    }

    /// A line that code logged, such as `INFO - code.js:5:3: "text"`, with the place in the files.
    pub fn log_in_files(&self, line: &str) -> String {
        messages::log(line, |line, column| self.original(line, column))
    }

    /// The form that other tools read. The text of a file is part of it where columns in characters need it.
    ///
    /// <https://tc39.es/ecma426/>
    pub fn to_json(&self) -> String {
        // Numbers beyond 32 bits are those of no file.
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut builder = SourceMapBuilder::default();
        for file in &self.files {
            builder.set_source_and_content(&file.path, "");
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
        let texts = self.files.iter().map(|file| file.columns.text());
        map.set_source_contents(texts.collect());
        map.to_json_string()
    }
}

/// The text is no source map.
#[derive(Debug, thiserror::Error)]
#[error("not a source map: {0}")]
pub struct InvalidSourceMap(String);

impl SourceMap {
    /// Reads the form that [`SourceMap::to_json`] writes, of a module with this code.
    ///
    /// # Errors
    /// If it is no source map.
    pub fn read(json: &str, code: &str) -> Result<Self, InvalidSourceMap> {
        let map = oxc_sourcemap::SourceMap::from_json_string(json)
            .map_err(|error| InvalidSourceMap(error.to_string()))?;
        let mut texts = map.get_source_contents();
        let files: Vec<(String, &str)> = map
            .get_sources()
            .map(|path| {
                (
                    path.to_owned(),
                    texts.next().flatten().map_or("", |text| text),
                )
            })
            .collect();
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
        Ok(Self::new(code, files, mappings))
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
            "\n\n\n'😀', x.y",
            [("lib/a.ts".to_owned(), ""), ("b.ts".to_owned(), "😀x.y")],
            vec![mapping(3, 6, 1, 0, 2), mapping(0, 0, 0, 4, 0)],
        )
    }

    #[test]
    fn what_is_written_can_be_read() {
        let map = map();
        let read = SourceMap::read(&map.to_json(), "\n\n\n'😀', x.y");
        assert_eq!(read.expect("a map"), map);
        assert!(SourceMap::read("{}", "").is_err());
    }

    #[test]
    fn columns_count_characters() {
        let map = map();
        let place = |line, column| map.original(line, column);
        let of_x = Place {
            path: "b.ts",
            line: 1,
            column: 2,
        };
        assert_eq!(place(4, 6), Some(of_x));
        assert_eq!(place(4, 5), None);
    }
}
