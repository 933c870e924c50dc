//! A schema with directives such as `@model` to facts about the API it stands for.
//!
//! ```
//! use appsynth_diagnostics::Sources;
//! use appsynth_transform::{Options, read};
//!
//! let mut sources = Sources::new();
//! let id = sources.add("blog.graphql", "type Post @model @auth(rules: [{ allow: public }]) { title: String! author: ID @index }");
//! let (document, _) = appsynth_schema::parse(&sources, [id]);
//! let (model, problems) = read(&document, &Options::default());
//! assert!(problems.is_empty());
//! assert_eq!(model.entities["Post"].queries.list.as_deref(), Some("listPosts"));
//! assert_eq!(model.entities["Post"].indexes[0].query.as_deref(), Some("postsByAuthor"));
//! ```
//!
//! The directives are those of the Amplify GraphQL transformer, version 2, with the same meaning and the same
//! derived names. [`read`] turns syntax into a [`Model`] and checks it; what is in the model is decided:
//! defaults are filled in, names derived, relations resolved to the keys they read by.
//!
//! Each directive has a module under `directives` with `read` (its syntax → facts) and `check` (its rules over
//! the whole model); `directives.rs` lists them in order.
//!
//! Invariants: mistakes are data, and all are reported at once; no text of a directive is left to interpret;
//! what the user wrote keeps its place.

mod arguments;
mod diagnostics;
mod directives;
mod extensions;
mod mend;
mod mentions;
mod model;
mod names;
mod needs;
mod options;
pub mod plan;
mod read;

pub use mentions::has_directives;
pub use model::*;
pub use needs::{Needs, needs};
pub use options::{AuthMode, Options};
pub use plan::{Plan, plan, plan_printed};
pub use read::{prepare, read};
