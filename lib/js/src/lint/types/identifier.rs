//! What a name stands for, by its declaration.

use oxc::{
    ast::{
        AstKind,
        ast::{
            Argument, CallExpression, Expression, FormalParameter, FormalParameterRest,
            IdentifierReference, ImportDeclarationSpecifier, VariableDeclarator,
        },
    },
    semantic::{NodeId, SymbolId},
    span::{GetSpan, Span},
};

use super::{Language, Type, Types, library};

impl<'a> Types<'_, 'a> {
    pub(super) fn identifier(&self, name: &IdentifierReference<'a>) -> Type {
        let Some(symbol) = self.symbol(name) else {
            return library::global(&name.name);
        };
        match self.declared(symbol) {
            Type::Nullish => self.last_set(symbol, name.span),
            Type::Array(element) if *element == Type::Nullish => {
                Type::Array(Box::new(self.pushed(symbol, name.span)))
            }
            known => known,
        }
    }

    /// The type that a name was declared with; [`Type::Nullish`] if it was declared without a value.
    pub(super) fn declared(&self, symbol: SymbolId) -> Type {
        if let Some(known) = self.symbols.borrow().get(&symbol) {
            return known.clone().unwrap_or(Type::Unknown);
        }
        self.symbols.borrow_mut().insert(symbol, None);
        let scoping = self.semantic.scoping();
        let declaration = scoping.symbol_declaration(symbol);
        let found = match self.semantic.nodes().kind(declaration) {
            AstKind::VariableDeclarator(variable) => {
                let whole = self.variable(variable, declaration);
                self.bound(&variable.id, whole, symbol)
            }
            AstKind::FormalParameter(parameter) => {
                let whole = self.parameter(parameter, declaration);
                self.bound(&parameter.pattern, whole, symbol)
            }
            AstKind::FormalParameterRest(rest) => {
                let all = self.rest(rest, declaration);
                self.bound(&rest.rest.argument, all, symbol)
            }
            // Which of several signatures a call has is not looked at.
            AstKind::Function(_) if scoping.symbol_redeclarations(symbol).is_empty() => {
                Some(Type::Function(declaration))
            }
            AstKind::ImportSpecifier(import) => {
                self.imported(declaration, Some(&import.imported.name()))
            }
            AstKind::ImportNamespaceSpecifier(_) => self.imported(declaration, None),
            AstKind::TSEnumDeclaration(declared) => {
                Some(Type::Dictionary(Box::new(self.enumerated(declared))))
            }
            _ => None,
        };
        let found = found.unwrap_or(Type::Unknown);
        self.symbols
            .borrow_mut()
            .insert(symbol, Some(found.clone()));
        found
    }

    fn variable(&self, variable: &VariableDeclarator<'a>, node: NodeId) -> Type {
        if let Some(written) = self.written_type(variable, node) {
            return written;
        }
        let nodes = self.semantic.nodes();
        let declaration = nodes.parent_id(node);
        let statement = nodes.kind(declaration).span();
        match nodes.parent_kind(declaration) {
            AstKind::ForOfStatement(each) if each.left.span() == statement => {
                return self.of(&each.right).iterated();
            }
            AstKind::ForInStatement(each) if each.left.span() == statement => return Type::String,
            _ => {}
        }
        match &variable.init {
            // TypeScript gives the names of such a pattern no types in JavaScript.
            Some(Expression::ObjectExpression(object))
                if self.language == Language::JavaScript
                    && object.properties.is_empty()
                    && variable.id.is_destructuring_pattern() =>
            {
                Type::Unknown
            }
            Some(value) => self.of(value),
            None => Type::Nullish,
        }
    }

    /// The type that an annotation or a comment gives a variable.
    fn written_type(&self, variable: &VariableDeclarator<'a>, node: NodeId) -> Option<Type> {
        if let Some(annotation) = &variable.type_annotation {
            return Some(self.annotated(&annotation.type_annotation));
        }
        let nodes = self.semantic.nodes();
        let declaration = nodes.parent_id(node);
        // A comment belongs to the outermost thing that begins there.
        let statement = match nodes.parent_kind(declaration) {
            AstKind::ExportDeclaration(export) => export.span,
            _ => nodes.kind(declaration).span(),
        };
        self.documented(statement.start, &["type"])
    }

    fn parameter(&self, parameter: &FormalParameter<'a>, node: NodeId) -> Type {
        if let Some(annotation) = &parameter.type_annotation {
            return self.annotated(&annotation.type_annotation);
        }
        let nodes = self.semantic.nodes();
        let function = nodes.ancestors_enumerated(node).find(|(_, around)| {
            matches!(
                around.kind(),
                AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)
            )
        });
        let Some((function, around)) = function else {
            return Type::Unknown;
        };
        let place = place_of(parameter.span, around.kind());
        let name = parameter.pattern.get_identifier_name();
        let mut starts = self.comment_starts(function);
        if let Some(written) = starts.find_map(|start| {
            self.documented_parameter(start, place, name.as_ref().map(|name| name.as_str()))
        }) {
            return written;
        }
        if let Some(value) = &parameter.initializer {
            return self.of(value);
        }
        match nodes.parent_kind(function) {
            AstKind::CallExpression(call) => self.callback_parameter(call, place),
            AstKind::VariableDeclarator(variable)
                if let Some(Type::Callable(parameters, _)) =
                    self.written_type(variable, nodes.parent_id(function)) =>
            {
                parameters.into_iter().nth(place).unwrap_or(Type::Unknown)
            }
            // Nothing else gives the parameter a type: its pattern's defaults do.
            parent
                if parameter.pattern.is_object_pattern() && is_untyped(around.kind(), parent) =>
            {
                Type::Object(Vec::new())
            }
            _ => Type::Unknown,
        }
    }

    fn rest(&self, rest: &FormalParameterRest<'a>, node: NodeId) -> Type {
        if let Some(annotation) = &rest.type_annotation {
            return self.annotated(&annotation.type_annotation);
        }
        let nodes = self.semantic.nodes();
        let name = rest.rest.argument.get_identifier_name();
        let mut functions = nodes.ancestors_enumerated(node);
        functions
            .find(|(_, around)| {
                matches!(
                    around.kind(),
                    AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)
                )
            })
            .and_then(|(function, _)| {
                self.comment_starts(function).find_map(|start| {
                    self.documented_parameter(start, usize::MAX, Some(name.as_ref()?.as_str()))
                })
            })
            .unwrap_or(Type::Array(Box::new(Type::Unknown)))
    }

    /// The parameter of a function that is passed to a method of a list.
    fn callback_parameter(&self, call: &CallExpression<'a>, index: usize) -> Type {
        let Some(member) = call.callee.without_parentheses().as_member_expression() else {
            return Type::Unknown;
        };
        let method = member.static_property_name();
        let folds = method
            .as_ref()
            .is_some_and(|name| ["reduce", "reduceRight"].contains(name));
        let object = self.of(member.object());
        match object {
            Type::Global("Array") if method == Some("from") && index == 0 => {
                let values = call.arguments.first().and_then(Argument::as_expression);
                values.map_or(Type::Unknown, |values| self.of(values).iterated())
            }
            list if list.is_list() && folds && index == 0 && call.type_arguments.is_some() => {
                let written = self.arguments(call.type_arguments.as_deref());
                written.into_iter().next_back().unwrap_or(Type::Unknown)
            }
            list if list.is_list() && folds => match (index, call.arguments.get(1)) {
                (0, Some(start)) => start
                    .as_expression()
                    .map_or(Type::Unknown, |start| self.of(start)),
                (0 | 1, _) => list.element(),
                (2, _) => Type::Number,
                _ => Type::Unknown,
            },
            list if list.is_list() => match index {
                0 => list.element(),
                1 if method.as_ref().is_some_and(|name| name.contains("ort")) => list.element(),
                1 => Type::Number,
                2 => list,
                _ => Type::Unknown,
            },
            Type::Promise(value) if index == 0 => *value,
            Type::Map(key, value) => match index {
                0 => *value,
                1 => *key,
                _ => Type::Unknown,
            },
            Type::Set(value) if index < 2 => *value,
            _ => Type::Unknown,
        }
    }

    fn imported(&self, specifier: NodeId, name: Option<&str>) -> Option<Type> {
        let AstKind::ImportDeclaration(import) = self.semantic.nodes().parent_kind(specifier)
        else {
            return None;
        };
        let is_there = import.specifiers.iter().flatten().any(|one| {
            matches!(
                one,
                ImportDeclarationSpecifier::ImportSpecifier(_)
                    | ImportDeclarationSpecifier::ImportNamespaceSpecifier(_)
            )
        });
        let module = import.source.value.as_str();
        (is_there && module.starts_with("@aws-appsync/utils")).then(|| match name {
            Some(name) => Type::Module(format!("{module}.{name}")),
            None => Type::Module(module.to_owned()),
        })
    }
}

/// Which of a function's parameters one is.
fn place_of(parameter: Span, function: AstKind<'_>) -> usize {
    let parameters = match function {
        AstKind::Function(function) => &function.params,
        AstKind::ArrowFunctionExpression(function) => &function.params,
        _ => return usize::MAX,
    };
    let mut places = parameters.items.iter();
    places
        .position(|one| one.span == parameter)
        .unwrap_or(usize::MAX)
}

/// Whether a function is declared, or what a variable without a type of its own is declared with.
fn is_untyped(function: AstKind<'_>, parent: AstKind<'_>) -> bool {
    match (function, parent) {
        (_, AstKind::VariableDeclarator(variable)) => variable.type_annotation.is_none(),
        (AstKind::Function(function), _) => function.is_declaration(),
        _ => false,
    }
}
