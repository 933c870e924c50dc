//! AppSync's mapping templates: the Velocity template language, compiled once and evaluated many times.
//!
//! ```
//! use appsynth_util::{Context, Host, Outcome};
//! use appsynth_vtl::Template;
//! use serde_json::json;
//!
//! let template = Template::compile(r#"{"id": "$ctx.args.id"}"#)?;
//! let context = Context { arguments: json!({"id": "1"}), ..Context::default() };
//! let evaluation = template.evaluate(&context, &Host::system());
//! assert_eq!(evaluation.outcome, Outcome::Value(json!({"id": "1"})));
//! # Ok::<(), appsynth_vtl::SyntaxError>(())
//! ```
//!
//! AppSync runs Velocity 1.7, whose grammar and semantics this follows: an undefined reference prints
//! itself, as a condition it is true unless it is `false` or null, 7 / 2 is 3, `==` compares unlike types by their text.
//! Two things are AppSync's own: `#return`, and what `$ctx`, `$util` and `$extensions` hold.
//!
//! | step | module |
//! | --- | --- |
//! | text → tree | `parse`, by recursive descent without a separate lexer, because what a character means in Velocity depends on what surrounds it |
//! | the tree | `tree`: variables are slots, utility functions are resolved |
//! | values | `heap`: lists and maps live in an arena that ends with the evaluation, so that sharing and cycles cost nothing; those of the context stay the JSON they came as until a template looks inside |
//! | tree → text or value | `evaluate`, with `methods` (Java's) and `util` (AppSync's) |
//!
//! Invariant: no template and no context makes compiling or evaluating panic, hang or exhaust memory.

mod diagnostics;
mod display;
mod document;
mod evaluate;
mod extensions;
mod facts;
mod heap;
mod json;
mod key;
mod limits;
mod measure;
mod methods;
mod parse;
mod template;
pub mod tree;
mod util;
mod value;
pub mod visit;

pub use diagnostics::SyntaxError;
pub use facts::{Facts, Part, Read, UnknownUtility};
pub use template::{Rendered, Template};
