//! Members of `ctx.args` and `ctx.source` that code reads and writes.

use std::ops::Range;

use oxc::{
    ast::{
        AstKind,
        ast::{BindingPattern, UnaryOperator},
    },
    semantic::{NodeId, Semantic},
    span::GetSpan,
};

use super::{Facts, range};
use crate::lint::handler;

/// A part of the context whose members the schema knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `ctx.args` or `ctx.arguments`
    Arguments,
    /// `ctx.source`
    Source,
}

/// A member that code reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Of what.
    pub part: Part,
    /// Its name.
    pub name: String,
    /// The name's bytes.
    pub range: Range<usize>,
}

/// Notes what a function does with its first parameter, if it is a handler.
pub(super) fn note(function: &AstKind<'_>, semantic: &Semantic<'_>, facts: &mut Facts) {
    let Some((_, context)) = handler::context(function) else {
        return;
    };
    for reference in semantic.symbol_references(context.symbol_id()) {
        use_of(reference.node_id(), semantic, facts);
    }
}

/// `ctx.args.name`, or `{ name } = ctx.args`.
fn use_of(context: NodeId, semantic: &Semantic<'_>, facts: &mut Facts) {
    let mut around = semantic
        .nodes()
        .ancestor_kinds(context)
        .filter(|kind| !matches!(kind, AstKind::ChainExpression(_)));
    let Some(AstKind::StaticMemberExpression(part)) = around.next() else {
        return;
    };
    let span = part.span;
    let part = match part.property.name.as_str() {
        "args" | "arguments" => Part::Arguments,
        "source" => Part::Source,
        _ => return,
    };
    match around.next() {
        Some(AstKind::StaticMemberExpression(member)) => {
            let name = member.property.name.to_string();
            let is_written = match around.next() {
                Some(AstKind::AssignmentExpression(assignment)) => {
                    assignment.left.span() == member.span
                }
                Some(AstKind::UnaryExpression(unary)) => unary.operator == UnaryOperator::Delete,
                _ => false,
            };
            if is_written {
                facts.context_writes.push((part, name));
            } else {
                facts.context_reads.push(Read {
                    part,
                    name,
                    range: range(member.property.span),
                });
            }
        }
        Some(AstKind::VariableDeclarator(declared))
            if declared
                .init
                .as_ref()
                .is_some_and(|init| init.span() == span) =>
        {
            let BindingPattern::ObjectPattern(pattern) = &declared.id else {
                return;
            };
            for property in &pattern.properties {
                if let Some(name) = property.key.static_name() {
                    facts.context_reads.push(Read {
                        part,
                        name: name.into_owned(),
                        range: range(property.key.span()),
                    });
                }
            }
        }
        _ => {}
    }
}
