//! What code uses that only the rest of a project can judge.

use std::ops::Range;

use appsynth_diagnostics::near_name;
use appsynth_util::FUNCTIONS;
use oxc::{
    ast::{
        AstKind,
        ast::{Expression, FunctionType},
    },
    semantic::{NodeId, Semantic},
    span::{GetSpan, Span},
};

use super::{
    handler, range,
    types::{Type, Types},
};

mod assigned;
mod flow;
mod links;
mod operations;

pub use assigned::Assigned;
pub use flow::{Flow, Given, Passed, Read};
pub use links::{Callee, Exported, Function, Import, Links, Parameter};

use flow::Follow;

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
    /// Calls of functions that `util` does not have.
    pub unknown_utilities: Vec<UnknownUtility>,
    /// Exported handlers that return nothing, by name.
    pub without_return: Vec<(String, Range<usize>)>,
    /// What becomes of the stash, wherever it is taken out of a context.
    pub stash: Flow,
    /// What handlers do with the arguments and the source of their context.
    pub handlers: Flow,
    /// The file's functions, and what leads to and from them.
    pub links: Links,
    /// Which members are written, of whatever object.
    pub assigned: Assigned,
    /// What the request asks of the data source: values of `operation`, and functions of built-in modules
    /// such as `dynamodb.get`.
    pub operations: Vec<(String, Range<usize>)>,
}

/// A call of a function that AppSync does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownUtility {
    /// Such as `util.autoID`.
    pub name: String,
    /// A function of a similar name.
    pub similar: Option<String>,
    /// The bytes of what is called.
    pub range: Range<usize>,
}

/// Collects what a file uses.
pub(super) fn of(semantic: &Semantic<'_>, types: &Types<'_, '_>) -> Facts {
    let (links, names) = links::of(semantic);
    let follow = Follow {
        semantic,
        names: &names,
    };
    let mut facts = Facts::default();
    for node in semantic.nodes().iter() {
        facts.assigned.note(node.id(), node.kind(), semantic);
        if let Some((_, parameters)) = handler::named(node.id(), &node.kind(), semantic)
            && let Some(context) = parameters.items.first()
        {
            follow.bound(Given::Context, &context.pattern, &mut facts.handlers);
        }
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
                    && !utilities().any(|known| known == name)
                {
                    facts.unknown_utilities.push(UnknownUtility {
                        name: format!("util.{name}"),
                        similar: near_name(name, utilities()).map(|near| format!("util.{near}")),
                        range: range(call.callee.span()),
                    });
                }
            }
            AstKind::BindingProperty(property)
                if property.key.static_name().as_deref() == Some("stash") =>
            {
                follow.bound(Given::Stash, &property.value, &mut facts.stash);
            }
            AstKind::StaticMemberExpression(member) if member.property.name == "stash" => {
                if matches!(&member.object, Expression::Identifier(_)) {
                    follow.used(Given::Stash, node.id(), &mut facts.stash);
                } else {
                    facts.stash.stash_is_hidden = true;
                }
            }
            AstKind::ComputedMemberExpression(member) if matches!(&member.expression, Expression::StringLiteral(name) if name.value == "stash") =>
            {
                facts.stash.stash_is_hidden = true;
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
    facts.links = links;
    facts
}

/// The names of the functions of `util`.
fn utilities() -> impl Iterator<Item = &'static str> {
    let pure = FUNCTIONS
        .iter()
        .filter(|function| function.availability.in_js())
        .map(|function| function.name);
    pure.chain(OF_THE_EVALUATION.iter().copied())
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
