//! Types as annotations write them.

use oxc::ast::{
    AstKind,
    ast::{
        TSEnumDeclaration, TSInterfaceDeclaration, TSLiteral, TSSignature, TSType, TSTypeName,
        TSTypeOperatorOperator,
    },
};

use super::{Type, Types, appsync, both, named_member, one_of};

impl<'a> Types<'_, 'a> {
    pub(super) fn annotated(&self, annotation: &TSType<'a>) -> Type {
        self.bounded(|| self.written(annotation))
    }

    fn written(&self, annotation: &TSType<'a>) -> Type {
        match annotation {
            TSType::TSStringKeyword(_) | TSType::TSTemplateLiteralType(_) => Type::String,
            TSType::TSNumberKeyword(_) => Type::Number,
            TSType::TSBooleanKeyword(_) => Type::Boolean,
            TSType::TSNullKeyword(_) | TSType::TSUndefinedKeyword(_) => Type::Nullish,
            TSType::TSArrayType(list) => Type::Array(Box::new(self.annotated(&list.element_type))),
            TSType::TSTypeOperatorType(operator) => {
                let operand = self.annotated(&operator.type_annotation);
                match (operator.operator, operand) {
                    (TSTypeOperatorOperator::Readonly, list) if list.is_list() => {
                        Type::ReadonlyArray(Box::new(list.element()))
                    }
                    (TSTypeOperatorOperator::Keyof, Type::Object(_)) => Type::String,
                    _ => Type::Unknown,
                }
            }
            TSType::TSParenthesizedType(inner) => self.annotated(&inner.type_annotation),
            TSType::TSUnionType(union) => one_of(union.types.iter().map(|one| self.annotated(one))),
            TSType::TSIntersectionType(all) => all
                .types
                .iter()
                .map(|one| self.annotated(one))
                .reduce(|one, other| match (one, other) {
                    (Type::Unknown, known) | (known, Type::Unknown) => known,
                    (one, other) => both(one, other),
                })
                .unwrap_or(Type::Unknown),
            TSType::TSLiteralType(literal) => match literal.literal {
                TSLiteral::StringLiteral(_) | TSLiteral::TemplateLiteral(_) => Type::String,
                TSLiteral::NumericLiteral(_) | TSLiteral::UnaryExpression(_) => Type::Number,
                TSLiteral::BooleanLiteral(_) => Type::Boolean,
                TSLiteral::BigIntLiteral(_) => Type::Unknown,
            },
            TSType::TSTupleType(tuple) => Type::Tuple(
                tuple
                    .element_types
                    .iter()
                    .map(|element| {
                        element
                            .as_ts_type()
                            .map_or(Type::Unknown, |element| self.annotated(element))
                    })
                    .collect(),
            ),
            TSType::TSIndexedAccessType(access) => match &access.index_type {
                TSType::TSLiteralType(literal) => match &literal.literal {
                    TSLiteral::StringLiteral(name) => {
                        named_member(&self.annotated(&access.object_type), &name.value)
                    }
                    _ => Type::Unknown,
                },
                _ => Type::Unknown,
            },
            TSType::TSTypeLiteral(object) => self.members(&object.members),
            TSType::TSTypeReference(reference) => {
                let arguments: Vec<Type> = reference
                    .type_arguments
                    .iter()
                    .flat_map(|arguments| &arguments.params)
                    .map(|argument| self.annotated(argument))
                    .collect();
                self.named(&reference.type_name, arguments)
            }
            _ => Type::Unknown,
        }
    }

    fn named(&self, name: &TSTypeName<'a>, arguments: Vec<Type>) -> Type {
        let TSTypeName::IdentifierReference(name) = name else {
            return Type::Unknown;
        };
        match self.symbol(name) {
            Some(symbol) => {
                let declaration = self.semantic.scoping().symbol_declaration(symbol);
                self.declared_type(self.semantic.nodes().kind(declaration), arguments)
            }
            None => self
                .defined(&name.name)
                .unwrap_or_else(|| standard(&name.name, arguments)),
        }
    }

    /// A type of the file, by its declaration.
    fn declared_type(&self, declaration: AstKind<'a>, arguments: Vec<Type>) -> Type {
        match declaration {
            AstKind::TSTypeAliasDeclaration(alias) => self.annotated(&alias.type_annotation),
            AstKind::TSInterfaceDeclaration(interface) => self.interface(interface),
            AstKind::TSTypeParameter(parameter) => parameter
                .constraint
                .as_ref()
                .map_or(Type::Unknown, |constraint| self.annotated(constraint)),
            AstKind::TSEnumDeclaration(declared) => self.enumerated(declared),
            AstKind::ImportSpecifier(import) => appsync::named(&import.imported.name(), arguments),
            _ => Type::Unknown,
        }
    }

    /// An interface's own members and those of the interfaces that it extends.
    fn interface(&self, interface: &TSInterfaceDeclaration<'a>) -> Type {
        let own = self.members(&interface.body.body);
        let bases = interface
            .extends
            .iter()
            .map(|base| self.bounded(|| self.named(&base.type_name, Vec::new())));
        bases.fold(own, |own, base| match (own, base) {
            (own, base @ Type::Object(_)) => both(base, own),
            (own, _) => own,
        })
    }

    /// The type of an enum's members, if it is one for all.
    pub(super) fn enumerated(&self, declared: &TSEnumDeclaration<'a>) -> Type {
        let members = declared.body.members.iter();
        one_of(members.map(|member| match &member.initializer {
            Some(value) => self.of(value),
            None => Type::Number,
        }))
    }

    fn members(&self, signatures: &[TSSignature<'a>]) -> Type {
        if let Some(TSSignature::TSIndexSignature(any)) = signatures.first() {
            let value = self.annotated(&any.type_annotation.type_annotation);
            return Type::Dictionary(Box::new(value));
        }
        let members = signatures.iter().filter_map(|signature| match signature {
            TSSignature::TSPropertySignature(property) => {
                let annotation = property.type_annotation.as_ref()?;
                let name = property.key.static_name()?;
                Some((
                    name.to_string(),
                    self.annotated(&annotation.type_annotation),
                ))
            }
            _ => None,
        });
        Type::Object(members.collect())
    }
}

/// A type of JavaScript's or TypeScript's library.
fn standard(name: &str, mut arguments: Vec<Type>) -> Type {
    match name {
        "ReadonlyArray" => Type::ReadonlyArray(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Array" => Type::Array(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Object" if arguments.len() == 2 => {
            Type::Dictionary(Box::new(arguments.pop().unwrap_or(Type::Unknown)))
        }
        "Promise" => Type::Promise(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Record" => Type::Dictionary(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Partial" | "Pick" | "Omit" | "Readonly" | "Required" | "NonNullable" => {
            arguments.into_iter().next().unwrap_or(Type::Unknown)
        }
        "Date" => Type::Instance("Date"),
        "Map" => Type::Instance("Map"),
        "Set" => Type::Instance("Set"),
        "String" | "Uppercase" | "Lowercase" | "Capitalize" | "Uncapitalize" => Type::String,
        name => appsync::named(name, arguments),
    }
}
