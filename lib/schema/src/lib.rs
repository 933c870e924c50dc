//! GraphQL's schema language and requests: text to syntax, syntax to a checked schema, and back.
//!
//! ```
//! use appsynth_diagnostics::Sources;
//!
//! let mut sources = Sources::new();
//! let id = sources.add("blog.graphql", "type Query { post(id: ID!): String @aws_api_key }");
//! let (document, problems) = appsynth_schema::parse(&sources, [id]);
//! assert!(problems.is_empty());
//! let schema = appsynth_schema::validate(document).expect("is valid");
//! assert_eq!(schema.field("Query", "post").map(|post| post.ty.to_string()).as_deref(), Some("String"));
//! ```
//!
//! A [`Request`] is validated against such a schema, with AppSync's messages for what does not fit:
//!
//! ```
//! # use appsynth_diagnostics::Sources;
//! # let mut sources = Sources::new();
//! # let id = sources.add("blog.graphql", "type Query { post(id: ID!): String }");
//! # let schema = appsynth_schema::validate(appsynth_schema::parse(&sources, [id]).0).expect("is valid");
//! let errors = appsynth_schema::Request::parse(&schema, "{ post }").expect_err("lacks an argument");
//! assert_eq!(
//!     errors[0].message,
//!     "Validation error of type MissingFieldArgument: Missing field argument id @ 'post'",
//! );
//! ```
//!
//! AppSync's scalars and directives are known without being declared. A [`Valid`] schema comes from
//! [`validate`] only, so whoever holds one need not check again.
//!
//! Invariants: the parser's own types stay inside; mistakes are data, and all are reported at once.

pub mod ast;
mod built_in;
mod diagnostics;
mod java;
mod parse;
mod print;
mod request;
mod scalar;
mod schema;
mod validate;

pub use ast::Document;
pub use built_in::prepare;
pub use parse::parse;
pub use print::{print, print_selection_set};
pub use request::{Request, RequestError, RequestErrorKind, coerce_arguments, coerce_variables};
pub use scalar::Scalar;
pub use schema::{Schema, Valid};
pub use validate::{validate, validate_incomplete};
