//! The rules a schema has to keep.

mod cycles;
mod directives;
mod interfaces;
mod literal;
mod roots;
mod types;

use appsynth_diagnostics::Diagnostics;
use appsynth_parallel as parallel;

use crate::ast::{Document, TypeDefinition};
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
    let types: Vec<&TypeDefinition> = schema.types().collect();
    let found = parallel::map(types, TYPES_OF_A_THREAD, |definition| {
        let mut problems = Diagnostics::default();
        types::check(schema, definition, &mut problems);
        interfaces::check(schema, definition, &mut problems);
        cycles::check(schema, definition, &mut problems);
        problems
    });
    problems.extend(found.into_iter().flatten());
}

/// With fewer, another thread is not worth waking.
const TYPES_OF_A_THREAD: usize = 128;
