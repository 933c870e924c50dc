//! Expressions of whose place QuickJS takes no note: an error in one is told at the last place before it.

use std::ops::Range;

use oxc::{
    ast::ast::{Expression, MemberExpression, ObjectPattern, Program},
    ast_visit::{Visit, walk},
    span::{GetSpan, Span},
};

/// What an error says that has no name in it.
const NOT_AN_OBJECT: &str = "Cannot convert undefined or null to object";

/// Expressions without a place, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Unplaced {
    /// Members that are read: their names, the expressions, and whether these begin with a literal.
    members: Vec<(String, Range<usize>, bool)>,
    /// Where objects are taken apart.
    patterns: Vec<usize>,
}

impl Unplaced {
    pub(super) fn of(program: &Program<'_>) -> Self {
        let mut found = Self::default();
        found.visit_program(program);
        found
    }

    /// Where an error with this message happened, if that is not at the place that is told.
    pub(super) fn place(&self, message: &str, told: usize) -> Option<usize> {
        if message == NOT_AN_OBJECT {
            return self.patterns.iter().copied().find(|start| *start >= told);
        }
        let (_, name) = message.split_once("read property '")?;
        let (name, _) = name.split_once('\'')?;
        let mut members = self.members.iter().filter(|(member, ..)| member == name);
        if members.clone().any(|(_, range, _)| range.contains(&told)) {
            return None;
        }
        let (_, range, _) =
            members.find(|(_, range, of_literal)| *of_literal && range.start >= told)?;
        Some(range.start)
    }
}

impl<'a> Visit<'a> for Unplaced {
    fn visit_member_expression(&mut self, member: &MemberExpression<'a>) {
        if let Some(name) = member.static_property_name() {
            let range = range(member.span());
            let of_literal = begins_with_literal(member.object());
            self.members.push((name.to_string(), range, of_literal));
        }
        walk::walk_member_expression(self, member);
    }

    fn visit_object_pattern(&mut self, pattern: &ObjectPattern<'a>) {
        self.patterns.push(pattern.span.start as usize);
        walk::walk_object_pattern(self, pattern);
    }
}

fn begins_with_literal(value: &Expression<'_>) -> bool {
    let value = value.get_inner_expression();
    match value.as_member_expression() {
        Some(member) => begins_with_literal(member.object()),
        None => {
            value.is_literal()
                || matches!(
                    value,
                    Expression::ArrayExpression(_) | Expression::ObjectExpression(_)
                )
        }
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
