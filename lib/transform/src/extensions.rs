//! Extensions of types: directives stand where a type is defined. Only the root types take some on fields that an
//! extension adds.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::Schema;
use appsynth_schema::ast::{Definition, Document, TypeDefinition, TypeKind};

use crate::diagnostics;
use crate::mentions::DIRECTIVES;

/// Adds what directives on extensions are refused.
pub(crate) fn check(document: &Document, schema: &Schema, problems: &mut Diagnostics) {
    let extensions = document.definitions.iter().filter_map(|one| match one {
        Definition::Type(one) if one.extend && has_fields(one) => Some(one),
        _ => None,
    });
    let is_own = |name: &str| DIRECTIVES.contains(&name);
    for extension in extensions {
        for directive in &extension.directives {
            if is_own(&directive.name) {
                problems.push(diagnostics::on_extension(directive, &extension.name));
            }
        }
        let mut roots = schema.root_operations();
        if roots.any(|(_, root)| root.text == extension.name.text) {
            continue;
        }
        for field in extension.fields() {
            for directive in field.directives.iter().filter(|one| is_own(&one.name)) {
                problems.push(diagnostics::in_extension(
                    directive,
                    &field.name,
                    &extension.name,
                ));
            }
        }
    }
}

fn has_fields(definition: &TypeDefinition) -> bool {
    matches!(
        definition.kind,
        TypeKind::Object { .. } | TypeKind::Interface { .. }
    )
}
