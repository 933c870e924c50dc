//! What is known of a value's type: what `no-disallowed-methods` and `no-function-passing` ask the
//! TypeScript compiler in the plugin. It infers what follows from literals, declarations, annotations,
//! JSDoc and JavaScript's library; all else is unknown, and unknown types break no rule.

mod annotation;
mod identifier;
pub(super) mod library;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use oxc::{
    allocator::Allocator,
    ast::{
        AstKind,
        ast::{
            Argument, ArrayExpressionElement, CallExpression, Expression, IdentifierReference,
            MemberExpression, NewExpression, ObjectPropertyKind, PropertyKind, TSType,
        },
    },
    semantic::{NodeId, Semantic, SymbolId},
    span::GetSpan,
    syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator},
};

use super::Language;

/// What is known of a value's type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// Nothing, or too many things.
    Unknown,
    /// `null` or `undefined`.
    Nullish,
    String,
    Number,
    Boolean,
    /// A list of values of one type.
    Array(Box<Type>),
    /// A list whose places have types of their own.
    Tuple(Vec<Type>),
    /// An object with these members.
    Object(Vec<(String, Type)>),
    /// An object whose members are all of one type.
    Dictionary(Box<Type>),
    /// A function of the file.
    Function(NodeId),
    /// An object of a class of JavaScript's library.
    Instance(&'static str),
    /// A promise of a value.
    Promise(Box<Type>),
    /// A global object of JavaScript, such as `Object` or `Math`.
    Global(&'static str),
    /// A module of AppSync's, or an object in it.
    Module(String),
}

impl Type {
    /// The type of a value that is of one of two types; what may be null is taken not to be.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nullish, one) | (one, Self::Nullish) => one,
            (Self::Array(one), Self::Array(other)) => Self::Array(Box::new(one.or(*other))),
            (one, other) if one == other => one,
            _ => Self::Unknown,
        }
    }

    /// The type, unless it has too many parts.
    fn limited(self) -> Self {
        if self.parts() > MAX_PARTS {
            Self::Unknown
        } else {
            self
        }
    }

    fn parts(&self) -> usize {
        1 + match self {
            Self::Array(one) | Self::Dictionary(one) | Self::Promise(one) => one.parts(),
            Self::Tuple(places) => places.iter().map(Self::parts).sum(),
            Self::Object(members) => members.iter().map(|(_, value)| value.parts()).sum(),
            _ => 0,
        }
    }

    /// The type of what a list holds.
    fn element(&self) -> Self {
        match self {
            Self::Array(element) => (**element).clone(),
            Self::Tuple(elements) => one_of(elements.iter().cloned()),
            Self::String => Self::String,
            _ => Self::Unknown,
        }
    }

    fn place(&self, index: usize) -> Self {
        match self {
            Self::Tuple(elements) => elements.get(index).cloned().unwrap_or(Self::Unknown),
            other => other.element(),
        }
    }
}

fn one_of(types: impl Iterator<Item = Type>) -> Type {
    types.fold(Type::Nullish, Type::or)
}

/// How often types are asked for in one file before the answer is always that nothing is known.
const MAX_QUESTIONS: u32 = 200_000;
/// How far one answer may depend on others.
const MAX_DEPTH: u32 = 100;
/// How many parts a type may have: a few lines can describe an object with more parts than there is memory.
const MAX_PARTS: usize = 1_000;

/// The types of a file's values.
pub(super) struct Types<'s, 'a> {
    semantic: &'s Semantic<'a>,
    allocator: &'a Allocator,
    language: Language,
    /// None while the answer is being looked for.
    symbols: RefCell<HashMap<SymbolId, Option<Type>>>,
    results: RefCell<HashMap<NodeId, Option<Type>>>,
    questions: Cell<u32>,
    depth: Cell<u32>,
}

impl<'s, 'a> Types<'s, 'a> {
    pub(super) fn new(
        semantic: &'s Semantic<'a>,
        allocator: &'a Allocator,
        language: Language,
    ) -> Self {
        Self {
            semantic,
            allocator,
            language,
            symbols: RefCell::default(),
            results: RefCell::default(),
            questions: Cell::new(0),
            depth: Cell::new(0),
        }
    }

