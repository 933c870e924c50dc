//! What code does with the context and with parts of it, however it gets hold of them: `ctx.args.id`,
//! `({ args: { id } }) => …`, `const { args } = ctx; args.id`.

use std::ops::Range;

use oxc::{
    ast::{
        AstKind,
        ast::{BindingPattern, CallExpression, UnaryOperator},
    },
    semantic::{NodeId, Semantic},
    span::{GetSpan, Span},
};

use super::{
    links::{Callee, Names},
    range,
};

/// What code is given, or takes out of what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Given {
    /// The context as a whole.
    Context,
    /// `ctx.args` or `ctx.arguments`
    Arguments,
    /// `ctx.source`
    Source,
    /// `ctx.stash`
    Stash,
}

/// A member that code reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What that the code was given has it.
    pub of: Given,
    /// The name of the member.
    pub name: String,
    /// The name's bytes, or those of the whole expression for the stash.
    pub range: Range<usize>,
}

/// A call that hands on what code was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The function that is called.
    pub to: Callee,
    /// Which of its parameters, from 0.
    pub parameter: usize,
    /// What it gets.
    pub given: Given,
    /// The bytes of what is handed on.
    pub range: Range<usize>,
}

/// What becomes of what code is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flow {
    /// Members that are read.
    pub reads: Vec<Read>,
    /// Keys of the stash that are written.
    pub stash_writes: Vec<String>,
    /// Whether the stash is used in a way that hides which keys are written.
    pub stash_is_hidden: bool,
    /// Functions that get it, or a part of it.
    pub passed: Vec<Passed>,
}

impl Given {
    fn member(self, name: &str) -> Option<Self> {
        match (self, name) {
            (Self::Context, "args" | "arguments") => Some(Self::Arguments),
            (Self::Context, "source") => Some(Self::Source),
            _ => None,
        }
    }
}

/// Follows what is given to code.
pub(super) struct Follow<'s, 'a> {
    pub(super) semantic: &'s Semantic<'a>,
    pub(super) names: &'s Names,
}

impl Follow<'_, '_> {
    /// What is done with something that is bound to a name, or taken apart.
    pub(super) fn bound(&self, given: Given, pattern: &BindingPattern<'_>, flow: &mut Flow) {
        match pattern {
            BindingPattern::ObjectPattern(pattern) => {
                for property in &pattern.properties {
                    let Some(name) = property.key.static_name() else {
                        continue;
                    };
                    match given.member(&name) {
                        Some(part) => self.bound(part, &property.value, flow),
                        None => read(given, &name, property.key.span(), flow),
                    }
                }
                if pattern.rest.is_some() && given == Given::Stash {
                    flow.stash_is_hidden = true;
                }
            }
            BindingPattern::BindingIdentifier(id) => {
                let symbol = id.symbol_id();
                if !self.semantic.scoping().symbol_is_mutated(symbol) {
                    for reference in self.semantic.symbol_references(symbol) {
                        self.used(given, reference.node_id(), flow);
                    }
                } else if given == Given::Stash {
                    flow.stash_is_hidden = true;
                }
            }
            BindingPattern::AssignmentPattern(with_default) => {
                self.bound(given, &with_default.left, flow);
            }
            BindingPattern::ArrayPattern(_) => {}
        }
    }

    /// What an expression that is given is used for, by what is around it.
    pub(super) fn used(&self, given: Given, node: NodeId, flow: &mut Flow) {
        let span = self.semantic.nodes().kind(node).span();
        match around(self.semantic, node).next() {
            Some((id, AstKind::StaticMemberExpression(member))) => {
                let name = &member.property.name;
                if let Some(part) = given.member(name) {
                    self.used(part, id, flow);
                } else if given == Given::Stash && is_written(self.semantic, id) {
                    flow.stash_writes.push(name.to_string());
                } else if !is_written(self.semantic, id) {
                    let whole = given == Given::Stash;
                    let span = if whole {
                        member.span
                    } else {
                        member.property.span
                    };
                    read(given, name, span, flow);
                }
            }
            Some((_, AstKind::VariableDeclarator(declared)))
                if declared
                    .init
                    .as_ref()
                    .is_some_and(|init| init.span().contains_inclusive(span)) =>
            {
                self.bound(given, &declared.id, flow);
            }
            Some((_, AstKind::CallExpression(call)))
                if let Some((to, parameter)) = self.names.parameter(call, span, self.semantic) =>
            {
                flow.passed.push(Passed {
                    to,
                    parameter,
                    given,
                    range: range(span),
                });
            }
            _ if given == Given::Stash => flow.stash_is_hidden = true,
            _ => {}
        }
    }
}

fn read(of: Given, name: &str, span: Span, flow: &mut Flow) {
    flow.reads.push(Read {
        of,
        name: name.to_owned(),
        range: range(span),
    });
}

/// Whether something is put in the place of a member, or it is taken away.
pub(super) fn is_written(semantic: &Semantic<'_>, member: NodeId) -> bool {
    let span = semantic.nodes().kind(member).span();
    match around(semantic, member).next() {
        Some((_, AstKind::AssignmentExpression(assignment))) => {
            assignment.left.span().contains_inclusive(span)
        }
        Some((_, AstKind::UnaryExpression(unary))) => unary.operator == UnaryOperator::Delete,
        Some((_, AstKind::ForOfStatement(each))) => each.left.span().contains_inclusive(span),
        Some((_, AstKind::ForInStatement(each))) => each.left.span().contains_inclusive(span),
        Some((_, AstKind::AssignmentTargetWithDefault(target))) => {
            target.binding.span().contains_inclusive(span)
        }
        Some((
            _,
            AstKind::UpdateExpression(_)
            | AstKind::ArrayAssignmentTarget(_)
            | AstKind::ObjectAssignmentTarget(_)
            | AstKind::AssignmentTargetPropertyProperty(_)
            | AstKind::AssignmentTargetRest(_),
        )) => true,
        _ => false,
    }
}

/// What is around a node, the innermost first, but for what leaves a value as it is.
fn around<'s, 'a>(
    semantic: &'s Semantic<'a>,
    node: NodeId,
) -> impl Iterator<Item = (NodeId, AstKind<'a>)> + 's {
    let nodes = semantic.nodes();
    nodes
        .ancestors_enumerated(node)
        .map(|(id, node)| (id, node.kind()))
        .filter(|(_, kind)| {
            !matches!(
                kind,
                AstKind::ChainExpression(_)
                    | AstKind::ParenthesizedExpression(_)
                    | AstKind::TSAsExpression(_)
                    | AstKind::TSNonNullExpression(_)
                    | AstKind::TSSatisfiesExpression(_)
            )
        })
}

/// The position of an argument of a call; none after arguments that are spread.
pub(super) fn position(call: &CallExpression<'_>, argument: Span) -> Option<usize> {
    let at = call
        .arguments
        .iter()
        .position(|one| one.span().contains_inclusive(argument))?;
    let before = call.arguments.iter().take(at + 1);
    (!before.into_iter().any(|one| one.is_spread())).then_some(at)
}
