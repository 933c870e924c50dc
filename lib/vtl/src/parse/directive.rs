//! Directives, comments and `#[[ ]]#`.

use super::{Parser, Terminators, TextRun};
use crate::{
    diagnostics::{self, SyntaxError},
    tree::{
        Block, Call, Comment, Expression, Foreach, Macro, Node, NodeKind, OddityKind, Position,
        Slot,
    },
};

/// Every word that is a directive without being a macro.
const DIRECTIVES: [&str; 11] = [
    "set", "if", "elseif", "else", "end", "foreach", "break", "stop", "return", "macro", "define",
];

/// What `#word` turned out to be.
enum Directive {
    /// No directive.
    Text,
    /// `#macro`, which does nothing where it stands.
    Definition,
    Statement(NodeKind),
}

const ENDS_BLOCK: Terminators = &["end"];
const ENDS_BRANCH: Terminators = &["elseif", "else", "end"];

impl<'text> Parser<'text, '_, '_> {
    /// Reads what begins with `#`: a comment, a directive, or the character itself.
    pub(super) fn hash(
        &mut self,
        text: &mut TextRun,
        nodes: &mut Vec<Node>,
    ) -> Result<(), SyntaxError> {
        let start = self.cursor.offset();
        if self.cursor.eat("##") {
            self.cursor
                .skip_while(|character| !matches!(character, '\n' | '\r'));
            self.comment(start, &self.cursor.since(start)["##".len()..]);
            self.cursor.eat_rest_of_line();
            text.end_part();
            return Ok(());
        }
        if self.cursor.eat("#*") {
            let inner = self
                .cursor
                .eat_through("*#")
                .ok_or_else(|| self.unclosed(start, "comment", "*#"))?;
            self.comment(start, inner);
            text.end_part();
            return Ok(());
        }
        if self.cursor.eat("#[[") {
            let inner = self.cursor.eat_through("]]#");
            let inner = inner.ok_or_else(|| self.unclosed(start, "unparsed block", "]]#"))?;
            text.push(inner, start..self.cursor.offset());
            text.end_part();
            return Ok(());
        }
        let Some(word) = self.peek_word() else {
            self.cursor.skip_char();
            text.push("#", start..start + 1);
            return Ok(());
        };
        match self.directive(word)? {
            Directive::Text => {
                self.cursor.reset(start);
                self.cursor.skip_char();
                text.push("#", start..start + 1);
            }
            Directive::Definition => text.flush(nodes),
            Directive::Statement(kind) => {
                if word == "set" {
                    text.drop_indentation();
                }
                text.flush(nodes);
                nodes.push(Node {
                    range: start..self.cursor.offset(),
                    kind,
                });
            }
        }
        Ok(())
    }

    fn comment(&mut self, start: usize, text: &str) {
        self.whole.comments.push(Comment {
            start,
            text: text.trim().into(),
        });
    }

    /// Reads the directive of this name.
    fn directive(&mut self, word: &str) -> Result<Directive, SyntaxError> {
        let start = self.cursor.offset();
        self.eat_word(word);
        if matches!(word, "set" | "foreach" | "define") && !self.at_parenthesis() {
            return Ok(Directive::Text);
        }
        Ok(Directive::Statement(match word {
            "set" => self.set()?,
            "if" => self.nested(|parser| parser.if_(start))?,
            "foreach" => self.nested(|parser| parser.foreach(start))?,
            "define" => self.nested(|parser| parser.define(start))?,
            "macro" => {
                self.nested(|parser| parser.macro_(start))?;
                return Ok(Directive::Definition);
            }
            "break" => {
                self.parenthesized_nothing()?;
                NodeKind::Break
            }
            "stop" => {
                self.parenthesized_nothing()?;
                NodeKind::Stop
            }
            "return" => self.return_()?,
            "end" | "else" | "elseif" => {
                let at = start..self.cursor.offset();
                return Err(self.error(diagnostics::unmatched_directive(word), at));
            }
            name => {
                return Ok(self
                    .call(name, start)?
                    .map_or(Directive::Text, Directive::Statement));
            }
        }))
    }

    fn set(&mut self) -> Result<NodeKind, SyntaxError> {
        self.open_parenthesis("set")?;
        let target = self
            .reference()?
            .ok_or_else(|| self.expected("a reference to set"))?;
        self.cursor.skip_whitespace();
        if !self.cursor.eat("=") {
            return Err(self.expected("`=`"));
        }
        let value = self.expression()?;
        self.close_parenthesis()?;
        Ok(NodeKind::Set { target, value })
    }

