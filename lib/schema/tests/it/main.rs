//! What the schema crate does, as its users see it.

mod diagnostics;
mod oracle;
mod printing;
mod request;
mod schema;
mod syntax;
