//! What code uses that only the rest of a project can judge.

use std::ops::Range;

use oxc::{
    ast::{AstKind, ast::Expression},
    semantic::Semantic,
};

use super::{handler, range, types::Types};

mod assigned;
mod constants;
mod exported;
mod flow;
mod links;
mod operations;
mod undeclared;
mod utilities;

pub use assigned::Assigned;
pub use constants::ConstantAssignment;
pub use flow::{Flow, Given, Passed, Read};
pub use links::{Callee, Exported, Function, Import, Links, Parameter};
pub use undeclared::Undeclared;

use flow::Follow;

/// What code uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Calls of functions that `util`, another module of AppSync's or an object of JavaScript's library does not have.
    pub unknown_utilities: Vec<UnknownUtility>,
    /// Uses of names that nothing declares.
    pub undeclared: Vec<Undeclared>,
    /// Assignments to constants and imports.
    pub constant_assignments: Vec<ConstantAssignment>,
    /// Exported handlers that are no functions, by name.
    pub no_functions: Vec<(String, Range<usize>)>,
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
    let mut facts = Facts {
        undeclared: undeclared::of(semantic),
        constant_assignments: constants::of(semantic),
        ..Facts::default()
    };
    exported::note(types, &mut facts);
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
                facts
                    .unknown_utilities
                    .extend(utilities::unknown(call, types));
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
            _ => {}
        }
    }
    facts.links = links;
    facts
}
