//! The rules a schema has to keep.

mod cycles;
mod directives;
mod interfaces;
mod literal;
mod roots;
mod types;

use appsynth_diagnostics::Diagnostics;

use crate::ast::Document;
use crate::{Schema, Valid};

/// Checks a document as AppSync would, and gives its schema.
///
/// # Errors
/// Every mistake of the document (`AS1…`), in source order of the definitions.
pub fn validate(document: &Document) -> Result<Valid<Schema>, Diagnostics> {
    let (schema, mut problems) = Schema::build(document);
    roots::check(&schema, &mut problems);
    directives::check_definitions(&schema, &mut problems);
    for definition in schema.types() {
        types::check(&schema, definition, &mut problems);
        interfaces::check(&schema, definition, &mut problems);
        cycles::check(&schema, definition, &mut problems);
    }
    if problems.has_errors() {
        Err(problems)
    } else {
        Ok(Valid::assert(schema))
    }
}
