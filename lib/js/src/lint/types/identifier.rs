//! What a name stands for: how it was declared, what it was last set to, and what was asked of it on the
//! way.

use oxc::{
    ast::{
        AstKind,
        ast::{
            AssignmentTarget, BindingPattern, CallExpression, Expression, FormalParameter,
            IdentifierReference, ImportDeclarationSpecifier, MemberExpression, Statement,
            VariableDeclarator,
        },
    },
    semantic::{NodeId, SymbolId},
    span::{GetSpan, Span},
    syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator},
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
    fn declared(&self, symbol: SymbolId) -> Type {
        if let Some(known) = self.symbols.borrow().get(&symbol) {
            return known.clone().unwrap_or(Type::Unknown);
        }
        self.symbols.borrow_mut().insert(symbol, None);
        let scoping = self.semantic.scoping();
        let declaration = scoping.symbol_declaration(symbol);
        let name = scoping.symbol_name(symbol);
        let found = match self.semantic.nodes().kind(declaration) {
            AstKind::VariableDeclarator(variable) => {
                let whole = self.variable(variable, declaration);
                self.bound(&variable.id, whole, symbol)
            }
            AstKind::FormalParameter(parameter) => {
                let whole = self.parameter(parameter, declaration, name);
                self.bound(&parameter.pattern, whole, symbol)
            }
            AstKind::FormalParameterRest(rest) => {
                let all = rest
                    .type_annotation
                    .as_ref()
                    .map_or(Type::Array(Box::new(Type::Unknown)), |annotation| {
                        self.annotated(&annotation.type_annotation)
                    });
                self.bound(&rest.rest.argument, all, symbol)
            }
            AstKind::Function(_) => Some(Type::Function(declaration)),
            AstKind::ImportSpecifier(import) => {
                self.imported(declaration, Some(&import.imported.name()))
            }
            AstKind::ImportNamespaceSpecifier(_) => self.imported(declaration, None),
            AstKind::TSEnumDeclaration(_) => Some(Type::Dictionary(Box::new(Type::String))),
            _ => None,
        };
        let found = found.unwrap_or(Type::Unknown);
        self.symbols
            .borrow_mut()
            .insert(symbol, Some(found.clone()));
        found
    }

    fn variable(&self, variable: &VariableDeclarator<'a>, node: NodeId) -> Type {
        if let Some(annotation) = &variable.type_annotation {
            return self.annotated(&annotation.type_annotation);
        }
        let nodes = self.semantic.nodes();
        let declaration = nodes.parent_id(node);
        let statement = nodes.kind(declaration).span();
        if let Some(written) = self.documented(statement.start, "@type", None) {
            return written;
        }
        match nodes.parent_kind(declaration) {
            AstKind::ForOfStatement(each) if each.left.span() == statement => {
                return self.of(&each.right).element();
            }
            AstKind::ForInStatement(each) if each.left.span() == statement => return Type::String,
            _ => {}
        }
        match &variable.init {
            Some(value) => self.of(value),
            None => Type::Nullish,
        }
    }

    fn parameter(&self, parameter: &FormalParameter<'a>, node: NodeId, name: &str) -> Type {
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
        // A comment belongs to the outermost thing that begins where it ends.
        let start = nodes
            .ancestor_kinds(function)
            .take_while(|kind| !matches!(kind, AstKind::Program(_) | AstKind::FunctionBody(_)))
            .map(|kind| kind.span().start)
            .chain([around.kind().span().start])
            .min()
            .unwrap_or_default();
        for start in [around.kind().span().start, start] {
            if let Some(written) = self.documented(start, "@param", Some(name)) {
                return written;
            }
        }
        if let Some(value) = &parameter.initializer {
            return self.of(value);
        }
        match nodes.parent_kind(function) {
            AstKind::CallExpression(call) => {
                self.callback_parameter(call, around.kind(), parameter.span)
            }
            _ => Type::Unknown,
        }
    }

    /// The parameter of a function that is passed to a method of a list.
    fn callback_parameter(
        &self,
        call: &CallExpression<'a>,
        callback: AstKind<'a>,
        parameter: Span,
    ) -> Type {
        let Some(member) = call.callee.without_parentheses().as_member_expression() else {
            return Type::Unknown;
        };
        let parameters = match callback {
            AstKind::Function(function) => &function.params,
            AstKind::ArrowFunctionExpression(function) => &function.params,
            _ => return Type::Unknown,
        };
        let index = parameters
            .items
            .iter()
            .position(|one| one.span == parameter)
            .unwrap_or(usize::MAX);
        let method = member.static_property_name();
        let folds = method
            .as_ref()
            .is_some_and(|name| ["reduce", "reduceRight"].contains(name));
        let object = self.of(member.object());
        match object {
            Type::Array(_) | Type::Tuple(_) if folds => match (index, call.arguments.get(1)) {
                (0, Some(start)) => start
                    .as_expression()
                    .map_or(Type::Unknown, |start| self.of(start)),
                (0 | 1, _) => object.element(),
                (2, _) => Type::Number,
                _ => Type::Unknown,
            },
            Type::Array(_) | Type::Tuple(_) => match index {
                0 => object.element(),
                1 if method.as_ref().is_some_and(|name| name.contains("ort")) => object.element(),
                1 => Type::Number,
                2 => object,
                _ => Type::Unknown,
            },
            Type::Promise(value) if index == 0 => *value,
            _ => Type::Unknown,
        }
    }

    /// The part of a value that a pattern gives a name to.
    fn bound(&self, pattern: &BindingPattern<'a>, value: Type, symbol: SymbolId) -> Option<Type> {
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

    /// What a name without a type of its own was last set to before a place.
    fn last_set(&self, symbol: SymbolId, before: Span) -> Type {
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
                        Some(assignment)
                    }
                    _ => None,
                });
        assignments
            .max_by_key(|assignment| assignment.span.start)
            .map_or(Type::Unknown, |last| self.of(&last.right))
    }

    /// What was put into a list, declared empty, before a place.
    fn pushed(&self, symbol: SymbolId, before: Span) -> Type {
        let nodes = self.semantic.nodes();
        let values = self
            .semantic
            .symbol_references(symbol)
            .filter_map(|reference| {
                let mut around = nodes.ancestor_kinds(reference.node_id());
                match (around.next()?, around.next()?) {
                    (AstKind::StaticMemberExpression(member), AstKind::CallExpression(call))
                        if member.property.name == "push" && call.span.end <= before.start =>
                    {
                        call.arguments.first()?.as_expression()
                    }
                    _ => None,
                }
            });
        super::one_of(values.map(|value| self.of(value)))
    }

    /// What JavaScript set a member of a declared object to before a place; TypeScript has no such
    /// members.
    pub(super) fn member_set(&self, member: &MemberExpression<'a>, name: &str) -> Type {
        let Expression::Identifier(object) = member.object() else {
            return Type::Unknown;
        };
        let (Language::JavaScript, Some(symbol)) = (self.language, self.symbol(object)) else {
            return Type::Unknown;
        };
        if !matches!(self.declared(symbol), Type::Object(_)) {
            return Type::Unknown;
        }
        let nodes = self.semantic.nodes();
        let set = self
            .semantic
            .symbol_references(symbol)
            .find_map(|reference| {
                let mut around = nodes.ancestor_kinds(reference.node_id());
                match (around.next()?, around.next()?) {
                    (
                        AstKind::StaticMemberExpression(set),
                        AstKind::AssignmentExpression(assignment),
                    ) if set.property.name == name
                        && set.span == assignment.left.span()
                        && assignment.span.end <= object.span.start =>
                    {
                        Some(&assignment.right)
                    }
                    _ => None,
                }
            });
        set.map_or(Type::Unknown, |value| self.of(value))
    }

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
                AstKind::LogicalExpression(both)
                    if both.operator == LogicalOperator::And && both.right.span() == inner =>
                {
                    implied(&both.left, true, subject, text)
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
            let (Expression::UnaryExpression(one), Expression::StringLiteral(name)) =
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
        Expression::CallExpression(call) if holds => {
            let argument = call.arguments.first()?.as_expression()?;
            (call.callee.is_specific_member_access("Array", "isArray")
                && argument.span().source_text(text) == subject)
                .then(|| Type::Array(Box::new(Type::Unknown)))
        }
        _ => None,
    }
}
