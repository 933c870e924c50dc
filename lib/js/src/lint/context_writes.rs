//! `no-disallowed-re-assignment`: the context that a handler is given is read-only, though not all that
//! is in it.

use oxc::{
    ast::{AstKind, ast::UnaryOperator},
    semantic::{NodeId, Semantic},
    span::{GetSpan, Span},
};

use super::{Finding, finding, handler};

const RULE: &str = "no-disallowed-re-assignment";

/// Adds every write to the first parameter of a handler and to a member of it.
pub(super) fn check(kind: AstKind<'_>, semantic: &Semantic<'_>, findings: &mut Vec<Finding>) {
    let Some((parameter, context)) = handler::context(&kind) else {
        return;
    };
    if parameter.initializer.is_some() {
        return;
    }
    for reference in semantic.symbol_references(context.symbol_id()) {
        if reference.is_write() {
            let message = format!("`{}` is read-only", context.name);
            findings.push(finding(RULE, semantic.reference_span(reference), message));
        } else if let Some(member) = written_member(semantic, reference.node_id()) {
            let message = format!("`{}` is read-only: no member can be set", context.name);
            findings.push(finding(RULE, member, message));
        }
    }
}

/// The member expression directly around an identifier, if it is assigned to or deleted.
fn written_member(semantic: &Semantic<'_>, identifier: NodeId) -> Option<Span> {
    let mut ancestors = semantic
        .nodes()
        .ancestor_kinds(identifier)
        .filter(|kind| !matches!(kind, AstKind::ParenthesizedExpression(_)));
    let member = ancestors.next()?;
    let object = match member {
        AstKind::StaticMemberExpression(member) => member.object.span(),
        AstKind::ComputedMemberExpression(member) => member.object.span(),
        AstKind::PrivateFieldExpression(member) => member.object.span(),
        _ => return None,
    };
    if !object.contains_inclusive(semantic.nodes().kind(identifier).span()) {
        return None;
    }
    let span = member.span();
    let written = match ancestors.next()? {
        AstKind::AssignmentExpression(assignment) => assignment.left.span() == span,
        AstKind::UpdateExpression(_) => true,
        AstKind::ForInStatement(each) => each.left.span() == span,
        AstKind::ForOfStatement(each) => each.left.span() == span,
        AstKind::UnaryExpression(unary) => unary.operator == UnaryOperator::Delete,
        _ => false,
    };
    written.then_some(span)
}
