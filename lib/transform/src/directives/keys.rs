//! What the keys of tables and indexes have in common.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::Name;

use crate::arguments;
use crate::diagnostics::keys;
use crate::model::{Entity, Field, FieldOrigin};
use crate::read::FieldUse;

/// The fields that `sortKeyFields` of a directive names and that may be part of a key.
pub(super) fn sort_fields(
    entity: &Entity,
    directive: FieldUse<'_>,
    problems: &mut Diagnostics,
) -> Vec<String> {
    let names = arguments::texts(directive.directive, "sortKeyFields").unwrap_or_default();
    let mut fields: Vec<String> = Vec::new();
    for name in names {
        let Some(field) = declared(entity, &name) else {
            problems.push(keys::unknown_field(entity, directive.directive, &name));
            continue;
        };
        if *name == *directive.field.name || fields.contains(&name.text) {
            problems.push(keys::repeated_field(directive, &name));
        } else if field.is_orderable() {
            fields.push(name.text);
        } else {
            problems.push(keys::sort_field_type(directive.directive, &name, field));
        }
    }
    fields
}

fn declared<'a>(entity: &'a Entity, name: &Name) -> Option<&'a Field> {
    entity
        .fields
        .get(&name.text)
        .filter(|field| field.origin == FieldOrigin::Declared)
}
