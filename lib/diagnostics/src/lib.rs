//! What appsynth says about the user's input: one value per mistake, many renderings.
//!
//! A [`Diagnostic`] has a [`Code`], a message, the exact place (a [`Span`] in a source text, the line of
//! Rust that made a construct, or both) and what to do about it. Stages collect [`Diagnostics`] and
//! return them; only the command line prints. Errors about the world (files, network) are not
//! diagnostics: each crate has its own error type for those.
//!
//! [`render`] turns them into text for people, editors and scripts.
//!
//! Invariant: nothing here reads files, the environment or the terminal, except `fixtures`, which is for
//! tests and behind a feature of that name.

mod code;
pub mod codes;
mod diagnostic;
#[cfg(feature = "fixtures")]
pub mod fixtures;
pub mod limits;
mod lower_first;
mod near_name;
pub mod render;
mod source;
mod suppressions;

pub use code::{Code, find_code};
pub use diagnostic::{CallSite, Diagnostic, Diagnostics, Label, Origin, Severity};
pub use lower_first::lower_first;
pub use near_name::near_name;
pub use source::{LineColumn, Source, SourceId, Sources, Span};
pub use suppressions::Suppressions;
