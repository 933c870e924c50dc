//! What code uses that only the rest of a project can judge.

use std::ops::Range;

use appsynth_util::FUNCTIONS;
use oxc::{
    ast::{
        AstKind,
        ast::{Expression, FunctionType, StaticMemberExpression},
    },
    semantic::{NodeId, Semantic},
    span::{GetSpan, Span},
};

use super::types::{Type, Types};

mod context;
mod operations;

pub use context::{Part, Read};

/// Functions of `util` that act on the evaluation, beside [`FUNCTIONS`].
const OF_THE_EVALUATION: &[&str] = &[
    "appendError",
    "authType",
    "error",
    "http.addResponseHeader",
    "http.addResponseHeaders",
    "unauthorized",
];

/// What code uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Calls of functions that `util` does not have, such as `util.autoID`.
    pub unknown_utilities: Vec<(String, Range<usize>)>,
    /// Exported handlers that return nothing, by name.
    pub without_return: Vec<(String, Range<usize>)>,
    /// Keys of the stash that are read.
    pub stash_reads: Vec<(String, Range<usize>)>,
    /// Keys of the stash that are written.
    pub stash_writes: Vec<String>,
    /// Whether the stash is used in a way that hides which keys are written.
    pub stash_is_hidden: bool,
    /// Members of arguments and source that are read.
    pub context_reads: Vec<Read>,
    /// Members of arguments and source that are written.
    pub context_writes: Vec<(Part, String)>,
    /// What the request asks of the data source: values of `operation`, and functions of built-in modules
    /// such as `dynamodb.get`.
    pub operations: Vec<(String, Range<usize>)>,
}

/// Collects what a file uses.
pub(super) fn of(semantic: &Semantic<'_>, types: &Types<'_, '_>) -> Facts {
    let mut facts = Facts::default();
    for node in semantic.nodes().iter() {
        context::note(node.id(), &node.kind(), semantic, &mut facts);
        match node.kind() {
            AstKind::ReturnStatement(statement) => {
                if let Some(returned) = &statement.argument {
                    operations::note_returned(returned, node.id(), semantic, &mut facts);
                }
            }
            AstKind::ArrowFunctionExpression(arrow) => {
                if let Some(value) = arrow.body.as_expression() {
                    // What is noted is within the function, as what a `return` gives.
                    operations::note_returned(value, value.node_id(), semantic, &mut facts);
                }
            }
            AstKind::CallExpression(call) => {
                operations::note_call(call, types, &mut facts);
                if let Type::Module(path) = types.of(&call.callee)
                    && let Some(name) = path.strip_prefix("@aws-appsync/utils.util.")
                    && !is_utility(name)
                {
                    let range = range(call.callee.span());
                    facts
                        .unknown_utilities
                        .push((format!("util.{name}"), range));
                }
            }
            AstKind::BindingProperty(property)
                if property.key.static_name().as_deref() == Some("stash") =>
            {
                context::note_stash(&property.value, semantic, &mut facts);
            }
            AstKind::StaticMemberExpression(member) if member.property.name == "stash" => {
                stash(semantic, node.id(), member, &mut facts);
            }
            AstKind::Function(function) if function.r#type == FunctionType::FunctionDeclaration => {
                let exported = matches!(
                    semantic.nodes().parent_kind(node.id()),
                    AstKind::ExportDeclaration(_)
                );
                if let (true, Some(name)) = (exported, &function.id)
                    && matches!(name.name.as_str(), "request" | "response")
                    && !returns(semantic, node.id(), function.span)
                {
                    let name = (name.name.to_string(), range(name.span));
                    facts.without_return.push(name);
                }
            }
            _ => {}
        }
    }
    facts
}

fn is_utility(name: &str) -> bool {
    OF_THE_EVALUATION.contains(&name)
        || FUNCTIONS
            .iter()
            .any(|function| function.availability.in_js() && function.name == name)
}

/// Whether a function has a `return` with a value, or ends by `util.error` or `runtime.earlyReturn`.
fn returns(semantic: &Semantic<'_>, function: NodeId, span: Span) -> bool {
    let nodes = semantic.nodes();
    nodes.iter().any(|node| match node.kind() {
        AstKind::ReturnStatement(statement) => {
            statement.argument.is_some()
                && span.contains_inclusive(statement.span)
                && nodes
                    .ancestors_enumerated(node.id())
                    .find(|(_, around)| {
                        matches!(
                            around.kind(),
                            AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)
                        )
                    })
                    .is_some_and(|(id, _)| id == function)
        }
        AstKind::CallExpression(call) => {
            span.contains_inclusive(call.span)
                && (call.callee.is_specific_member_access("util", "error")
                    || call
                        .callee
                        .is_specific_member_access("util", "unauthorized")
                    || call
                        .callee
                        .is_specific_member_access("runtime", "earlyReturn"))
        }
        _ => false,
    })
}

/// Notes a use of `ctx.stash`, by what is around it.
fn stash(
    semantic: &Semantic<'_>,
    node: NodeId,
    member: &StaticMemberExpression<'_>,
    facts: &mut Facts,
) {
    if !matches!(&member.object, Expression::Identifier(_)) {
        return;
    }
    let mut around = semantic.nodes().ancestor_kinds(node);
    match around.next() {
        Some(AstKind::StaticMemberExpression(key)) => {
            let name = key.property.name.to_string();
            let written = match around.next() {
                Some(AstKind::AssignmentExpression(assignment)) => {
                    assignment.left.span() == key.span
                }
                _ => false,
            };
            if written {
                facts.stash_writes.push(name);
            } else {
                facts.stash_reads.push((name, range(key.span)));
            }
        }
        _ => facts.stash_is_hidden = true,
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
