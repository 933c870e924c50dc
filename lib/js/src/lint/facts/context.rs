//! Members of `ctx.args`, `ctx.source` and `ctx.stash` that handlers read and write, however they get hold
//! of them: `ctx.args.id`, `({ args: { id } }) => …`, `const { args } = ctx; args.id`.

use std::ops::Range;

use oxc::{
    ast::{
        AstKind,
        ast::{BindingPattern, ObjectPattern, UnaryOperator},
    },
    semantic::{NodeId, Semantic, SymbolId},
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

/// A part of the context whose members are facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    Schema(Part),
    Stash,
}

impl Part {
    fn of(name: &str) -> Option<Self> {
        match name {
            "args" | "arguments" => Some(Self::Arguments),
            "source" => Some(Self::Source),
            _ => None,
        }
    }
}

/// Notes what a function does with its first parameter, if it is a handler.
pub(super) fn note(
    node: NodeId,
    function: &AstKind<'_>,
    semantic: &Semantic<'_>,
    facts: &mut Facts,
) {
    let Some((_, parameters)) = handler::named(node, function, semantic) else {
        return;
    };
    let mut uses = Uses { semantic, facts };
    match parameters.items.first().map(|first| &first.pattern) {
        Some(BindingPattern::BindingIdentifier(context)) => uses.context(context.symbol_id()),
        Some(BindingPattern::ObjectPattern(pattern)) => uses.members_of_context(pattern),
        _ => {}
    }
}

/// Notes what is done with a stash that is taken out of a context: `({ stash }) => …`.
pub(super) fn note_stash(stash: &BindingPattern<'_>, semantic: &Semantic<'_>, facts: &mut Facts) {
    Uses { semantic, facts }.bound(Member::Stash, stash);
}

struct Uses<'s, 'a, 'f> {
    semantic: &'s Semantic<'a>,
    facts: &'f mut Facts,
}

impl Uses<'_, '_, '_> {
    fn context(&mut self, symbol: SymbolId) {
        for reference in self.semantic.symbol_references(symbol) {
            let node = reference.node_id();
            match around(self.semantic, node).next() {
                Some((member, AstKind::StaticMemberExpression(expression))) => {
                    if let Some(part) = Part::of(&expression.property.name) {
                        self.part(Member::Schema(part), member, expression.span);
                    }
                }
                Some((_, AstKind::VariableDeclarator(declared))) => {
                    if let BindingPattern::ObjectPattern(pattern) = &declared.id {
                        self.members_of_context(pattern);
                    }
                }
                _ => {}
            }
        }
    }

    /// `{ args, source: { id } }` of a context.
    fn members_of_context(&mut self, pattern: &ObjectPattern<'_>) {
        for property in &pattern.properties {
            let name = property.key.static_name();
            if let Some(part) = name.as_deref().and_then(Part::of) {
                self.bound(Member::Schema(part), &property.value);
            }
        }
    }

    /// A part of the context that is given a name, or taken apart.
    fn bound(&mut self, part: Member, pattern: &BindingPattern<'_>) {
        match pattern {
            BindingPattern::ObjectPattern(pattern) => {
                for property in &pattern.properties {
                    if let Some(name) = property.key.static_name() {
                        self.read(part, name.into_owned(), range(property.key.span()));
                    }
                }
                if pattern.rest.is_some() && part == Member::Stash {
                    self.facts.stash_is_hidden = true;
                }
            }
            BindingPattern::BindingIdentifier(id) => {
                let symbol = id.symbol_id();
                if !self.semantic.scoping().symbol_is_mutated(symbol) {
                    for reference in self.semantic.symbol_references(symbol) {
                        let node = reference.node_id();
                        let span = self.semantic.nodes().kind(node).span();
                        self.part(part, node, span);
                    }
                } else if part == Member::Stash {
                    self.facts.stash_is_hidden = true;
                }
            }
            BindingPattern::AssignmentPattern(with_default) => {
                self.bound(part, &with_default.left);
            }
            BindingPattern::ArrayPattern(_) => {}
        }
    }

    /// An expression that is a part of the context, by what is around it.
    fn part(&mut self, part: Member, node: NodeId, span: oxc::span::Span) {
        let mut around = around(self.semantic, node).map(|(_, kind)| kind);
        match around.next() {
            Some(AstKind::StaticMemberExpression(member)) => {
                let name = member.property.name.to_string();
                let is_written = match around.next() {
                    Some(AstKind::AssignmentExpression(assignment)) => {
                        assignment.left.span() == member.span
                    }
                    Some(AstKind::UnaryExpression(unary)) => {
                        unary.operator == UnaryOperator::Delete
                    }
                    _ => false,
                };
                if is_written {
                    self.written(part, name);
                } else {
                    self.read(part, name, range(member.property.span));
                }
            }
            Some(AstKind::VariableDeclarator(declared))
                if declared
                    .init
                    .as_ref()
                    .is_some_and(|init| init.span() == span) =>
            {
                self.bound(part, &declared.id);
            }
            _ if part == Member::Stash => {
                self.facts.stash_is_hidden = true;
            }
            _ => {}
        }
    }

    fn read(&mut self, part: Member, name: String, range: Range<usize>) {
        match part {
            Member::Schema(part) => self.facts.context_reads.push(Read { part, name, range }),
            Member::Stash => self.facts.stash_reads.push((name, range)),
        }
    }

    fn written(&mut self, part: Member, name: String) {
        match part {
            Member::Schema(part) => self.facts.context_writes.push((part, name)),
            Member::Stash => self.facts.stash_writes.push(name),
        }
    }
}

/// What is around a node, the innermost first, but for `?.` chains.
fn around<'s, 'a>(
    semantic: &'s Semantic<'a>,
    node: NodeId,
) -> impl Iterator<Item = (NodeId, AstKind<'a>)> + 's {
    let nodes = semantic.nodes();
    nodes
        .ancestors_enumerated(node)
        .map(|(id, node)| (id, node.kind()))
        .filter(|(_, kind)| !matches!(kind, AstKind::ChainExpression(_)))
}
