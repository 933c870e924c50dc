//! Expressions.

use std::borrow::Cow;

use super::Parser;
use crate::{
    diagnostics::{self, SyntaxError},
    parse::cursor::Cursor,
    tree::{Expression, Node, NodeKind, OddityKind, Operator},
};

/// Operators by their spellings, longer ones first, and how tightly they bind.
const OPERATORS: [(&str, Operator, u8); 21] = [
    ("||", Operator::Or, 1),
    ("or", Operator::Or, 1),
    ("&&", Operator::And, 2),
    ("and", Operator::And, 2),
    ("==", Operator::Equal, 3),
    ("eq", Operator::Equal, 3),
    ("!=", Operator::NotEqual, 3),
    ("ne", Operator::NotEqual, 3),
    ("<=", Operator::LessOrEqual, 4),
    ("le", Operator::LessOrEqual, 4),
    (">=", Operator::GreaterOrEqual, 4),
    ("ge", Operator::GreaterOrEqual, 4),
    ("<", Operator::Less, 4),
    ("lt", Operator::Less, 4),
    (">", Operator::Greater, 4),
    ("gt", Operator::Greater, 4),
    ("+", Operator::Add, 5),
    ("-", Operator::Subtract, 5),
    ("*", Operator::Multiply, 6),
    ("/", Operator::Divide, 6),
    ("%", Operator::Remainder, 6),
];

