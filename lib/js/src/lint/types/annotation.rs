//! Types as annotations and JSDoc write them.

use oxc::{
    ast::{
        AstKind,
        ast::{
            Statement, TSEnumDeclaration, TSInterfaceDeclaration, TSLiteral, TSSignature, TSType,
            TSTypeName, TSTypeOperatorOperator,
        },
    },
    parser::Parser,
    span::SourceType,
};

use super::{Language, Type, Types, both, named_member, one_of};

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
            None => standard(&name.name, arguments),
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
            AstKind::ImportSpecifier(import) if import.imported.name() == "Context" => {
                context(arguments)
            }
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

    /// The type that a JSDoc comment before a place gives: `@type {T}`, or `@param {T} name`. TypeScript
    /// heeds such comments in JavaScript only.
    pub(super) fn documented(&self, start: u32, tag: &str, name: Option<&str>) -> Option<Type> {
        if self.language == Language::TypeScript {
            return None;
        }
        let text = self.semantic.source_text();
        let comment = self
            .semantic
            .comments()
            .iter()
            .find(|comment| comment.attached_to == start && comment.is_jsdoc())?
            .span
            .source_text(text);
        comment.split(tag).skip(1).find_map(|entry| {
            let (written, after) = braced(entry.trim_start())?;
            let named = after
                .trim_start()
                .trim_start_matches('[')
                .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
                .next();
            (name.is_none() || named == name).then(|| self.parsed(written))
        })
    }

    /// A type from its text.
    fn parsed(&self, written: &str) -> Type {
        let written = written
            .trim()
            .trim_start_matches(['?', '!'])
            .trim_end_matches('=')
            .replace("import('@aws-appsync/utils').", "")
            .replace("import(\"@aws-appsync/utils\").", "");
        let text = self.allocator.alloc_str(&format!("type T = {written}"));
        let parsed = Parser::new(self.allocator, text, SourceType::ts()).parse();
        let Some(Statement::TSTypeAliasDeclaration(alias)) =
            self.allocator.alloc(parsed.program).body.first()
        else {
            return Type::Unknown;
        };
        self.annotated(&alias.type_annotation)
    }
}

/// The text in the braces that a text begins with, and what follows them.
fn braced(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{')?;
    let mut depth = 1;
    for (at, character) in inner.char_indices() {
        depth += match character {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return Some((&inner[..at], &inner[at + 1..]));
        }
    }
    None
}

/// A type of JavaScript's or TypeScript's library.
fn standard(name: &str, mut arguments: Vec<Type>) -> Type {
    match name {
        "ReadonlyArray" => Type::ReadonlyArray(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Array" => Type::Array(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Promise" => Type::Promise(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Record" => Type::Dictionary(Box::new(arguments.pop().unwrap_or(Type::Unknown))),
        "Context" => context(arguments),
        "Partial" | "Pick" | "Omit" | "Readonly" | "Required" | "NonNullable" => {
            arguments.into_iter().next().unwrap_or(Type::Unknown)
        }
        "Date" => Type::Instance("Date"),
        "Map" => Type::Instance("Map"),
        "Set" => Type::Instance("Set"),
        "String" | "Uppercase" | "Lowercase" | "Capitalize" | "Uncapitalize" => Type::String,
        _ => Type::Unknown,
    }
}

/// `Context` of `@aws-appsync/utils`: its arguments are the types of the field's arguments, the stash, the
/// previous result, the source and the result.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html>
fn context(arguments: Vec<Type>) -> Type {
    let mut arguments = arguments.into_iter();
    let mut next = || arguments.next().unwrap_or(Type::Unknown);
    let (of_field, stash, prev, source, result) = (next(), next(), next(), next(), next());
    let info = ["fieldName", "parentTypeName", "selectionSetGraphQL"]
        .map(|name| (name.to_owned(), Type::String))
        .into_iter()
        .chain([(
            "selectionSetList".to_owned(),
            Type::Array(Box::new(Type::String)),
        )]);
    Type::Object(vec![
        ("args".to_owned(), of_field.clone()),
        ("arguments".to_owned(), of_field),
        ("info".to_owned(), Type::Object(info.collect())),
        (
            "prev".to_owned(),
            Type::Object(vec![("result".to_owned(), prev)]),
        ),
        ("result".to_owned(), result),
        ("source".to_owned(), source),
        ("stash".to_owned(), stash),
    ])
}
