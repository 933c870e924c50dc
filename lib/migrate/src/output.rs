//! The JSON that a template prints, read with the holes that references and directives leave in it.
//!
//! Commas are taken as blanks: where they are wrong, so is the text, and the template fails.

use appsynth_vtl::tree::{
    Block, Expression, Foreach, Node, NodeKind, PrintedReference, Root, Step,
};

use crate::value::{Translated, no};

mod reader;

use reader::{Next, Reader};

/// A JSON value.
#[derive(Debug)]
pub(crate) enum Piece<'t> {
    /// A number, `true`, `false` or `null`.
    Literal(String),
    Text(Vec<Part<'t>>),
    Hole(&'t PrintedReference),
    Object(Vec<Entry<'t>>),
    List(Vec<Entry<'t>>),
    /// One value or another.
    Choice(Choice<'t>),
}

/// What an object or a list is made of, in order.
#[derive(Debug)]
pub(crate) enum Entry<'t> {
    Member(Vec<Part<'t>>, Piece<'t>),
    Item(Piece<'t>),
    /// What prints nothing.
    Statement(&'t Node),
    If(Choice<'t>),
    Each(&'t Foreach, Vec<Entry<'t>>),
}

/// Entries under conditions.
#[derive(Debug)]
pub(crate) struct Choice<'t> {
    pub(crate) branches: Vec<(&'t Expression, Vec<Entry<'t>>)>,
    pub(crate) otherwise: Vec<Entry<'t>>,
}

/// A part of a string.
#[derive(Debug)]
pub(crate) enum Part<'t> {
    Text(String),
    Hole(&'t PrintedReference),
    If(&'t Expression, Vec<Part<'t>>, Vec<Part<'t>>),
}

/// Reads the value that begins at a node, and tells how many nodes it takes.
pub(crate) fn read(nodes: &[Node]) -> Translated<(Piece<'_>, usize)> {
    let mut reader = Reader::new(nodes);
    let piece = reader.value()?;
    match reader.peek() {
        Next::Character(other) => {
            let why = format!("after the JSON value there is `{other}`");
            no(reader.here(), why)
        }
        Next::Node(_) | Next::End => Ok((piece, reader.at)),
    }
}

/// The parts of a string that is a template of its own.
pub(crate) fn parts(block: &Block) -> Translated<Vec<Part<'_>>> {
    let parts = block.nodes.iter().map(|node| match &node.kind {
        NodeKind::Text(text) => Ok(Part::Text(text.to_string())),
        NodeKind::Reference(reference) => Ok(Part::Hole(reference)),
        NodeKind::If {
            branches,
            otherwise,
        } => match branches.as_slice() {
            [(condition, body)] => Ok(Part::If(condition, parts(body)?, parts(otherwise)?)),
            _ => no(node.range.clone(), "`#elseif` within a string"),
        },
        _ => no(node.range.clone(), "a directive within a string"),
    });
    parts.collect()
}

/// Whether the statements print anything but blanks.
pub(crate) fn has_output(block: &Block) -> bool {
    block.nodes.iter().any(prints)
}

/// Whether a statement prints anything but blanks.
pub(crate) fn prints(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Text(text) => !text.trim().is_empty(),
        NodeKind::Reference(printed) => !is_effect(printed),
        NodeKind::If {
            branches,
            otherwise,
        } => branches.iter().any(|(_, body)| has_output(body)) || has_output(otherwise),
        NodeKind::Foreach(foreach) => has_output(&foreach.body),
        NodeKind::Call(_) => true,
        NodeKind::Set { .. }
        | NodeKind::Break
        | NodeKind::Stop
        | NodeKind::Return(_)
        | NodeKind::Define { .. } => false,
    }
}

/// Whether a reference is there for what it does, not for what it prints.
fn is_effect(printed: &PrintedReference) -> bool {
    let reference = &printed.reference;
    match (&reference.root, reference.steps.last()) {
        (Root::Utility(utility), None) => is_effect_of_name(&utility.name),
        (_, Some(Step::Method { name, .. })) => is_mutator(name),
        _ => false,
    }
}

fn is_effect_of_name(name: &str) -> bool {
    matches!(
        name,
        "util.qr"
            | "util.quiet"
            | "util.error"
            | "util.appendError"
            | "util.unauthorized"
            | "util.validate"
            | "util.log.info"
            | "util.log.error"
            | "util.http.addResponseHeader"
            | "util.http.addResponseHeaders"
    ) || name.starts_with("extensions.")
}

/// Whether a method changes its receiver.
pub(crate) fn is_mutator(name: &str) -> bool {
    matches!(
        name,
        "put"
            | "putAll"
            | "add"
            | "addAll"
            | "set"
            | "remove"
            | "removeAll"
            | "retainAll"
            | "clear"
    )
}
