//! What conditions say of an expression where they hold.

use oxc::{
    ast::{
        AstKind,
        ast::{Expression, Statement},
    },
    span::{GetSpan, Span},
    syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator},
};

use super::{Type, Types};

impl<'a> Types<'_, 'a> {
    /// What the conditions around a name, or before it, say of it.
    pub(super) fn narrowed(&self, value: &Expression<'a>) -> Type {
        let Expression::Identifier(name) = value else {
            return Type::Unknown;
        };
        if self.symbol(name).is_none() {
            return Type::Unknown;
        }
        let text = self.semantic.source_text();
        let subject = name.name.as_str();
        let mut inner = value.span();
        for around in self.semantic.nodes().ancestor_kinds(name.node_id()) {
            let known = match around {
                AstKind::IfStatement(either) if either.consequent.span() == inner => {
                    implied(&either.test, true, subject, text)
                }
                AstKind::IfStatement(either)
                    if either
                        .alternate
                        .as_ref()
                        .is_some_and(|other| other.span() == inner) =>
                {
                    implied(&either.test, false, subject, text)
                }
                AstKind::ConditionalExpression(either) if either.consequent.span() == inner => {
                    implied(&either.test, true, subject, text)
                }
                AstKind::ConditionalExpression(either) if either.alternate.span() == inner => {
                    implied(&either.test, false, subject, text)
                }
                AstKind::LogicalExpression(both) if both.right.span() == inner => {
                    match both.operator {
                        LogicalOperator::And => implied(&both.left, true, subject, text),
                        LogicalOperator::Or => implied(&both.left, false, subject, text),
                        LogicalOperator::Coalesce => None,
                    }
                }
                AstKind::BlockStatement(block) => left_over(&block.body, inner, subject, text),
                AstKind::FunctionBody(body) => left_over(&body.statements, inner, subject, text),
                _ => None,
            };
            if let Some(known) = known {
                return known;
            }
            inner = around.span();
        }
        Type::Unknown
    }
}

/// What is known of an expression because the statements before a place return if it is not so.
fn left_over(statements: &[Statement<'_>], place: Span, subject: &str, text: &str) -> Option<Type> {
    statements
        .iter()
        .take_while(|statement| statement.span().end <= place.start)
        .find_map(|statement| match statement {
            Statement::IfStatement(either) if returns(&either.consequent) => {
                implied(&either.test, false, subject, text)
            }
            _ => None,
        })
}

fn returns(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ReturnStatement(_) => true,
        Statement::BlockStatement(block) => block.body.last().is_some_and(returns),
        _ => false,
    }
}

/// What a condition says of an expression, by its text, where it is true or where it is false.
fn implied(test: &Expression<'_>, holds: bool, subject: &str, text: &str) -> Option<Type> {
    match test.without_parentheses() {
        Expression::UnaryExpression(not) if not.operator == UnaryOperator::LogicalNot => {
            implied(&not.argument, !holds, subject, text)
        }
        Expression::LogicalExpression(both)
            if both.operator
                == if holds {
                    LogicalOperator::And
                } else {
                    LogicalOperator::Or
                } =>
        {
            implied(&both.left, holds, subject, text)
                .or_else(|| implied(&both.right, holds, subject, text))
        }
        Expression::BinaryExpression(both)
            if matches!(
                (both.operator, holds),
                (
                    BinaryOperator::StrictEquality | BinaryOperator::Equality,
                    true
                ) | (
                    BinaryOperator::StrictInequality | BinaryOperator::Inequality,
                    false
                )
            ) =>
        {
            let ((Expression::UnaryExpression(one), Expression::StringLiteral(name))
            | (Expression::StringLiteral(name), Expression::UnaryExpression(one))) =
                (&both.left, &both.right)
            else {
                return None;
            };
            if one.operator != UnaryOperator::Typeof
                || one.argument.span().source_text(text) != subject
            {
                return None;
            }
            match name.value.as_str() {
                "string" => Some(Type::String),
                "number" => Some(Type::Number),
                "boolean" => Some(Type::Boolean),
                _ => None,
            }
        }
        Expression::BinaryExpression(both)
            if holds
                && both.operator == BinaryOperator::Instanceof
                && both.left.span().source_text(text) == subject =>
        {
            let Expression::Identifier(class) = &both.right else {
                return None;
            };
            match class.name.as_str() {
                "Array" => Some(Type::Array(Box::new(Type::Unknown))),
                "Date" => Some(Type::Instance("Date")),
                _ => None,
            }
        }
        Expression::CallExpression(call) if holds => {
            let argument = call.arguments.first()?.as_expression()?;
            (call.callee.is_specific_member_access("Array", "isArray")
                && argument.span().source_text(text) == subject)
                .then(|| Type::Array(Box::new(Type::Unknown)))
        }
        _ => None,
    }
}
