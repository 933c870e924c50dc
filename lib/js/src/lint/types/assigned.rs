//! What a name, or a member of what it names, was set to on the way to a place.

use oxc::{
    ast::{
        AstKind,
        ast::{AssignmentTarget, Expression, MemberExpression},
    },
    semantic::{NodeId, SymbolId},
    span::{GetSpan, Span},
};

use super::{Language, Type, Types};

impl<'a> Types<'_, 'a> {
    /// What a name without a type of its own was last set to before a place: on every way there.
    pub(super) fn last_set(&self, symbol: SymbolId, before: Span) -> Type {
        let nodes = self.semantic.nodes();
        let assignments =
            self.semantic
                .symbol_references(symbol)
                .filter_map(|reference| match nodes.parent_kind(reference.node_id()) {
                    AstKind::AssignmentExpression(assignment)
                        if assignment.span.end <= before.start
                            && matches!(
                                &assignment.left,
                                AssignmentTarget::AssignmentTargetIdentifier(_)
                            ) =>
                    {
                        Some((assignment, reference.node_id()))
                    }
                    _ => None,
                });
        let mut assignments: Vec<_> = assignments.collect();
        assignments.sort_by_key(|(assignment, _)| assignment.span.start);
        let last_certain = assignments
            .iter()
            .rposition(|(_, node)| !self.is_conditional(*node, before))
            .unwrap_or(0);
        let reaching = assignments.iter().skip(last_certain);
        let types = reaching.map(|(assignment, _)| self.of(&assignment.right));
        match super::one_of(types) {
            Type::Nullish => Type::Unknown,
            known => known,
        }
    }

    /// Whether a place may be passed over on the way to another that comes after it.
    fn is_conditional(&self, node: NodeId, before: Span) -> bool {
        let around = self.semantic.nodes().ancestor_kinds(node);
        around
            .take_while(|kind| !kind.span().contains_inclusive(before))
            .any(|kind| {
                matches!(
                    kind,
                    AstKind::IfStatement(_)
                        | AstKind::ConditionalExpression(_)
                        | AstKind::LogicalExpression(_)
                        | AstKind::SwitchStatement(_)
                        | AstKind::ForOfStatement(_)
                        | AstKind::ForInStatement(_)
                        | AstKind::Function(_)
                        | AstKind::ArrowFunctionExpression(_)
                )
            })
    }

    /// What was put into a list, declared empty, before a place.
    pub(super) fn pushed(&self, symbol: SymbolId, before: Span) -> Type {
        let values = self
            .members_used(symbol)
            .filter_map(|(member, around)| match around {
                AstKind::CallExpression(call)
                    if member.name == "push"
                        && !member.is_computed
                        && call.span.end <= before.start =>
                {
                    call.arguments.first()?.as_expression()
                }
                _ => None,
            });
        super::one_of(values.map(|value| self.of(value)))
    }

    /// What JavaScript set a member of an object, declared empty, to before a place; TypeScript has no such
    /// members.
    pub(super) fn member_set(&self, member: &MemberExpression<'a>, name: &str) -> Type {
        let Expression::Identifier(object) = member.object() else {
            return Type::Unknown;
        };
        let (Language::JavaScript, Some(symbol)) = (self.language, self.symbol(object)) else {
            return Type::Unknown;
        };
        if !matches!(self.declared(symbol), Type::Object(members) if members.is_empty()) {
            return Type::Unknown;
        }
        let set = self
            .members_used(symbol)
            .find_map(|(set, around)| match around {
                AstKind::AssignmentExpression(assignment)
                    if set.name == name
                        && set.span == assignment.left.span()
                        && assignment.span.end <= object.span.start =>
                {
                    Some(&assignment.right)
                }
                _ => None,
            });
        set.map_or(Type::Unknown, |value| self.of(value))
    }

    /// Where members of a name's value are used, each with what is around it.
    fn members_used(
        &self,
        symbol: SymbolId,
    ) -> impl Iterator<Item = (UsedMember<'a>, AstKind<'a>)> {
        let nodes = self.semantic.nodes();
        let references = self.semantic.symbol_references(symbol);
        references.filter_map(|reference| {
            let mut around = nodes.ancestor_kinds(reference.node_id());
            let (name, span, is_computed) = match around.next()? {
                AstKind::StaticMemberExpression(member) => {
                    (member.property.name.as_str(), member.span, false)
                }
                AstKind::ComputedMemberExpression(member) => match &member.expression {
                    Expression::StringLiteral(name) => (name.value.as_str(), member.span, true),
                    _ => return None,
                },
                _ => return None,
            };
            let member = UsedMember {
                name,
                span,
                is_computed,
            };
            Some((member, around.next()?))
        })
    }
}

/// A use of a member whose name is written out: `o.name`, `o["name"]`.
struct UsedMember<'a> {
    name: &'a str,
    span: Span,
    is_computed: bool,
}
