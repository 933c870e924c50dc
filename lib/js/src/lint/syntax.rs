//! The rules that look at one piece of syntax and nothing around it.

use oxc::{
    ast::{
        AstKind,
        ast::{ClassType, Expression, FunctionType},
    },
    syntax::operator::{BinaryOperator, UnaryOperator},
};

use super::{Finding, finding};

/// Adds what a node does that is not supported whatever is around it.
pub(super) fn check(kind: AstKind<'_>, findings: &mut Vec<Finding>) {
    let mut refuse = |rule, span, what: &str| {
        findings.push(finding(rule, span, format!("{what} not supported")))
    };
    match kind {
        AstKind::Function(function) => {
            if function.r#async && function.body.is_some() {
                refuse("no-async", function.span, "async functions are");
            }
            if function.generator && function.r#type == FunctionType::FunctionDeclaration {
                refuse("no-generators", function.span, "generators are");
            }
        }
        AstKind::ArrowFunctionExpression(function) if function.r#async => {
            refuse("no-async", function.span, "async functions are");
        }
        AstKind::AwaitExpression(at) => refuse("no-await", at.span, "`await` is"),
        AstKind::YieldExpression(at) => refuse("no-yield", at.span, "`yield` is"),
        AstKind::Class(class) if class.r#type == ClassType::ClassDeclaration => {
            refuse("no-classes", class.span, "classes are");
        }
        AstKind::ThisExpression(at) => refuse("no-this", at.span, "`this` is"),
        AstKind::ForStatement(at) => refuse(
            "no-for",
            at.span,
            "`for` other than `for-in` and `for-of` is",
        ),
        AstKind::WhileStatement(at) => refuse("no-while", at.span, "`while` is"),
        AstKind::DoWhileStatement(at) => refuse("no-while", at.span, "`do … while` is"),
        AstKind::ContinueStatement(at) => refuse("no-continue", at.span, "`continue` is"),
        AstKind::LabeledStatement(at) => refuse("no-labels", at.span, "labels are"),
        AstKind::TryStatement(at) => refuse("no-try", at.span, "`try` is"),
        AstKind::RegExpLiteral(at) => refuse("no-regex", at.span, "regular expressions are"),
        AstKind::NewExpression(at) if is_promise(&at.callee) => {
            refuse("no-promise", at.span, "promises are");
        }
        AstKind::UpdateExpression(at) => refuse(
            "no-disallowed-unary-operators",
            at.span,
            &format!("`{}` is", at.operator.as_str()),
        ),
        AstKind::UnaryExpression(at) if at.operator == UnaryOperator::BitwiseNot => {
            refuse("no-disallowed-unary-operators", at.span, "`~` is");
        }
        AstKind::BinaryExpression(at) if at.operator == BinaryOperator::In => {
            refuse("no-in-operator", at.span, "`in` is");
        }
        AstKind::PrivateInExpression(at) => refuse("no-in-operator", at.span, "`in` is"),
        AstKind::BinaryExpression(at) if at.operator == BinaryOperator::Instanceof => {
            refuse("no-disallowed-binary-operators", at.span, "`instanceof` is");
        }
        _ => {}
    }
}

fn is_promise(callee: &Expression<'_>) -> bool {
    callee.without_parentheses().is_specific_id("Promise")
}