    fn if_(&mut self, start: usize) -> Result<NodeKind, SyntaxError> {
        let mut branches = vec![self.branch("if")?];
        let mut otherwise = Block::default();
        loop {
            if self.at_terminator(&["elseif"]) {
                self.eat_word("elseif");
                branches.push(self.branch("elseif")?);
            } else if self.at_terminator(&["else"]) {
                self.eat_word("else");
                self.cursor.eat_rest_of_line();
                otherwise = self.block(ENDS_BLOCK)?;
            } else {
                self.end(start, "if")?;
                return Ok(NodeKind::If {
                    branches,
                    otherwise,
                });
            }
        }
    }

    fn branch(&mut self, word: &str) -> Result<(Expression, Block), SyntaxError> {
        self.open_parenthesis(word)?;
        let condition = self.expression()?;
        self.close_parenthesis()?;
        Ok((condition, self.block(ENDS_BRANCH)?))
    }

    fn foreach(&mut self, start: usize) -> Result<NodeKind, SyntaxError> {
        self.open_parenthesis("foreach")?;
        let variable = self.variable()?;
        self.cursor.skip_whitespace();
        if self.cursor.name() != Some("in") {
            return Err(self.expected("`in`"));
        }
        self.cursor.skip_whitespace();
        let position = self.position();
        let list = self.value_of(OddityKind::ForeachExpression, position.0)?;
        self.close_parenthesis()?;
        let body = self.block(ENDS_BLOCK)?;
        self.end(start, "foreach")?;
        Ok(NodeKind::Foreach(Foreach {
            variable,
            list,
            body,
            position,
        }))
    }

    fn define(&mut self, start: usize) -> Result<NodeKind, SyntaxError> {
        self.open_parenthesis("define")?;
        let slot = self.variable()?;
        self.close_parenthesis()?;
        let body = self.block(ENDS_BLOCK)?;
        self.end(start, "define")?;
        Ok(NodeKind::Define { slot, body })
    }

    fn macro_(&mut self, start: usize) -> Result<(), SyntaxError> {
        self.open_parenthesis("macro")?;
        let name = self
            .cursor
            .name()
            .ok_or_else(|| self.expected("the macro's name"))?;
        let mut parameters = Vec::new();
        loop {
            self.skip_separators();
            if self.cursor.peek() != Some('$') {
                break;
            }
            parameters.push(self.variable()?);
        }
        self.close_parenthesis()?;
        let body = self.block(ENDS_BLOCK)?;
        self.end(start, "macro")?;
        // Velocity keeps the first of two macros of one name.
        if !self.whole.macros.iter().any(|known| &*known.name == name) {
            self.whole.macros.push(Macro {
                name: name.into(),
                parameters,
                body,
            });
        }
        Ok(())
    }

    fn return_(&mut self) -> Result<NodeKind, SyntaxError> {
        if self.cursor.peek() != Some('(') {
            return Ok(NodeKind::Return(None));
        }
        self.cursor.skip_char();
        self.cursor.skip_whitespace();
        let value = if self.cursor.peek() == Some(')') {
            None
        } else {
            let known = self.whole.oddities.len();
            let value = self.expression()?;
            // The directive is AppSync's own: what it takes is not Velocity's to say.
            self.whole.oddities.truncate(known);
            Some(value)
        };
        self.close_parenthesis()?;
        Ok(NodeKind::Return(value))
    }

    /// `#name(…)`, `#name` or `#@name(…) … #end`; none, and so text, unless the template declares such a macro.
    fn call(&mut self, name: &str, start: usize) -> Result<Option<NodeKind>, SyntaxError> {
        let has_body = name.starts_with('@');
        let name = name.trim_start_matches('@');
        if !self.whole.macro_names.contains(&name) {
            return Ok(None);
        }
        let position = Position(start);
        let after_name = self.cursor.offset();
        self.cursor
            .skip_while(|character| matches!(character, ' ' | '\t'));
        if !self.cursor.eat("(") {
            self.cursor.reset(after_name);
            return Ok((!has_body).then(|| {
                NodeKind::Call(Call {
                    name: name.into(),
                    arguments: Vec::new(),
                    body: None,
                    position,
                })
            }));
        }
        let arguments = self.nested(|parser| {
            let mut arguments = Vec::new();
            loop {
                parser.skip_separators();
                if matches!(parser.cursor.peek(), None | Some(')')) {
                    return Ok(arguments);
                }
                arguments.push(parser.operand()?);
            }
        })?;
        self.close_parenthesis()?;
        let body = if has_body {
            let body = self.nested(|parser| parser.block(ENDS_BLOCK))?;
            self.end(start, name)?;
            Some(body)
        } else {
            None
        };
        Ok(Some(NodeKind::Call(Call {
            name: name.into(),
            arguments,
            body,
            position,
        })))
    }

