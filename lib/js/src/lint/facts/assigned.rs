//! Which members code may write, of whatever object.

use std::collections::BTreeSet;

use oxc::{
    ast::{
        AstKind,
        ast::{CallExpression, Expression},
    },
    semantic::{NodeId, Semantic},
};

use super::flow::is_written;

/// Members that are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assigned {
    /// Their names.
    pub names: BTreeSet<String>,
    /// Whether there may be others.
    pub may_be_others: bool,
}

impl Assigned {
    pub(super) fn note(&mut self, node: NodeId, kind: AstKind<'_>, semantic: &Semantic<'_>) {
        match kind {
            AstKind::StaticMemberExpression(member) if is_written(semantic, node) => {
                self.names.insert(member.property.name.to_string());
            }
            AstKind::ComputedMemberExpression(member) if is_written(semantic, node) => {
                if let Expression::StringLiteral(name) = &member.expression {
                    self.names.insert(name.value.to_string());
                } else if !is_made_here(&member.object, semantic) {
                    self.may_be_others = true;
                }
            }
            AstKind::CallExpression(call) if assigns(call, semantic) => self.may_be_others = true,
            _ => {}
        }
    }
}

/// `Object.assign` to something that is not made for it.
fn assigns(call: &CallExpression<'_>, semantic: &Semantic<'_>) -> bool {
    call.callee.is_specific_member_access("Object", "assign")
        && !call
            .arguments
            .first()
            .and_then(|first| first.as_expression())
            .is_some_and(|first| is_made_here(first, semantic))
}

/// Whether an expression is an object or a list that the code itself has made.
fn is_made_here(expression: &Expression<'_>, semantic: &Semantic<'_>) -> bool {
    let is_literal = |expression: &Expression<'_>| {
        matches!(
            expression.without_parentheses(),
            Expression::ObjectExpression(_) | Expression::ArrayExpression(_)
        )
    };
    let expression = expression.without_parentheses();
    let Expression::Identifier(name) = expression else {
        return is_literal(expression);
    };
    let scoping = semantic.scoping();
    let Some(symbol) = scoping.get_reference(name.reference_id()).symbol_id() else {
        return false;
    };
    let declared = semantic.nodes().kind(scoping.symbol_declaration(symbol));
    match declared {
        AstKind::VariableDeclarator(declared) => {
            !scoping.symbol_is_mutated(symbol) && declared.init.as_ref().is_some_and(is_literal)
        }
        _ => false,
    }
}