impl Parser<'_, '_, '_> {
    pub(super) fn expression(&mut self) -> Result<Expression, SyntaxError> {
        self.nested(|parser| parser.binary(1))
    }

    /// Operators that bind at least this tightly, all from left to right.
    fn binary(&mut self, least: u8) -> Result<Expression, SyntaxError> {
        let mut left = self.operand()?;
        loop {
            self.cursor.skip_whitespace();
            let Some((spelling, operator, binding)) =
                self.peek_operator().filter(|found| found.2 >= least)
            else {
                return Ok(left);
            };
            let start = self.cursor.offset();
            self.cursor.eat(spelling);
            let is_sign = self.cursor.peek().is_some_and(|next| next.is_ascii_digit());
            if operator == Operator::Subtract && is_sign {
                self.oddity(OddityKind::SignedNumber, start);
            }
            let right = self.binary(binding + 1)?;
            left = Expression::Binary(Box::new((left, right)), operator);
        }
    }

    /// An argument, an index, or what a list or map holds: for Velocity literals and references only.
    pub(super) fn simple_value(&mut self) -> Result<Expression, SyntaxError> {
        self.cursor.skip_whitespace();
        let start = self.cursor.offset();
        self.value_of(OddityKind::Expression, start)
    }

    /// An expression that Velocity refuses if it has operators or parentheses.
    pub(super) fn value_of(
        &mut self,
        kind: OddityKind,
        start: usize,
    ) -> Result<Expression, SyntaxError> {
        let is_parenthesized = self.cursor.peek() == Some('(');
        let value = self.expression()?;
        if is_parenthesized || matches!(value, Expression::Not(_) | Expression::Binary(..)) {
            self.oddity(kind, start);
        }
        Ok(value)
    }

    /// Whether brackets that were just opened are closed at once, if need be behind blanks.
    pub(super) fn empty_brackets(&mut self, closing: &str) -> bool {
        let start = self.cursor.offset() - 1;
        let has_blanks = self.cursor.peek().is_some_and(char::is_whitespace);
        self.cursor.skip_whitespace();
        let is_empty = self.cursor.eat(closing);
        if is_empty && has_blanks {
            self.oddity(OddityKind::BlankBrackets, start);
        }
        is_empty
    }

    fn peek_operator(&self) -> Option<(&'static str, Operator, u8)> {
        let rest = self.cursor.rest();
        OPERATORS.into_iter().find(|(spelling, ..)| {
            rest.strip_prefix(spelling).is_some_and(|after| {
                let is_word = spelling.starts_with(|first: char| first.is_ascii_alphabetic());
                !is_word || !after.starts_with(super::cursor::is_name)
            })
        })
    }

    pub(super) fn operand(&mut self) -> Result<Expression, SyntaxError> {
        self.cursor.skip_whitespace();
        match self.cursor.peek() {
            Some('!') => {
                self.cursor.skip_char();
                Ok(Expression::Not(Box::new(self.nested(Self::operand)?)))
            }
            Some('(') => {
                self.cursor.skip_char();
                let inner = self.expression()?;
                self.cursor.skip_whitespace();
                if self.cursor.eat(")") {
                    Ok(inner)
                } else {
                    Err(self.expected("`)`"))
                }
            }
            Some('$') => match self.reference()? {
                Some(reference) => Ok(Expression::Reference(Box::new(reference))),
                None => Err(self.expected("a reference such as `$name`")),
            },
            Some(quote @ ('"' | '\'')) => self.string(quote),
            Some('[') => self.nested(Self::list),
            Some('{') => self.nested(Self::map),
            Some('0'..='9' | '-' | '.') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.cursor.offset();
        match self.cursor.name() {
            Some("true") => Ok(Expression::Bool(true)),
            Some("false") => Ok(Expression::Bool(false)),
            Some("null") => {
                if !self.whole.is_in_arguments {
                    self.oddity(OddityKind::Null, start);
                }
                Ok(Expression::Null)
            }
            Some("not") => Ok(Expression::Not(Box::new(self.nested(Self::operand)?))),
            Some(_) if self.whole.is_in_arguments => {
                self.oddity(OddityKind::Word, start);
                Ok(Expression::Null)
            }
            _ => {
                self.cursor.reset(start);
                Err(self.expected("a value"))
            }
        }
    }

    fn number(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.cursor.offset();
        let digits =
            |cursor: &mut Cursor<'_>| cursor.skip_while(|character| character.is_ascii_digit());
        self.cursor.eat("-");
        let whole = digits(&mut self.cursor);
        let mut is_double = false;
        // `1..3` is a range.
        if self.cursor.rest().starts_with('.') && !self.cursor.rest().starts_with("..") {
            self.cursor.skip_char();
            is_double = digits(&mut self.cursor) > 0 || whole > 0;
        }
        if whole == 0 && !is_double {
            self.cursor.reset(start);
            return Err(self.expected("a value"));
        }
        let mantissa_end = self.cursor.offset();
        if self.cursor.eat("e") || self.cursor.eat("E") {
            let _ = self.cursor.eat("+") || self.cursor.eat("-");
            if digits(&mut self.cursor) > 0 {
                is_double = true;
            } else {
                self.cursor.reset(mantissa_end);
            }
        }
        let text = self.cursor.since(start);
        let integer = if is_double { None } else { text.parse().ok() };
        match (integer, text.parse()) {
            (Some(integer), _) => Ok(Expression::Integer(integer)),
            (None, Ok(double)) => Ok(Expression::Double(double)),
            (None, Err(_)) => Err(self.expected("a number")),
        }
    }

    /// Double quotes are templates of their own, single ones are plain. A quote within is doubled; a backslash
    /// escapes none (`STRING_LITERAL` in Velocity's grammar).
    ///
    /// <https://velocity.apache.org/engine/1.7/vtl-reference.html#string-literals>
    fn string(&mut self, quote: char) -> Result<Expression, SyntaxError> {
        let start = self.cursor.offset();
        self.cursor.skip_char();
        let content_start = self.cursor.offset();
        let mut has_doubled = false;
        loop {
            self.cursor.skip_while(|character| character != quote);
            let content = self.cursor.since(content_start);
            if self.cursor.peek().is_none() {
                let mut mistake = diagnostics::unclosed_text("string", &quote.to_string());
                if has_escaped_quote(content, quote) {
                    mistake = diagnostics::escaped_quote(mistake, quote);
                }
                return Err(self.error(mistake, start..start + 1));
            }
            self.cursor.skip_char();
            if !self.cursor.rest().starts_with(quote) {
                if has_escaped_quote(content, quote) {
                    self.whole.after_backslash = Some((self.cursor.offset(), quote));
                }
                return self.string_content(content, content_start, quote, has_doubled);
            }
            has_doubled = true;
            self.cursor.skip_char();
        }
    }

    fn string_content(
        &mut self,
        content: &str,
        start: usize,
        quote: char,
        has_doubled: bool,
    ) -> Result<Expression, SyntaxError> {
        let content = &*unicode_escapes(content);
        let undoubled = || content.replace(&format!("{quote}{quote}"), &quote.to_string());
        if quote == '\'' || !content.contains(['$', '#']) {
            let text = if has_doubled {
                undoubled()
            } else {
                content.to_owned()
            };
            return Ok(Expression::Text(text.into()));
        }
        // Positions after a doubled quote are a little too small.
        let content = if has_doubled {
            Cow::Owned(undoubled())
        } else {
            Cow::Borrowed(content)
        };
        let mut parser = Parser {
            cursor: Cursor::new(&content, start),
            whole: &mut *self.whole,
        };
        let block =
            parser.in_arguments(false, |parser| parser.nested(|parser| parser.block(&[])))?;
        Ok(match block.nodes.as_slice() {
            [
                Node {
                    kind: NodeKind::Text(text),
                    ..
                },
            ] => Expression::Text(text.clone()),
            _ => Expression::Interpolated(block),
        })
    }

    fn list(&mut self) -> Result<Expression, SyntaxError> {
        self.cursor.skip_char();
        let mut list = Vec::new();
        if self.empty_brackets("]") {
            return Ok(Expression::List(list));
        }
        loop {
            list.push(self.simple_value()?);
            self.cursor.skip_whitespace();
            if self.cursor.eat("]") {
                return Ok(Expression::List(list));
            }
            let position = self.position();
            if list.len() == 1 && self.cursor.eat("..") {
                let last = self.simple_value()?;
                self.cursor.skip_whitespace();
                if !self.cursor.eat("]") {
                    return Err(self.expected("`]`"));
                }
                let first = list.pop().unwrap_or(Expression::Null);
                return Ok(Expression::Range(Box::new((first, last)), position));
            }
            if !self.cursor.eat(",") {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    fn map(&mut self) -> Result<Expression, SyntaxError> {
        self.cursor.skip_char();
        let mut members = Vec::new();
        if self.empty_brackets("}") {
            return Ok(Expression::Map(members));
        }
        loop {
            let key = self.simple_value()?;
            self.cursor.skip_whitespace();
            if !self.cursor.eat(":") {
                return Err(self.expected("`:` after the key"));
            }
            members.push((key, self.simple_value()?));
            self.cursor.skip_whitespace();
            if self.cursor.eat("}") {
                return Ok(Expression::Map(members));
            }
            if !self.cursor.eat(",") {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }
}

/// Whether a quote that ends the string, or is one of two, may have been meant to be escaped.
fn has_escaped_quote(content: &str, quote: char) -> bool {
    content.ends_with('\\') || content.contains(&format!("\\{quote}{quote}"))
}

/// A string's content with the characters that `\uXXXX` stands for: UTF-16 code units, as in Java. What
/// is no such escape stays.
fn unicode_escapes(content: &str) -> Cow<'_, str> {
    if !content.contains("\\u") {
        return Cow::Borrowed(content);
    }
    let mut text = String::with_capacity(content.len());
    let mut units = Vec::new();
    let mut rest = content;
    while !rest.is_empty() {
        let escape = rest
            .strip_prefix("\\u")
            .and_then(|after| after.get(..4))
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u16::from_str_radix(digits, 16).ok());
        if let Some(unit) = escape {
            units.push(unit);
            rest = &rest["\\uXXXX".len()..];
            continue;
        }
        text.push_str(&String::from_utf16_lossy(&std::mem::take(&mut units)));
        let next = rest.chars().next().map_or(rest.len(), char::len_utf8);
        text.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    text.push_str(&String::from_utf16_lossy(&units));
    Cow::Owned(text)
}