    fn variable(&mut self) -> Result<Slot, SyntaxError> {
        self.cursor.skip_whitespace();
        let start = self.cursor.offset();
        if self.cursor.eat("$") {
            self.cursor.eat("!");
            let is_formal = self.cursor.eat("{");
            if let Some(name) = self.cursor.name()
                && (!is_formal || self.cursor.eat("}"))
            {
                return Ok(self.whole.slot(name));
            }
        }
        self.cursor.reset(start);
        Err(self.expected("a variable such as `$item`"))
    }

    fn at_parenthesis(&self) -> bool {
        self.cursor
            .rest()
            .trim_start_matches([' ', '\t'])
            .starts_with('(')
    }

    fn open_parenthesis(&mut self, word: &str) -> Result<(), SyntaxError> {
        self.cursor
            .skip_while(|character| matches!(character, ' ' | '\t'));
        if !self.cursor.eat("(") {
            return Err(self.expected(&format!("`(` after `#{word}`")));
        }
        self.cursor.skip_whitespace();
        Ok(())
    }

    /// The `)` that ends a directive takes the rest of the line along if that is blank.
    fn close_parenthesis(&mut self) -> Result<(), SyntaxError> {
        self.cursor.skip_whitespace();
        if !self.cursor.eat(")") {
            return Err(self.expected("`)`"));
        }
        self.cursor.eat_rest_of_line();
        Ok(())
    }

    /// `#break` and `#stop` may be followed by `()`.
    fn parenthesized_nothing(&mut self) -> Result<(), SyntaxError> {
        if self.cursor.eat("(") {
            self.close_parenthesis()
        } else {
            Ok(())
        }
    }

    fn end(&mut self, start: usize, word: &str) -> Result<(), SyntaxError> {
        if !self.at_terminator(ENDS_BLOCK) {
            let at = start..start + word.len() + 1;
            return Err(self.error(diagnostics::unclosed_block(word), at));
        }
        self.eat_word("end");
        self.cursor.eat_rest_of_line();
        Ok(())
    }

    fn unclosed(&self, start: usize, what: &str, closing: &str) -> SyntaxError {
        let at = start..start + 2;
        self.error(diagnostics::unclosed_text(what, closing), at)
    }

    fn skip_separators(&mut self) {
        self.cursor
            .skip_while(|character| matches!(character, ' ' | '\t' | '\n' | '\r' | ','));
    }

    /// Whether a directive of this template stands next.
    pub(super) fn at_directive(&self) -> bool {
        self.peek_word().is_some_and(|word| {
            DIRECTIVES.contains(&word)
                || self
                    .whole
                    .macro_names
                    .contains(&word.trim_start_matches('@'))
        })
    }

    pub(super) fn at_terminator(&self, terminators: Terminators) -> bool {
        !terminators.is_empty()
            && self
                .peek_word()
                .is_some_and(|word| terminators.contains(&word))
    }

    /// The word after `#`, with or without braces.
    fn peek_word(&self) -> Option<&'text str> {
        let rest = self.cursor.rest().strip_prefix('#')?;
        let (rest, is_braced) = match rest.strip_prefix('{') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let is_first =
            |character: char| character.is_ascii_alphabetic() || matches!(character, '_' | '@');
        let is_rest = |character: char| character.is_ascii_alphanumeric() || character == '_';
        let first = rest
            .chars()
            .next()
            .filter(|character| is_first(*character))?;
        let tail = &rest[first.len_utf8()..];
        let length = tail
            .find(|character| !is_rest(character))
            .unwrap_or(tail.len());
        if is_braced && !tail[length..].starts_with('}') {
            return None;
        }
        Some(&rest[..first.len_utf8() + length])
    }

    fn eat_word(&mut self, word: &str) {
        self.cursor.skip_char();
        let is_braced = self.cursor.eat("{");
        self.cursor.eat(word);
        if is_braced {
            self.cursor.eat("}");
        }
    }
}
