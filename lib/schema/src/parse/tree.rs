//! The parser and its tree: only this module and those below it know them.

mod definitions;
mod operations;

use apollo_compiler::ast as parsed;
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::{Parser, SourceSpan};
use apollo_compiler::{Name as ParsedName, Node};
use appsynth_diagnostics::{SourceId, Span};

use super::{SyntaxError, noise::one_per_definition, words::in_our_words};
use crate::ast::{Argument, Directive, Document, Name, OperationType, Type, Value, ValueKind};

/// How deep a text may nest before it is refused, which protects the stack.
const NESTING_LIMIT: usize = 200;

/// Reads a text that begins at an offset of its source. What could be read is in the document even if there were
/// mistakes.
pub(super) fn read(source: SourceId, offset: usize, text: &str) -> (Document, Vec<SyntaxError>) {
    let reader = Reader { source, offset };
    let result = Parser::new()
        .recursion_limit(NESTING_LIMIT)
        .parse_ast(text, "");
    let (tree, errors) = match result {
        Ok(tree) => (tree, Vec::new()),
        Err(failed) => {
            let errors = failed
                .errors
                .iter()
                .map(|one| SyntaxError {
                    span: one
                        .error
                        .location()
                        .map_or(reader.end_of(text), |at| reader.span(at)),
                    message: in_our_words(&one.error.to_string()),
                })
                .collect();
            (failed.partial, one_per_definition(text, errors))
        }
    };
    let definitions = tree
        .definitions
        .iter()
        .map(|one| reader.definition(one))
        .collect();
    (Document { definitions }, errors)
}

struct Reader {
    source: SourceId,
    /// Where the text begins in its source.
    offset: usize,
}

impl Reader {
    fn span(&self, at: SourceSpan) -> Span {
        Span {
            source: self.source,
            start: self.offset + at.offset(),
            end: self.offset + at.end_offset(),
        }
    }

    fn end_of(&self, text: &str) -> Span {
        Span {
            source: self.source,
            start: self.offset + text.len(),
            end: self.offset + text.len(),
        }
    }

    fn at<T: ?Sized>(&self, node: &Node<T>) -> Option<Span> {
        node.location().map(|at| self.span(at))
    }

    fn name(&self, name: &ParsedName) -> Name {
        Name {
            text: name.as_str().to_owned(),
            span: name.location().map(|at| self.span(at)),
        }
    }

    fn names(&self, names: &[ParsedName]) -> Vec<Name> {
        names.iter().map(|name| self.name(name)).collect()
    }

    fn directives(&self, list: &parsed::DirectiveList) -> Vec<Directive> {
        list.iter()
            .map(|one| Directive {
                name: self.name(&one.name),
                arguments: self.arguments(&one.arguments),
                span: self.at(one),
            })
            .collect()
    }

    fn arguments(&self, list: &[Node<parsed::Argument>]) -> Vec<Argument> {
        list.iter()
            .map(|one| Argument {
                name: self.name(&one.name),
                value: self.value(&one.value),
            })
            .collect()
    }

    fn ty(&self, ty: &parsed::Type) -> Type {
        match ty {
            parsed::Type::Named(name) => Type::Named(self.name(name)),
            parsed::Type::NonNullNamed(name) => {
                Type::NonNull(Box::new(Type::Named(self.name(name))))
            }
            parsed::Type::List(inner) => Type::List(Box::new(self.ty(inner))),
            parsed::Type::NonNullList(inner) => {
                Type::NonNull(Box::new(Type::List(Box::new(self.ty(inner)))))
            }
        }
    }

    fn value(&self, value: &Node<parsed::Value>) -> Value {
        let kind = match &**value {
            parsed::Value::Null => ValueKind::Null,
            parsed::Value::Enum(name) => ValueKind::Enum(name.to_string()),
            parsed::Value::Variable(name) => ValueKind::Variable(name.to_string()),
            parsed::Value::String(text) => ValueKind::String(text.clone()),
            parsed::Value::Float(number) => ValueKind::Float(number.as_str().to_owned()),
            parsed::Value::Int(number) => ValueKind::Int(number.as_str().to_owned()),
            parsed::Value::Boolean(yes) => ValueKind::Boolean(*yes),
            parsed::Value::List(items) => {
                ValueKind::List(items.iter().map(|item| self.value(item)).collect())
            }
            parsed::Value::Object(members) => ValueKind::Object(
                members
                    .iter()
                    .map(|(name, value)| (self.name(name), self.value(value)))
                    .collect(),
            ),
        };
        Value {
            kind,
            span: self.at(value),
        }
    }
}

fn operation_type(operation_type: parsed::OperationType) -> OperationType {
    match operation_type {
        parsed::OperationType::Query => OperationType::Query,
        parsed::OperationType::Mutation => OperationType::Mutation,
        parsed::OperationType::Subscription => OperationType::Subscription,
    }
}