    pub(super) fn semantic(&self) -> &'s Semantic<'a> {
        self.semantic
    }

    /// What a name stands for, unless it is global.
    pub(super) fn symbol(&self, name: &IdentifierReference<'_>) -> Option<SymbolId> {
        // Names in JSDoc belong to no scope.
        let reference = name.reference_id.get()?;
        self.semantic.scoping().get_reference(reference).symbol_id()
    }

    /// The type of an expression.
    pub(super) fn of(&self, value: &Expression<'a>) -> Type {
        self.questions.set(self.questions.get().saturating_add(1));
        if self.questions.get() > MAX_QUESTIONS || self.depth.get() > MAX_DEPTH {
            return Type::Unknown;
        }
        self.depth.set(self.depth.get() + 1);
        let found = match self.expression(value).limited() {
            Type::Unknown => self.narrowed(value),
            known => known,
        };
        self.depth.set(self.depth.get() - 1);
        found
    }

    fn expression(&self, value: &Expression<'a>) -> Type {
        match value {
            Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => Type::String,
            Expression::NumericLiteral(_) | Expression::UpdateExpression(_) => Type::Number,
            Expression::BooleanLiteral(_) => Type::Boolean,
            Expression::NullLiteral(_) => Type::Nullish,
            Expression::Identifier(name) => self.identifier(name),
            Expression::ArrayExpression(list) => {
                let elements = list.elements.iter().map(|element| match element {
                    ArrayExpressionElement::SpreadElement(spread) => {
                        self.of(&spread.argument).element()
                    }
                    other => other
                        .as_expression()
                        .map_or(Type::Nullish, |element| self.of(element)),
                });
                Type::Array(Box::new(one_of(elements)))
            }
            Expression::ObjectExpression(object) => self.object(&object.properties),
            Expression::FunctionExpression(function) => Type::Function(function.node_id()),
            Expression::ArrowFunctionExpression(function) => Type::Function(function.node_id()),
            Expression::ParenthesizedExpression(inner) => self.of(&inner.expression),
            Expression::ChainExpression(chain) => match &chain.expression {
                oxc::ast::ast::ChainElement::CallExpression(call) => self.call(call),
                other => other
                    .as_member_expression()
                    .map_or(Type::Unknown, |member| self.member(member)),
            },
            Expression::CallExpression(call) => self.call(call),
            Expression::NewExpression(new) => self.constructed(new),
            Expression::ConditionalExpression(either) => {
                self.of(&either.consequent).or(self.of(&either.alternate))
            }
            Expression::LogicalExpression(both) => match both.operator {
                LogicalOperator::And => match self.of(&both.left) {
                    Type::Unknown => Type::Unknown,
                    _ => self.of(&both.right),
                },
                LogicalOperator::Or | LogicalOperator::Coalesce => {
                    self.of(&both.left).or(self.of(&both.right))
                }
            },
            Expression::BinaryExpression(both) => match both.operator {
                BinaryOperator::Addition => match (self.of(&both.left), self.of(&both.right)) {
                    (Type::String, _) | (_, Type::String) => Type::String,
                    (Type::Number, Type::Number) => Type::Number,
                    _ => Type::Unknown,
                },
                operator if operator.is_arithmetic() || operator.is_bitwise() => Type::Number,
                _ => Type::Boolean,
            },
            Expression::UnaryExpression(one) => match one.operator {
                UnaryOperator::Typeof => Type::String,
                UnaryOperator::Void => Type::Nullish,
                UnaryOperator::LogicalNot | UnaryOperator::Delete => Type::Boolean,
                _ => Type::Number,
            },
            Expression::AssignmentExpression(assignment) if assignment.operator.is_assign() => {
                self.of(&assignment.right)
            }
            Expression::SequenceExpression(list) => list
                .expressions
                .last()
                .map_or(Type::Unknown, |last| self.of(last)),
            Expression::AwaitExpression(waiting) => match self.of(&waiting.argument) {
                Type::Promise(value) => *value,
                other => other,
            },
            Expression::TSAsExpression(cast) => self.cast(&cast.type_annotation, &cast.expression),
            Expression::TSTypeAssertion(cast) => self.cast(&cast.type_annotation, &cast.expression),
            Expression::TSSatisfiesExpression(same) => self.of(&same.expression),
            Expression::TSNonNullExpression(same) => self.of(&same.expression),
            other => other
                .as_member_expression()
                .map_or(Type::Unknown, |member| self.member(member)),
        }
    }

