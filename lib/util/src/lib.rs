//! What both resolver engines share: the context a resolver sees, what an evaluation gives, and
//! AppSync's utility functions.
//!
//! Invariant: time and randomness come through [`Host`] only, so that an evaluation can be repeated.

mod context;
mod evaluation;
mod host;

pub use context::{Context, Half};
pub use evaluation::{Evaluation, FieldError, Outcome};
pub use host::{Clock, Host, Ids, RandomIds, SystemClock};
