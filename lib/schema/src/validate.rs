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

pub(crate) use literal::Misfit;

/// Checks a document as AppSync would, and gives its schema.
///
/// # Errors
/// Every mistake of the document (`AS1…`), in source order of the definitions.
pub fn validate(document: Document) -> Result<Valid<Schema>, Diagnostics> {
    let (schema, mut problems) = Schema::build(document);
    roots::check_complete(&schema, &mut problems);
    check_definitions(&schema, &mut problems);
    if problems.has_errors() {
        Err(problems)
    } else {
        Ok(Valid::assert(schema))
    }
}

/// Checks a document that a later step completes: its schema as far as it goes, and every mistake (`AS1…`).
///
/// The types and directives of `additions` are known in it as if they were built in. Query and mutation
/// fields may still be missing: the query type, and the mutations that subscriptions listen to.
pub fn validate_incomplete(document: &Document, additions: &Document) -> (Schema, Diagnostics) {
    let (mut schema, mut problems) = Schema::build(document.clone());
    schema.know(additions);
    check_definitions(&schema, &mut problems);
    (schema, problems)
}

fn check_definitions(schema: &Schema, problems: &mut Diagnostics) {
    roots::check(schema, problems);
    directives::check_definitions(schema, problems);
    for definition in schema.types() {
        types::check(schema, definition, problems);
        interfaces::check(schema, definition, problems);
        cycles::check(schema, definition, problems);
    }
}
