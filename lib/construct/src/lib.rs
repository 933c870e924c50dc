//! The construct tree: what an application is made of, before templates.
//!
//! A construct is a plain value that says what is wanted; [`Scope::add`] consumes it, records nodes in a
//! tree that the [`App`] owns, and gives a small `Copy` handle back. Mistakes are recorded with the line
//! that made the construct and reported together by [`App::synth`].
//!
//! Not here: any one AWS service.

mod construct;
mod tree;
mod value;

pub use construct::{Construct, Scope};
pub use tree::{App, NodeId};
pub use value::{Expr, Intrinsic, Value};
