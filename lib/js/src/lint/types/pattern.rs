//! What destructuring gives names.

use oxc::{
    ast::{
        AstKind,
        ast::{BindingPattern, Expression, ObjectPattern},
    },
    semantic::SymbolId,
    span::{GetSpan, Span},
};

use super::{Type, Types};

impl<'a> Types<'_, 'a> {
    /// The part of a value that a pattern gives a name to.
    pub(super) fn bound(
        &self,
        pattern: &BindingPattern<'a>,
        value: Type,
        symbol: SymbolId,
    ) -> Option<Type> {
        match pattern {
            BindingPattern::BindingIdentifier(name) => {
                (name.symbol_id.get() == Some(symbol)).then_some(value)
            }
            BindingPattern::AssignmentPattern(with_default) => {
                let value = match value {
                    Type::Nullish => self.of(&with_default.right),
                    value => value,
                };
                self.bound(&with_default.left, value, symbol)
            }
            BindingPattern::ObjectPattern(object) => {
                let rest = object.rest.iter().find_map(|rest| {
                    self.bound(&rest.argument, without_named(&value, object), symbol)
                });
                rest.or_else(|| {
                    object.properties.iter().find_map(|property| {
                        let part = match (&value, property.key.static_name()) {
                            (Type::Object(members), Some(name))
                                if !members.iter().any(|(member, _)| *member == name) =>
                            {
                                Type::Nullish
                            }
                            (value, Some(name)) => super::named_member(value, &name),
                            (_, None) => Type::Unknown,
                        };
                        self.bound(&property.value, part, symbol)
                    })
                })
            }
            BindingPattern::ArrayPattern(list) => {
                let rest = list.rest.iter().find_map(|rest| {
                    let all = Type::Array(Box::new(value.element()));
                    self.bound(&rest.argument, all, symbol)
                });
                rest.or_else(|| {
                    list.elements
                        .iter()
                        .enumerate()
                        .find_map(|(index, element)| {
                            let place = self.written_place(list.span, index, &value);
                            self.bound(element.as_ref()?, place, symbol)
                        })
                })
            }
        }
    }

    /// The type at a place of a list; of a list that is written out beside the pattern, that place's own.
    fn written_place(&self, pattern: Span, index: usize, value: &Type) -> Type {
        let beside = self
            .semantic
            .nodes()
            .iter()
            .find_map(|node| match node.kind() {
                AstKind::VariableDeclarator(variable) if variable.id.span() == pattern => {
                    match &variable.init {
                        Some(Expression::ArrayExpression(list)) => {
                            list.elements.get(index)?.as_expression()
                        }
                        _ => None,
                    }
                }
                _ => None,
            });
        beside.map_or_else(|| value.place(index), |element| self.of(element))
    }
}

/// What is left of an object for `...rest`.
fn without_named(value: &Type, pattern: &ObjectPattern<'_>) -> Type {
    let Type::Object(members) = value else {
        return Type::Unknown;
    };
    let is_named = |member: &str| {
        let mut named = pattern.properties.iter();
        named.any(|property| {
            property
                .key
                .static_name()
                .is_some_and(|name| name == member)
        })
    };
    let others = members.iter().filter(|(member, _)| !is_named(member));
    Type::Object(others.cloned().collect())
}
