//! Types as annotations write them.

use oxc::ast::{
    AstKind,
    ast::{
        FormalParameters, TSEnumDeclaration, TSInterfaceDeclaration, TSLiteral, TSSignature,
        TSType, TSTypeAnnotation, TSTypeName, TSTypeOperatorOperator, TSTypeParameterInstantiation,
    },
};

use super::{Type, Types, appsync, both, one_of};

/// How often a type is followed into itself.
const MAX_WITHIN_ITSELF: usize = 4;

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
            TSType::TSIndexedAccessType(access) => self.indexed(access),
            TSType::TSMappedType(mapped) => self.mapped(mapped),
            TSType::TSConditionalType(either) => self.decided(either),
            TSType::TSFunctionType(function) => {
                self.signature(&function.params, Some(&function.return_type))
            }
            TSType::TSTypeQuery(query) => match query.expr_name.as_ts_type_name() {
                Some(TSTypeName::IdentifierReference(name)) => self
                    .symbol(name)
                    .map_or(Type::Unknown, |symbol| self.declared(symbol)),
                _ => Type::Unknown,
            },
            TSType::TSTypeLiteral(object) => self.members(&object.members),
            TSType::TSTypeReference(reference) => {
                let arguments = self.arguments(reference.type_arguments.as_deref());
                self.named(&reference.type_name, arguments)
            }
            _ => Type::Unknown,
        }
    }

    pub(super) fn arguments(
        &self,
        written: Option<&TSTypeParameterInstantiation<'a>>,
    ) -> Vec<Type> {
        let written = written.map_or(&[][..], |arguments| &arguments.params);
        written.iter().map(|one| self.annotated(one)).collect()
    }

    /// What a function type says of its parameters and its result.
    pub(super) fn signature(
        &self,
        parameters: &FormalParameters<'a>,
        result: Option<&TSTypeAnnotation<'a>>,
    ) -> Type {
        let written = |annotation: Option<&TSTypeAnnotation<'a>>| {
            annotation.map_or(Type::Unknown, |one| self.annotated(&one.type_annotation))
        };
        let parameters = parameters.items.iter();
        Type::Callable(
            parameters
                .map(|one| written(one.type_annotation.as_deref()))
                .collect(),
            Box::new(written(result)),
        )
    }

    fn named(&self, name: &TSTypeName<'a>, arguments: Vec<Type>) -> Type {
        let TSTypeName::IdentifierReference(name) = name else {
            return Type::Unknown;
        };
        match self.symbol(name) {
            Some(symbol) => {
                if let Some(known) = self.bound_to(symbol) {
                    return known.value;
                }
                // A type that is made of itself is followed a few times, which is as deep as code looks into it.
                let within = self
                    .naming
                    .borrow()
                    .iter()
                    .filter(|one| **one == symbol)
                    .count();
                if within >= MAX_WITHIN_ITSELF {
                    return Type::Unknown;
                }
                self.naming.borrow_mut().push(symbol);
                let declaration = self.semantic.scoping().symbol_declaration(symbol);
                let found = self.declared_type(self.semantic.nodes().kind(declaration), arguments);
                self.naming.borrow_mut().pop();
                found
            }
            None => self
                .defined(&name.name)
                .unwrap_or_else(|| standard(&name.name, arguments)),
        }
    }

    /// A type of the file, by its declaration.
    fn declared_type(&self, declaration: AstKind<'a>, arguments: Vec<Type>) -> Type {
        match declaration {
            AstKind::TSTypeAliasDeclaration(alias) => {
                let bindings = self.given(alias.type_parameters.as_deref(), arguments);
                self.bind(bindings, || self.annotated(&alias.type_annotation))
            }
            AstKind::TSInterfaceDeclaration(interface) => {
                let bindings = self.given(interface.type_parameters.as_deref(), arguments);
                self.bind(bindings, || self.interface(interface))
            }
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
        let bases = interface.extends.iter().map(|base| {
            let arguments = self.arguments(base.type_arguments.as_deref());
            self.bounded(|| self.named(&base.type_name, arguments))
        });
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
            TSSignature::TSMethodSignature(method) => {
                let name = method.key.static_name()?;
                let signature = self.signature(&method.params, method.return_type.as_deref());
                Some((name.to_string(), signature))
            }
            _ => None,
        });
        Type::Object(members.collect())
    }
}

/// A type of JavaScript's or TypeScript's library.
pub(super) fn standard(name: &str, mut arguments: Vec<Type>) -> Type {
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
        "Map" | "ReadonlyMap" => {
            let value = arguments.pop().unwrap_or(Type::Unknown);
            let key = arguments.pop().unwrap_or(Type::Unknown);
            Type::Map(Box::new(key), Box::new(value))
        }
        "Set" | "ReadonlySet" => Type::Set(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Awaited" => match arguments.pop() {
            Some(Type::Promise(value)) => *value,
            other => other.unwrap_or(Type::Unknown),
        },
        "ReturnType" => match arguments.pop() {
            Some(Type::Callable(_, result)) => *result,
            _ => Type::Unknown,
        },
        "String" | "Uppercase" | "Lowercase" | "Capitalize" | "Uncapitalize" => Type::String,
        name => appsync::named(name, arguments),
    }
}
