//! From text to tree.

use std::{collections::HashMap, ops::Range};

use crate::{
    diagnostics::{self, Mistake, SyntaxError},
    limits::MAX_SYNTAX_DEPTH,
    tree::{
        BUILT_IN, Block, Comment, Macro, Node, NodeKind, Oddity, OddityKind, Position, Slot, Tree,
    },
};

mod cursor;
mod directive;
mod expression;
mod reference;

use cursor::Cursor;

/// Compiles a template.
pub(crate) fn parse(source: &str) -> Result<Tree, SyntaxError> {
    let mut whole = Whole {
        source,
        slots: HashMap::new(),
        names: Vec::new(),
        macros: Vec::new(),
        comments: Vec::new(),
        oddities: Vec::new(),
        macro_names: declared_macros(source),
        depth: 0,
        after_backslash: None,
        is_in_arguments: false,
    };
    for name in BUILT_IN {
        whole.slot(name);
    }
    let body = Parser {
        cursor: Cursor::new(source, 0),
        whole: &mut whole,
    }
    .block(&[])?;
    Ok(Tree {
        body,
        macros: whole.macros,
        comments: whole.comments,
        oddities: whole.oddities,
        names: whole.names,
    })
}

/// Reads a template, or the content of a string, which is a template of its own.
struct Parser<'text, 'whole, 'source> {
    cursor: Cursor<'text>,
    whole: &'whole mut Whole<'source>,
}

/// What a template and the strings in it share.
struct Whole<'source> {
    source: &'source str,
    slots: HashMap<Box<str>, Slot>,
    /// Of the variables, by their slots.
    names: Vec<Box<str>>,
    macros: Vec<Macro>,
    comments: Vec<Comment>,
    oddities: Vec<Oddity>,
    /// Known in advance, because `#name` is text unless a macro of that name exists.
    macro_names: Vec<&'source str>,
    depth: usize,
    /// Where a string ends whose quote follows a backslash, and the quote.
    after_backslash: Option<(usize, char)>,
    /// Whether a word is null, as among the arguments of a method.
    is_in_arguments: bool,
}

/// Directives that end a block: `#end`, `#else` and `#elseif`.
type Terminators = &'static [&'static str];

