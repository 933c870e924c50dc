//! A place in the source that moves forward.

/// Offsets count from the beginning of the template, also in the content of a string.
pub(super) struct Cursor<'s> {
    text: &'s str,
    /// The offset of the text.
    base: usize,
    /// How far in the text.
    at: usize,
}

/// Whether the character may stand within the name of a variable, property or method. Velocity 1.7
/// allows hyphens.
pub(super) fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

impl<'s> Cursor<'s> {
    pub(super) fn new(text: &'s str, base: usize) -> Self {
        Self { text, base, at: 0 }
    }

    pub(super) fn offset(&self) -> usize {
        self.base + self.at
    }

    /// Goes back to an earlier place.
    pub(super) fn reset(&mut self, offset: usize) {
        self.at = offset - self.base;
    }

    pub(super) fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn since(&self, start: usize) -> &'s str {
        &self.text[start - self.base..self.at]
    }

    pub(super) fn skip_char(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Skips characters and tells how many.
    pub(super) fn skip_while(&mut self, is_skipped: impl Fn(char) -> bool) -> usize {
        let mut count = 0;
        while self.peek().is_some_and(&is_skipped) {
            self.skip_char();
            count += 1;
        }
        count
    }

    pub(super) fn skip_whitespace(&mut self) {
        self.skip_while(|character| matches!(character, ' ' | '\t' | '\n' | '\r'));
    }

    /// Skips the text if it stands next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    /// Skips to behind the next occurrence of the text; gives what lies before it.
    pub(super) fn eat_through(&mut self, text: &str) -> Option<&'s str> {
        let (before, _) = self.rest().split_once(text)?;
        self.at += before.len() + text.len();
        Some(before)
    }

    /// Skips blanks and one line break, or nothing if something else follows in the line.
    pub(super) fn eat_rest_of_line(&mut self) {
        let start = self.offset();
        self.skip_while(|character| matches!(character, ' ' | '\t'));
        if !(self.eat("\r\n") || self.eat("\n") || self.eat("\r")) {
            self.reset(start);
        }
    }

    /// A name, if one begins here.
    pub(super) fn name(&mut self) -> Option<&'s str> {
        let start = self.offset();
        if !self
            .peek()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        {
            return None;
        }
        self.skip_while(is_name);
        Some(self.since(start))
    }
}
