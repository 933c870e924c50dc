//! The behaviour of the crate.

mod refused;
mod templates;
