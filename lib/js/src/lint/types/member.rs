//! Members of values: by their names, by texts that are known, by places.

use oxc::ast::{
    AstKind,
    ast::{Expression, MemberExpression},
};

use super::{Type, Types, library};

impl<'a> Types<'_, 'a> {
    pub(super) fn member(&self, member: &MemberExpression<'a>) -> Type {
        let object = self.of(member.object());
        if let Some(name) = member.static_property_name() {
            return match named_member(&object, name) {
                Type::Unknown => self.member_set(member, name),
                known => known,
            };
        }
        match member {
            MemberExpression::ComputedMemberExpression(member) => {
                match (&object, &member.expression) {
                    (Type::Object(_), key) => self
                        .constant_text(key)
                        .map_or(Type::Unknown, |name| named_member(&object, &name)),
                    (Type::Dictionary(value), _) => (**value).clone(),
                    (list, Expression::NumericLiteral(index)) => list.place(index.value as usize),
                    (list, _) => list.element(),
                }
            }
            _ => Type::Unknown,
        }
    }

    /// The text that a key is for certain: written out, or a constant's.
    fn constant_text(&self, key: &Expression<'a>) -> Option<String> {
        match key.without_parentheses() {
            Expression::StringLiteral(text) => Some(text.value.to_string()),
            Expression::NumericLiteral(number) => Some(number.value.to_string()),
            Expression::Identifier(name) => {
                let declaration = self
                    .semantic
                    .scoping()
                    .symbol_declaration(self.symbol(name)?);
                let nodes = self.semantic.nodes();
                match (nodes.parent_kind(declaration), nodes.kind(declaration)) {
                    (
                        AstKind::VariableDeclaration(statement),
                        AstKind::VariableDeclarator(variable),
                    ) if statement.kind.is_const() && variable.id.is_binding_identifier() => {
                        match variable.init.as_ref()? {
                            Expression::StringLiteral(text) => Some(text.value.to_string()),
                            _ => None,
                        }
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The type of a member of an object, or of a place of a list.
pub(super) fn named_member(object: &Type, name: &str) -> Type {
    match object {
        Type::Object(members) => members
            .iter()
            .rev()
            .find(|(member, _)| member == name)
            .map_or(Type::Unknown, |(_, found)| found.clone()),
        Type::Dictionary(value) => (**value).clone(),
        Type::Module(path) => Type::Module(format!("{path}.{name}")),
        list if list.is_list() && name.parse::<usize>().is_ok() => {
            list.place(name.parse().unwrap_or_default())
        }
        object => library::property(object, name),
    }
}
