//! Behaviour of the facade as a user's crate sees it.

mod prelude;
mod synthesize;
