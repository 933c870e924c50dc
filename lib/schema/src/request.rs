//! A client's request: parsed, validated against a schema, its values coerced.

mod arguments;
mod coercion;
mod conflicts;
mod fragments;
mod literals;
mod variables;
mod walk;

use appsynth_diagnostics::{LineColumn, SourceId, Sources, Span};

use crate::ast::{Document, FragmentDefinition, OperationDefinition};
use crate::parse::parse_text;
use crate::{Schema, Valid};

pub use coercion::{coerce_arguments, coerce_variables};

/// A request that fits its schema.
#[derive(Debug)]
pub struct Request {
    text: RequestText,
    document: Document,
}

/// What is wrong with a request, in AppSync's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    /// The kind of mistake.
    pub kind: RequestErrorKind,
    /// AppSync's message.
    pub message: String,
    /// Where in the request; empty if the request as a whole is meant.
    pub locations: Vec<LineColumn>,
}

/// The kinds of mistake, which AppSync answers differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestErrorKind {
    /// Not GraphQL.
    Syntax,
    /// Does not fit the schema.
    Validation,
    /// The operation that shall run is not there.
    Operation,
    /// The variables do not fit.
    Variables,
}

impl Request {
    /// Parses and validates a request.
    ///
    /// # Errors
    /// One syntax error, or the first hundred ways in which the request does not fit the schema.
    pub fn parse(schema: &Valid<Schema>, text: &str) -> Result<Self, Vec<RequestError>> {
        let (text, id) = RequestText::new(text);
        let (document, errors) = parse_text(id, text.as_str());
        let definitions = document.operations().count();
        if !errors.is_empty() || definitions == 0 {
            return Err(vec![RequestError {
                kind: RequestErrorKind::Syntax,
                message: "Unable to parse GraphQL query.".to_owned(),
                locations: errors
                    .first()
                    .and_then(|error| text.place(Some(error.span)))
                    .into_iter()
                    .collect(),
            }]);
        }
        let errors = walk::validate(schema, &document, &text);
        if errors.is_empty() {
            Ok(Self { text, document })
        } else {
            Err(errors)
        }
    }

    /// The operation to run: the named one, or the only one. An empty name is none, as for graphql-java.
    ///
    /// # Errors
    /// If there is none of that name, or several and no name.
    pub fn operation(&self, name: Option<&str>) -> Result<&OperationDefinition, RequestError> {
        let mut operations = self.document.operations();
        let refuse = |message: String| RequestError {
            kind: RequestErrorKind::Operation,
            message,
            locations: Vec::new(),
        };
        match name.filter(|name| !name.is_empty()) {
            Some(name) => operations
                .find(|one| one.name.as_deref() == Some(name))
                .ok_or_else(|| refuse(format!("Unknown operation named '{name}'."))),
            None => match (operations.next(), operations.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(refuse(
                    "Must provide operation name if query contains multiple operations.".to_owned(),
                )),
            },
        }
    }

    /// A fragment by name.
    pub fn fragment(&self, name: &str) -> Option<&FragmentDefinition> {
        self.document.fragments().find(|one| &*one.name == name)
    }

    /// The line and column of a part of the request.
    pub fn place(&self, span: Option<Span>) -> Option<LineColumn> {
        self.text.place(span)
    }
}

/// The text of a request, for places in it.
#[derive(Debug)]
struct RequestText {
    sources: Sources,
    id: SourceId,
}

impl RequestText {
    fn new(text: &str) -> (Self, SourceId) {
        let mut sources = Sources::new();
        let id = sources.add("", text);
        (Self { sources, id }, id)
    }

    fn as_str(&self) -> &str {
        self.sources.get(self.id).map_or("", |source| source.text())
    }

    fn place(&self, span: Option<Span>) -> Option<LineColumn> {
        let span = span?;
        Some(self.sources.get(span.source)?.line_column(span.start))
    }
}
