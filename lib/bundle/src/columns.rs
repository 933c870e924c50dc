//! Columns in characters, as people and engines count them, and in UTF-16 code units, as source maps do.

/// A text as far as its columns depend on how they are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    /// None if every character is one code unit.
    text: Option<String>,
}

impl Columns {
    pub(crate) fn of(text: &str) -> Self {
        let is_wide = text.chars().any(|character| character.len_utf16() > 1);
        Self {
            text: is_wide.then(|| text.to_owned()),
        }
    }

    /// The text, if its columns depend on how they are counted.
    pub(crate) fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// How many code units the first characters of a line are; lines count from 0.
    pub(crate) fn units(&self, line: usize, characters: usize) -> usize {
        let more = self.line(line).take(characters);
        characters
            + more
                .map(|character| character.len_utf16() - 1)
                .sum::<usize>()
    }

    /// How many characters the first code units of a line are; lines count from 0.
    pub(crate) fn characters(&self, line: usize, units: usize) -> usize {
        let mut end = 0;
        let ends = self.line(line).map(|character| {
            end += character.len_utf16();
            (end, character.len_utf16() - 1)
        });
        let before = ends.take_while(|(end, _)| *end <= units);
        units - before.map(|(_, more)| more).sum::<usize>()
    }

    fn line(&self, line: usize) -> impl Iterator<Item = char> {
        let text = self.text.as_deref().unwrap_or_default();
        text.split('\n').nth(line).unwrap_or_default().chars()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_beyond_16_bits_are_two_units() {
        let columns = Columns::of("\u{1F600}\né\u{1F600}x\u{1F600}");
        for (characters, units) in [(0, 0), (1, 1), (2, 3), (3, 4), (4, 6), (6, 8)] {
            assert_eq!(columns.units(1, characters), units);
            assert_eq!(columns.characters(1, units), characters);
        }
        assert_eq!(Columns::of("éx").text(), None);
    }
}
