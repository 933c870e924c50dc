//! How long names may be: tables, indexes, resolvers and their files are named for them.

use appsynth_diagnostics::{Diagnostics, Span};
use appsynth_schema::ast::OperationType;

use crate::diagnostics::fields;
use crate::model::Entity;

/// What DynamoDB takes for an index or an attribute of a key.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
const KEY: usize = 255;

/// What leaves room for the rest of a table's name, of which DynamoDB takes 255 letters in all, and of a file's name.
const MODEL: usize = 200;

/// What leaves room for the rest of the name of a file, of which systems take 255 bytes in all.
const OPERATION: usize = 212;

pub(super) fn check(
    entity: &Entity,
    operations: &[(OperationType, &str, Option<Span>)],
    problems: &mut Diagnostics,
) {
    let name = &entity.name;
    if name.len() > MODEL {
        problems.push(fields::too_long("a model", name, MODEL, name.span));
        return;
    }
    for (_, name, place) in operations
        .iter()
        .filter(|(_, name, _)| name.len() > OPERATION)
    {
        problems.push(fields::too_long("an operation", name, OPERATION, *place));
    }
    for index in &entity.indexes {
        if index.name.len() > KEY {
            problems.push(fields::too_long("an index", &index.name, KEY, index.span));
        }
        for field in index.key_fields().filter(|field| field.len() > KEY) {
            problems.push(fields::too_long("a key", field, KEY, index.span));
        }
    }
    for field in entity.key_fields().filter(|field| field.len() > KEY) {
        let place = entity.fields.get(field).and_then(|field| field.name.span);
        problems.push(fields::too_long("a key", field, KEY, place));
    }
}