    /// `as const` changes no type that matters here.
    fn cast(&self, to: &TSType<'a>, value: &Expression<'a>) -> Type {
        match to {
            TSType::TSTypeReference(reference)
                if reference.span.source_text(self.semantic.source_text()) == "const" =>
            {
                self.of(value)
            }
            to => self.annotated(to),
        }
    }

    fn object(&self, properties: &[ObjectPropertyKind<'a>]) -> Type {
        let mut members = Vec::new();
        for property in properties {
            match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    let Some(name) = property.key.static_name() else {
                        continue;
                    };
                    let value = match self.of(&property.value) {
                        Type::Function(getter) if property.kind == PropertyKind::Get => {
                            self.result_of(getter)
                        }
                        value => value,
                    };
                    members.push((name.to_string(), value));
                }
                ObjectPropertyKind::SpreadProperty(spread) => match self.of(&spread.argument) {
                    Type::Object(more) => members.extend(more),
                    _ => return Type::Unknown,
                },
            }
        }
        Type::Object(members)
    }

    fn member(&self, member: &MemberExpression<'a>) -> Type {
        let object = self.of(member.object());
        if let Some(name) = member.static_property_name() {
            return match named_member(&object, name) {
                Type::Unknown => self.member_set(member, name),
                known => known,
            };
        }
        match member {
            MemberExpression::ComputedMemberExpression(member) => match &member.expression {
                Expression::NumericLiteral(index) => object.place(index.value as usize),
                _ => match object {
                    Type::Dictionary(value) => *value,
                    object => object.element(),
                },
            },
            _ => Type::Unknown,
        }
    }

    fn call(&self, call: &CallExpression<'a>) -> Type {
        let callee = call.callee.without_parentheses();
        if let Some(member) = callee.as_member_expression() {
            let Some(name) = member.static_property_name() else {
                return Type::Unknown;
            };
            let object = self.of(member.object());
            if let Type::Function(function) = named_member(&object, name) {
                return self.result_of(function);
            }
            let first = call.arguments.first().and_then(Argument::as_expression);
            let argument = |value: Option<&Expression<'a>>| value.map(|value| self.of(value));
            return match (&object, name) {
                (Type::Array(_) | Type::Tuple(_), "map") => {
                    Type::Array(Box::new(self.result(argument(first))))
                }
                (Type::Array(_) | Type::Tuple(_), "flatMap") => {
                    match self.result(argument(first)) {
                        list @ Type::Array(_) => list,
                        one => Type::Array(Box::new(one)),
                    }
                }
                (Type::Array(_) | Type::Tuple(_), "reduce" | "reduceRight") => {
                    let start = call.arguments.get(1).and_then(Argument::as_expression);
                    argument(start).unwrap_or_else(|| object.element())
                }
                (Type::Global("Object"), "values") => Type::Array(Box::new(member_values(
                    &argument(first).unwrap_or(Type::Unknown),
                ))),
                (Type::Global("Object"), "entries") => {
                    let value = member_values(&argument(first).unwrap_or(Type::Unknown));
                    Type::Array(Box::new(Type::Tuple(vec![Type::String, value])))
                }
                (Type::Global("Array"), "from") => {
                    Type::Array(Box::new(argument(first).unwrap_or(Type::Unknown).element()))
                }
                (Type::Global("Array"), "of") => {
                    Type::Array(Box::new(argument(first).unwrap_or(Type::Nullish)))
                }
                (Type::Global("Object"), "fromEntries") => Type::Dictionary(Box::new(
                    argument(first).unwrap_or(Type::Unknown).element().place(1),
                )),
                (Type::Global("Object"), "assign") => call
                    .arguments
                    .iter()
                    .map(|one| {
                        one.as_expression()
                            .map_or(Type::Unknown, |one| self.of(one))
                    })
                    .reduce(both)
                    .unwrap_or(Type::Unknown),
                (object, name) => library::result(object, name),
            };
        }
        match callee {
            Expression::Identifier(name) if self.symbol(name).is_none() => {
                library::function_result(&name.name)
            }
            callee => self.result(Some(self.of(callee))),
        }
    }

    fn constructed(&self, new: &NewExpression<'a>) -> Type {
        match new.callee.without_parentheses() {
            Expression::Identifier(name) if self.symbol(name).is_none() => {
                library::instance(&name.name)
            }
            _ => Type::Unknown,
        }
    }

    fn result(&self, function: Option<Type>) -> Type {
        match function {
            Some(Type::Function(function)) => self.result_of(function),
            _ => Type::Unknown,
        }
    }

    /// What a function of the file returns.
    fn result_of(&self, function: NodeId) -> Type {
        if let Some(known) = self.results.borrow().get(&function) {
            return known.clone().unwrap_or(Type::Unknown);
        }
        self.results.borrow_mut().insert(function, None);
        let nodes = self.semantic.nodes();
        let found = match nodes.kind(function) {
            AstKind::ArrowFunctionExpression(arrow) => {
                match (&arrow.return_type, arrow.get_expression()) {
                    (Some(annotation), _) => self.annotated(&annotation.type_annotation),
                    (None, Some(value)) => promised(self.of(value), arrow.r#async),
                    (None, None) => promised(self.returned(function), arrow.r#async),
                }
            }
            AstKind::Function(declared) => match &declared.return_type {
                Some(annotation) => self.annotated(&annotation.type_annotation),
                None if declared.generator => Type::Unknown,
                None => self
                    .documented(declared.span.start, "@returns", None)
                    .unwrap_or_else(|| promised(self.returned(function), declared.r#async)),
            },
            _ => Type::Unknown,
        };
        self.results
            .borrow_mut()
            .insert(function, Some(found.clone()));
        found
    }

    fn returned(&self, function: NodeId) -> Type {
        let nodes = self.semantic.nodes();
        let span = nodes.kind(function).span();
        let values = nodes.iter().filter_map(|node| match node.kind() {
            AstKind::ReturnStatement(statement) if span.contains_inclusive(statement.span) => {
                let own = nodes.ancestors_enumerated(node.id()).find(|(_, around)| {
                    matches!(
                        around.kind(),
                        AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)
                    )
                });
                (own?.0 == function).then_some(statement.argument.as_ref()?)
            }
            _ => None,
        });
        one_of(values.map(|value| self.of(value)))
    }
}

/// The type of what has the members of two objects.
fn both(one: Type, other: Type) -> Type {
    match (one, other) {
        (Type::Object(mut members), Type::Object(more)) => {
            members.extend(more);
            Type::Object(members)
        }
        _ => Type::Unknown,
    }
}

fn promised(value: Type, is_async: bool) -> Type {
    if is_async {
        Type::Promise(Box::new(value))
    } else {
        value
    }
}

fn named_member(object: &Type, name: &str) -> Type {
    match object {
        Type::Object(members) => members
            .iter()
            .rev()
            .find(|(member, _)| member == name)
            .map_or(Type::Unknown, |(_, found)| found.clone()),
        Type::Dictionary(value) => (**value).clone(),
        Type::String | Type::Array(_) | Type::Tuple(_) if name == "length" => Type::Number,
        Type::Module(path) => Type::Module(format!("{path}.{name}")),
        _ => Type::Unknown,
    }
}

fn member_values(object: &Type) -> Type {
    match object {
        Type::Object(members) => one_of(members.iter().map(|(_, value)| value.clone())),
        Type::Dictionary(value) => (**value).clone(),
        list => list.element(),
    }
}
