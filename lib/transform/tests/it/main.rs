//! What reading a schema with directives does, as its users see it.

mod diagnostics;
