//! Reads JSON text with holes.

use std::ops::Range;

use appsynth_vtl::tree::{Block, Expression, Node, NodeKind};

use super::{Choice, Entry, Part, Piece, prints};
use crate::value::{Translated, no};

/// `#if($foreach.hasNext),#end`
fn is_only_commas(entry: &Entry<'_>) -> bool {
    match entry {
        Entry::If(choice) => {
            choice.otherwise.is_empty() && choice.branches.iter().all(|(_, body)| body.is_empty())
        }
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    List,
    /// No container: a value alone.
    Single,
}

pub(super) struct Reader<'t> {
    nodes: &'t [Node],
    pub(super) at: usize,
    /// How far in the text of the node.
    offset: usize,
}

pub(super) enum Next<'t> {
    Character(char),
    Node(&'t Node),
    End,
}

impl<'t> Reader<'t> {
    pub(super) fn new(nodes: &'t [Node]) -> Self {
        Self {
            nodes,
            at: 0,
            offset: 0,
        }
    }

    fn text(&self) -> Option<&'t str> {
        match &self.nodes.get(self.at)?.kind {
            NodeKind::Text(text) => Some(&text[self.offset..]),
            _ => None,
        }
    }

    /// What comes next, blanks included.
    fn next_raw(&mut self) -> Next<'t> {
        while let Some(text) = self.text() {
            if let Some(character) = text.chars().next() {
                return Next::Character(character);
            }
            self.skip_node();
        }
        self.nodes.get(self.at).map_or(Next::End, Next::Node)
    }

    /// What comes next after blanks.
    pub(super) fn peek(&mut self) -> Next<'t> {
        loop {
            match self.next_raw() {
                Next::Character(blank) if blank.is_whitespace() => self.skip(blank),
                next => return next,
            }
        }
    }

    fn skip(&mut self, character: char) {
        self.offset += character.len_utf8();
    }

    fn skip_node(&mut self) {
        self.at += 1;
        self.offset = 0;
    }

    /// Where reading has come to.
    pub(super) fn here(&self) -> Range<usize> {
        let node = self.nodes.get(self.at).or(self.nodes.last());
        node.map_or(0..0, |node| node.range.clone())
    }

    pub(super) fn value(&mut self) -> Translated<Piece<'t>> {
        match self.peek() {
            Next::Character('{') => {
                self.skip('{');
                Ok(Piece::Object(self.entries(Container::Object, Some('}'))?))
            }
            Next::Character('[') => {
                self.skip('[');
                Ok(Piece::List(self.entries(Container::List, Some(']'))?))
            }
            Next::Character('"') => Ok(Piece::Text(self.string()?)),
            Next::Character(_) => self.literal(),
            Next::Node(node) => match &node.kind {
                NodeKind::Reference(printed) => {
                    self.skip_node();
                    Ok(Piece::Hole(printed))
                }
                NodeKind::If {
                    branches,
                    otherwise,
                } => {
                    let choice = self.choice(branches, otherwise, Container::Single)?;
                    let is_value = |entries: &[Entry<'_>]| {
                        entries
                            .iter()
                            .filter(|entry| !matches!(entry, Entry::Statement(_)))
                            .count()
                            == 1
                    };
                    let are_values = choice.branches.iter().all(|(_, body)| is_value(body))
                        && is_value(&choice.otherwise);
                    if !are_values {
                        return no(node.range.clone(), "not every branch prints one value");
                    }
                    Ok(Piece::Choice(choice))
                }
                NodeKind::Call(call) => {
                    no(node.range.clone(), format!("the macro `#{}`", call.name))
                }
                _ => no(
                    node.range.clone(),
                    "a directive stands where a value is expected",
                ),
            },
            Next::End => no(self.here(), "the JSON text ends where a value is expected"),
        }
    }

    fn literal(&mut self) -> Translated<Piece<'t>> {
        let text = self.text().unwrap_or_default();
        let length = text
            .find(|end: char| !(end.is_ascii_alphanumeric() || matches!(end, '-' | '+' | '.')))
            .unwrap_or(text.len());
        let literal = &text[..length];
        if serde_json::from_str::<serde_json::Value>(literal).is_err() {
            return no(self.here(), "the text is not JSON");
        }
        self.offset += length;
        Ok(Piece::Literal(literal.to_owned()))
    }

    /// Entries up to the closing character, or to the end of the nodes.
    fn entries(&mut self, container: Container, close: Option<char>) -> Translated<Vec<Entry<'t>>> {
        let mut entries = Vec::new();
        loop {
            match self.peek() {
                Next::Character(',') => self.skip(','),
                Next::Character(end) if Some(end) == close => {
                    self.skip(end);
                    return Ok(entries);
                }
                Next::End if close.is_none() => return Ok(entries),
                Next::End => return no(self.here(), "an object or list does not end here"),
                Next::Character('"') if container == Container::Object => {
                    let key = self.string()?;
                    match self.peek() {
                        Next::Character(':') => self.skip(':'),
                        _ => return no(self.here(), "there is no `:` after the key"),
                    }
                    entries.push(Entry::Member(key, self.value()?));
                }
                Next::Character(_) if container == Container::Object => {
                    return no(self.here(), "the text is not JSON");
                }
                Next::Character(_) => entries.push(Entry::Item(self.value()?)),
                Next::Node(node) => {
                    let entry = self.entry(node, container)?;
                    if !is_only_commas(&entry) {
                        entries.push(entry);
                    }
                }
            }
        }
    }

    fn entry(&mut self, node: &'t Node, container: Container) -> Translated<Entry<'t>> {
        if !prints(node) {
            self.skip_node();
            return Ok(Entry::Statement(node));
        }
        match &node.kind {
            NodeKind::Reference(_) if container == Container::Object => no(
                node.range.clone(),
                "a reference stands where a member's name is expected",
            ),
            NodeKind::If {
                branches,
                otherwise,
            } => Ok(Entry::If(self.choice(branches, otherwise, container)?)),
            NodeKind::Foreach(foreach) => {
                self.skip_node();
                let body = Reader::new(&foreach.body.nodes).entries(container, None)?;
                Ok(Entry::Each(foreach, body))
            }
            NodeKind::Call(call) => no(node.range.clone(), format!("the macro `#{}`", call.name)),
            _ => Ok(Entry::Item(self.value()?)),
        }
    }

    fn choice(
        &mut self,
        branches: &'t [(Expression, Block)],
        otherwise: &'t Block,
        container: Container,
    ) -> Translated<Choice<'t>> {
        self.skip_node();
        let read = |block: &'t Block| Reader::new(&block.nodes).entries(container, None);
        let branches = branches
            .iter()
            .map(|(condition, block)| Ok((condition, read(block)?)));
        Ok(Choice {
            branches: branches.collect::<Translated<_>>()?,
            otherwise: read(otherwise)?,
        })
    }

    /// The parts of a string; its opening quote comes next.
    fn string(&mut self) -> Translated<Vec<Part<'t>>> {
        self.skip('"');
        let mut parts = Vec::new();
        let mut raw = String::new();
        loop {
            match self.next_raw() {
                Next::Character('"') => {
                    self.skip('"');
                    self.push_text(&mut parts, &mut raw)?;
                    return Ok(parts);
                }
                Next::Character(character) => {
                    raw.push(character);
                    self.skip(character);
                    if character == '\\'
                        && let Next::Character(escaped) = self.next_raw()
                    {
                        raw.push(escaped);
                        self.skip(escaped);
                    }
                }
                Next::Node(node) => {
                    self.push_text(&mut parts, &mut raw)?;
                    self.skip_node();
                    match &node.kind {
                        NodeKind::Reference(printed) => parts.push(Part::Hole(printed)),
                        NodeKind::If {
                            branches,
                            otherwise,
                        } if branches.len() == 1 => {
                            let (condition, body) = &branches[0];
                            parts.push(Part::If(
                                condition,
                                super::parts(body)?,
                                super::parts(otherwise)?,
                            ));
                        }
                        _ => return no(node.range.clone(), "a directive within a string"),
                    }
                }
                Next::End => return no(self.here(), "a string does not end here"),
            }
        }
    }

    fn push_text(&self, parts: &mut Vec<Part<'t>>, raw: &mut String) -> Translated<()> {
        if raw.is_empty() {
            return Ok(());
        }
        let json = format!("\"{}\"", std::mem::take(raw));
        match serde_json::from_str(&json) {
            Ok(text) => parts.push(Part::Text(text)),
            Err(_) => return no(self.here(), "the text is not JSON"),
        }
        Ok(())
    }
}
