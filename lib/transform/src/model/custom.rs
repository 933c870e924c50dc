//! Fields that are resolved otherwise than by a table.

use appsynth_diagnostics::Span;
use appsynth_schema::ast::{Directive, FieldDefinition, Name, OperationType};

use super::AuthRules;

/// A field of a root type, or a field of another type with steps or rules of its own.
#[derive(Debug, Clone)]
pub struct CustomField {
    /// The type it belongs to.
    pub parent: Parent,
    /// The field as declared.
    pub field: FieldDefinition,
    /// What runs to resolve it, in the order its directives are written. Without steps the user attaches a
    /// resolver.
    pub steps: Vec<Step>,
    /// Who may ask for it, which is checked before any step. On a field of an entity the entity's field has the
    /// rules.
    pub auth: Option<AuthRules>,
}

/// What the schema says of a root type besides its fields.
#[derive(Debug, Clone)]
pub struct RootType {
    /// The kind of operation.
    pub operation: OperationType,
    /// The type's name.
    pub name: Name,
    /// The type's description.
    pub description: Option<String>,
    /// AppSync's own directives, kept as written.
    pub directives: Vec<Directive>,
}

/// The type that a custom field belongs to.
#[derive(Debug, Clone)]
pub enum Parent {
    /// The root type of an operation, by its name.
    Root(OperationType, Name),
    /// A type with `@model`.
    Entity(Name),
    /// Any other type.
    Type(Name),
}

/// A step of resolving a field.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it does.
    pub action: Action,
    /// The directive.
    pub span: Option<Span>,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Calls a Lambda function.
    Function(FunctionCall),
    /// Sends a request to an HTTP endpoint.
    Http(HttpCall),
}

/// A call of a Lambda function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionCall {
    /// The function's name; `${env}` in it stands for the environment.
    pub name: Template,
    /// The function's region, if not the API's.
    pub region: Option<String>,
    /// The function's account, if not the API's.
    pub account: Option<String>,
    /// Whether the answer is waited for.
    pub invocation_type: InvocationType,
}

/// Whether a Lambda function's answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvocationType {
    /// It is, and is the field's value.
    RequestResponse,
    /// It is not; the field tells whether the call was accepted.
    Event,
}

/// A request to an HTTP endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpCall {
    /// The method.
    pub method: HttpMethod,
    /// Scheme, host and port, such as `https://api.example.org`: one data source each.
    pub origin: Template,
    /// The rest of the URL, from its first `/`.
    pub path: Template,
    /// Headers in order.
    pub headers: Vec<HttpHeader>,
}

/// A header of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpHeader {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: Template,
}

/// The methods of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpMethod {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
    /// `PATCH`
    Patch,
}

/// A text with places that are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// Its parts in order.
    pub parts: Vec<TemplatePart>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePart {
    /// Letters as they are.
    Text(String),
    /// `${env}`: the name of the environment.
    Environment,
    /// `${aws_region}`: the API's region.
    Region,
    /// `${NAME}`: an environment variable of the API's.
    Variable {
        /// Its name.
        name: String,
        /// Its value in this environment.
        value: String,
    },
    /// `:name` in a path: a required argument under `params`.
    Parameter(String),
    /// `${ctx.source.id}` and its like: a value of the context, such as `source`, `id`.
    Context(Vec<String>),
}

impl HttpMethod {
    /// Whether requests of this method have a body.
    pub fn has_body(self) -> bool {
        match self {
            Self::Post | Self::Put | Self::Patch => true,
            Self::Get | Self::Delete => false,
        }
    }

    /// The method's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
        }
    }
}

impl Template {
    /// The text if it does not depend on the environment's name, and `echo` of `echo-${env}`: as Amplify's command
    /// line calls the function `echo` of a project.
    ///
    /// <https://docs.amplify.aws/gen1/react/build-a-backend/graphqlapi/custom-business-logic/>
    pub fn without_environment(&self) -> Option<String> {
        let (parts, ending) = match self.parts.as_slice() {
            [parts @ .., TemplatePart::Environment] => (parts, "-"),
            parts => (parts, ""),
        };
        let letters = parts.iter().map(|part| match part {
            TemplatePart::Text(text) | TemplatePart::Variable { value: text, .. } => {
                Some(text.as_str())
            }
            _ => None,
        });
        let text: String = letters.collect::<Option<_>>()?;
        text.strip_suffix(ending).map(str::to_owned)
    }

    /// The names of its `:parameters`, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TemplatePart::Parameter(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

impl Parent {
    /// The type's name.
    pub fn name(&self) -> &Name {
        match self {
            Self::Root(_, name) | Self::Entity(name) | Self::Type(name) => name,
        }
    }
}
