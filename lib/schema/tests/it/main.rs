//! What the schema crate does, as its users see it.

mod diagnostics;
mod printing;
mod request;
mod schema;
