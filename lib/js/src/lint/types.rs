//! What is known of a value's type: what `no-disallowed-methods` and `no-function-passing` ask the
//! TypeScript compiler in the plugin. It infers what follows from literals, declarations, annotations,
//! JSDoc and JavaScript's library; all else is unknown, and unknown types break no rule.

mod annotation;
mod appsync;
mod assigned;
mod call;
mod derived;
mod function;
mod generic;
mod identifier;
mod jsdoc;
mod known;
pub(super) mod library;
mod member;
mod narrowed;
mod overload;
mod pattern;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use oxc::{
    allocator::Allocator,
    ast::ast::{
        ArrayExpressionElement, Expression, IdentifierReference, ObjectPropertyKind, PropertyKind,
        TSType,
    },
    semantic::{NodeId, Semantic, SymbolId},
    syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator},
};

use super::Language;
pub(super) use known::Type;
use known::one_of;
use member::named_member;

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
    /// Names that comments were asked for; unknown while the answer is being looked for.
    defined: RefCell<HashMap<String, Option<Type>>>,
    /// Declared types that are being followed.
    naming: RefCell<Vec<SymbolId>>,
    bindings: RefCell<Vec<generic::Bindings>>,
    /// Generic functions whose results are being looked for.
    calling: RefCell<Vec<NodeId>>,
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
            defined: RefCell::default(),
            naming: RefCell::default(),
            bindings: RefCell::default(),
            calling: RefCell::default(),
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
        self.bounded(|| match self.expression(value) {
            Type::Unknown => self.narrowed(value),
            known => known,
        })
    }

    /// An answer that depends on others, which may depend on it: unknown if there is no end to them, or if there is
    /// too much of it.
    fn bounded(&self, answer: impl FnOnce() -> Type) -> Type {
        self.questions.set(self.questions.get().saturating_add(1));
        if self.questions.get() > MAX_QUESTIONS || self.depth.get() > MAX_DEPTH {
            return Type::Unknown;
        }
        self.depth.set(self.depth.get() + 1);
        let found = answer().limited();
        self.depth.set(self.depth.get() - 1);
        found
    }

    fn expression(&self, value: &Expression<'a>) -> Type {
        match value {
            Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => Type::String,
            Expression::NumericLiteral(_) | Expression::UpdateExpression(_) => Type::Number,
            Expression::BooleanLiteral(_) => Type::Boolean,
            Expression::NullLiteral(_) => Type::Nullish,
            Expression::RegExpLiteral(_) => Type::Instance("RegExp"),
            Expression::ImportExpression(_) => Type::Promise(Box::new(Type::Unknown)),
            Expression::TaggedTemplateExpression(tagged)
                if tagged.tag.is_specific_member_access("String", "raw") =>
            {
                Type::String
            }
            Expression::Identifier(name) => self.identifier(name),
            Expression::ArrayExpression(list) => {
                let elements = list.elements.iter().map(|element| match element {
                    ArrayExpressionElement::SpreadElement(spread) => {
                        self.of(&spread.argument).iterated()
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
            Expression::ParenthesizedExpression(inner) => self
                .documented(inner.span.start, &["type"])
                .unwrap_or_else(|| self.of(&inner.expression)),
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
                LogicalOperator::And if is_falsy(&both.left) => self.of(&both.left),
                LogicalOperator::And => match self.of(&both.left) {
                    Type::Unknown => Type::Unknown,
                    _ => self.of(&both.right),
                },
                LogicalOperator::Or | LogicalOperator::Coalesce => {
                    match (self.of(&both.left), self.of(&both.right)) {
                        // Members that only one of them has are there for no one.
                        (Type::Object(one), Type::Object(other)) if one != other => Type::Unknown,
                        (one, other) => one.or(other),
                    }
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

    fn cast(&self, to: &TSType<'a>, value: &Expression<'a>) -> Type {
        match to {
            TSType::TSTypeReference(reference)
                if reference.span.source_text(self.semantic.source_text()) == "const" =>
            {
                self.of(value).constant()
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
                    let value = match (property.kind, self.of(&property.value)) {
                        (PropertyKind::Set, _) => continue,
                        (PropertyKind::Get, Type::Function(getter)) => self.result_of(getter),
                        (_, value) => value,
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
}

/// The type of what has the members of two objects.
fn both(one: Type, other: Type) -> Type {
    match (one, other) {
        (Type::Object(mut members), Type::Object(more)) => {
            members.extend(more);
            Type::Object(members).limited()
        }
        _ => Type::Unknown,
    }
}

/// Whether a value counts as false, whatever the code does.
fn is_falsy(value: &Expression<'_>) -> bool {
    match value.without_parentheses() {
        Expression::StringLiteral(text) => text.value.is_empty(),
        Expression::NumericLiteral(number) => number.value == 0.0,
        Expression::BooleanLiteral(boolean) => !boolean.value,
        _ => false,
    }
}
