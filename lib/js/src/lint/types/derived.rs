//! Types that are made of others: mapped, looked up in, decided by.

use oxc::ast::{
    AstKind,
    ast::{
        TSConditionalType, TSIndexedAccessType, TSLiteral, TSMappedType, TSType, TSTypeName,
        TSTypeOperatorOperator,
    },
};

use super::{
    MAX_PARTS, Type, Types,
    generic::{Bindings, Bound},
    named_member, one_of,
};

impl<'a> Types<'_, 'a> {
    /// The texts that a type for keys allows, as far as they are written out.
    fn names_of(&self, keys: &TSType<'a>) -> Vec<String> {
        let mut names = Vec::new();
        let mut steps = 0;
        self.add_names(keys, &mut names, &mut steps);
        names
    }

    /// Types may name each other in circles, and many times, so there is an end to the steps.
    fn add_names(&self, keys: &TSType<'a>, names: &mut Vec<String>, steps: &mut usize) {
        *steps += 1;
        if *steps > MAX_PARTS {
            return;
        }
        match keys {
            TSType::TSParenthesizedType(inner) => {
                self.add_names(&inner.type_annotation, names, steps);
            }
            TSType::TSLiteralType(literal) => {
                if let TSLiteral::StringLiteral(text) = &literal.literal {
                    names.push(text.value.to_string());
                }
            }
            TSType::TSUnionType(union) => {
                for one in &union.types {
                    self.add_names(one, names, steps);
                }
            }
            TSType::TSTypeOperatorType(operator)
                if operator.operator == TSTypeOperatorOperator::Keyof =>
            {
                if let Type::Object(members) = self.annotated(&operator.type_annotation) {
                    names.extend(members.into_iter().map(|(name, _)| name));
                }
            }
            TSType::TSTypeReference(reference) => {
                let TSTypeName::IdentifierReference(name) = &reference.type_name else {
                    return;
                };
                let Some(symbol) = self.symbol(name) else {
                    return;
                };
                if let Some(bound) = self.bound_to(symbol) {
                    names.extend(bound.names);
                    return;
                }
                let declaration = self.semantic.scoping().symbol_declaration(symbol);
                if let AstKind::TSTypeAliasDeclaration(alias) =
                    self.semantic.nodes().kind(declaration)
                {
                    self.add_names(&alias.type_annotation, names, steps);
                }
            }
            _ => {}
        }
    }

    /// `{ [K in Keys]: Value }`.
    pub(super) fn mapped(&self, mapped: &TSMappedType<'a>) -> Type {
        let value = || match &mapped.type_annotation {
            Some(value) => self.annotated(value),
            None => Type::Unknown,
        };
        let names = self.names_of(&mapped.constraint);
        let (false, Some(key)) = (names.is_empty(), mapped.key.symbol_id.get()) else {
            return Type::Dictionary(Box::new(value()));
        };
        let members = names.into_iter().take(MAX_PARTS).map(|name| {
            let bindings = Bindings::from([(key, Bound::key(name.clone()))]);
            (name, self.bind(bindings, value))
        });
        Type::Object(members.collect())
    }

    /// `T["name"]`, `T[number]`.
    pub(super) fn indexed(&self, access: &TSIndexedAccessType<'a>) -> Type {
        let object = self.annotated(&access.object_type);
        if let TSType::TSNumberKeyword(_) = access.index_type {
            return object.element();
        }
        let names = self.names_of(&access.index_type);
        if names.is_empty() {
            return Type::Unknown;
        }
        one_of(names.iter().map(|name| named_member(&object, name)))
    }

    /// `T extends U ? X : Y`, if both are of the plainest types.
    pub(super) fn decided(&self, either: &TSConditionalType<'a>) -> Type {
        let plain = |one: &Type| matches!(one, Type::String | Type::Number | Type::Boolean);
        let checked = self.annotated(&either.check_type);
        let wanted = self.annotated(&either.extends_type);
        if !plain(&checked) || !plain(&wanted) {
            Type::Unknown
        } else if checked == wanted {
            self.annotated(&either.true_type)
        } else {
            self.annotated(&either.false_type)
        }
    }
}