impl Parser<'_, '_, '_> {
    /// Reads statements up to one of the terminators, which is left unread, or to the end of the text.
    fn block(&mut self, terminators: Terminators) -> Result<Block, SyntaxError> {
        let mut nodes = Vec::new();
        let mut text = TextRun::default();
        while let Some(character) = self.cursor.peek() {
            let start = self.cursor.offset();
            match character {
                '$' => self.reference_or_text(0, &mut text, &mut nodes)?,
                '#' => {
                    if self.at_terminator(terminators) {
                        break;
                    }
                    self.hash(&mut text, &mut nodes)?;
                }
                '\\' => self.backslashes(&mut text, &mut nodes)?,
                _ => {
                    self.cursor
                        .skip_while(|character| !matches!(character, '$' | '#' | '\\'));
                    text.push(self.cursor.since(start), start..self.cursor.offset());
                }
            }
        }
        text.flush(&mut nodes);
        Ok(Block { nodes })
    }

    /// Backslashes escape only a reference or directive that they stand in front of.
    fn backslashes(
        &mut self,
        text: &mut TextRun,
        nodes: &mut Vec<Node>,
    ) -> Result<(), SyntaxError> {
        let start = self.cursor.offset();
        let count = self.cursor.skip_while(|character| character == '\\');
        match self.cursor.peek() {
            Some('$') => return self.reference_or_text(count, text, nodes),
            Some('#') if self.at_directive() => {
                text.push(&"\\".repeat(count / 2), start..self.cursor.offset());
                if count % 2 == 1 {
                    let start = self.cursor.offset();
                    self.cursor.skip_char();
                    self.cursor
                        .skip_while(|character| character.is_ascii_alphanumeric());
                    text.push(self.cursor.since(start), start..self.cursor.offset());
                }
            }
            _ => text.push(self.cursor.since(start), start..self.cursor.offset()),
        }
        text.end_part();
        Ok(())
    }

    fn reference_or_text(
        &mut self,
        backslashes: usize,
        text: &mut TextRun,
        nodes: &mut Vec<Node>,
    ) -> Result<(), SyntaxError> {
        let start = self.cursor.offset();
        match self.printed_reference(backslashes)? {
            Some(reference) => {
                let takes_hashes = reference.reference.ends_in_property();
                text.flush(nodes);
                nodes.push(Node {
                    range: start..self.cursor.offset(),
                    kind: NodeKind::Reference(reference),
                });
                if takes_hashes {
                    self.hashes_behind_property(text);
                }
            }
            None => {
                self.cursor.skip_char();
                let literal = format!("{}$", "\\".repeat(backslashes));
                text.push(&literal, start..self.cursor.offset());
            }
        }
        Ok(())
    }

    /// Right behind `$a.b`, Velocity's lexer takes `##` for text. The first `#` gets lost if the second begins
    /// a comment or directive.
    fn hashes_behind_property(&mut self, text: &mut TextRun) {
        let start = self.cursor.offset();
        if !self.cursor.rest().starts_with("##") {
            return;
        }
        self.cursor.skip_char();
        let begins_comment = ["##", "#*"]
            .iter()
            .any(|it| self.cursor.rest().starts_with(it));
        if !begins_comment && !self.at_directive() {
            self.cursor.skip_char();
            text.push("##", start..self.cursor.offset());
            self.oddity(OddityKind::PrintedComment, start);
        }
    }

    /// Runs `read` one level deeper.
    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.whole.depth == MAX_SYNTAX_DEPTH {
            return Err(self.error_here(diagnostics::too_deep(MAX_SYNTAX_DEPTH)));
        }
        self.whole.depth += 1;
        let result = read(self);
        self.whole.depth -= 1;
        result
    }

    /// Reads what is, or is not, among the arguments of a method.
    fn in_arguments<T>(
        &mut self,
        is_in_arguments: bool,
        read: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        let outer = std::mem::replace(&mut self.whole.is_in_arguments, is_in_arguments);
        let result = read(self);
        self.whole.is_in_arguments = outer;
        result
    }

    /// Notes that what was read from `start` on is not taken by Velocity as it seems to be meant.
    fn oddity(&mut self, kind: OddityKind, start: usize) {
        let range = start..self.cursor.offset();
        self.whole.oddities.push(Oddity { kind, range });
    }

    fn position(&self) -> Position {
        Position(self.cursor.offset())
    }

    fn error(&self, mistake: Mistake, at: Range<usize>) -> SyntaxError {
        let source = self.whole.source;
        let start = source.floor_char_boundary(at.start);
        let end = source.floor_char_boundary(at.end).max(start);
        let (line, column) = line_column(source, start);
        let Mistake {
            code,
            message,
            help,
        } = mistake;
        SyntaxError {
            code,
            message,
            help,
            line,
            column,
            start,
            end,
        }
    }

    /// An error at the next character.
    fn error_here(&self, mistake: Mistake) -> SyntaxError {
        let start = self.cursor.offset();
        let end = start + self.cursor.peek().map_or(0, char::len_utf8);
        self.error(mistake, start..end)
    }

    /// The next character is not what was expected.
    fn expected(&self, what: &str) -> SyntaxError {
        let mut mistake = diagnostics::unexpected(what, self.cursor.peek());
        if let Some((end, quote)) = self.whole.after_backslash
            && self.is_blank_since(end)
        {
            mistake = diagnostics::escaped_quote(mistake, quote);
        }
        self.error_here(mistake)
    }

    /// Whether nothing but blanks stands between the place and the next character.
    fn is_blank_since(&self, start: usize) -> bool {
        let between = self.whole.source.get(start..self.cursor.offset());
        between.is_some_and(|between| between.trim().is_empty())
    }
}

impl Whole<'_> {
    fn slot(&mut self, name: &str) -> Slot {
        if let Some(slot) = self.slots.get(name) {
            return *slot;
        }
        let slot = Slot(self.names.len());
        self.names.push(name.into());
        self.slots.insert(name.into(), slot);
        slot
    }
}

/// The line and the column in characters of an offset, both from 1.
pub(crate) fn line_column(source: &str, offset: usize) -> (usize, usize) {
    let before = &source[..source.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// Text that is being collected.
#[derive(Default)]
struct TextRun {
    text: String,
    /// Where it stands.
    range: Range<usize>,
    /// Where in it the part begins that is a text of its own for Velocity: behind a comment, an unparsed block or
    /// backslashes.
    part: usize,
}

impl TextRun {
    fn push(&mut self, text: &str, at: Range<usize>) {
        if self.text.is_empty() {
            self.range.start = at.start;
        }
        self.range.end = at.end;
        self.text.push_str(text);
    }

    fn flush(&mut self, nodes: &mut Vec<Node>) {
        if !self.text.is_empty() {
            nodes.push(Node {
                range: self.range.clone(),
                kind: NodeKind::Text(std::mem::take(&mut self.text).into()),
            });
        }
        self.part = 0;
    }

    fn end_part(&mut self) {
        self.part = self.text.len();
    }

    /// `#set` takes the blanks before it along if they are the whole text since the last reference, directive or
    /// comment. Behind other lines of text its own indentation stays.
    fn drop_indentation(&mut self) {
        let part = &self.text[self.part..];
        if part.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
            self.text.truncate(self.part);
        }
    }
}

/// The names in all `#macro(name …)`, also those in comments and strings, where they do no harm.
fn declared_macros(source: &str) -> Vec<&str> {
    let names = source.split("#macro").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('(')?.trim_start();
        let length = rest
            .find(|character| !cursor::is_name(character))
            .unwrap_or(rest.len());
        Some(&rest[..length])
    });
    names.collect()
}
