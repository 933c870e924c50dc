//! What `implements` promises.

use appsynth_diagnostics::Diagnostics;

use crate::ast::{FieldDefinition, Name, Type, TypeDefinition, TypeKind};
use crate::{Schema, diagnostics};

pub(super) fn check(schema: &Schema, definition: &TypeDefinition, problems: &mut Diagnostics) {
    let implements = definition.implements();
    super::types::check_unique("interface", &definition.name, implements, problems);
    for name in implements {
        let Some(interface) = schema.type_definition(name) else {
            problems.push(diagnostics::undefined_type(name, schema.near_type(name)));
            continue;
        };
        if !matches!(interface.kind, TypeKind::Interface { .. }) {
            let keyword = interface.kind.keyword();
            problems.push(diagnostics::not_an_interface(name, keyword));
            continue;
        }
        if name.text == definition.name.text {
            problems.push(diagnostics::interface_of_itself(name));
            continue;
        }
        for inherited in interface.implements() {
            if !implements.iter().any(|one| one.text == inherited.text) {
                problems.push(diagnostics::missing_interface(definition, name, inherited));
            }
        }
        for required in interface.fields() {
            check_field(schema, definition, name, required, problems);
        }
    }
}

fn check_field(
    schema: &Schema,
    definition: &TypeDefinition,
    interface: &Name,
    required: &FieldDefinition,
    problems: &mut Diagnostics,
) {
    let Some(field) = definition.field(&required.name) else {
        problems.push(diagnostics::missing_interface_field(
            definition, interface, required,
        ));
        return;
    };
    if !is_narrower(schema, &field.ty, &required.ty) {
        problems.push(diagnostics::interface_field_type(
            definition, field, interface, required,
        ));
    }
    for argument in &required.arguments {
        let same = field.argument(&argument.name);
        if same.is_none_or(|one| one.ty != argument.ty) {
            problems.push(diagnostics::interface_argument(
                definition, field, interface, argument,
            ));
        }
    }
    for argument in &field.arguments {
        if argument.is_required() && required.argument(&argument.name).is_none() {
            problems.push(diagnostics::extra_required_argument(
                definition, field, interface, argument,
            ));
        }
    }
}

/// Whether each value of the one type is a value of the other.
fn is_narrower(schema: &Schema, ty: &Type, than: &Type) -> bool {
    match (ty, than) {
        (Type::NonNull(ty), Type::NonNull(than)) => is_narrower(schema, ty, than),
        (Type::NonNull(ty), than) => is_narrower(schema, ty, than),
        (Type::List(ty), Type::List(than)) => is_narrower(schema, ty, than),
        (Type::Named(ty), Type::Named(than)) => {
            schema.is_possible_type(than, ty)
                || schema
                    .type_definition(ty)
                    .is_some_and(|one| one.implements().iter().any(|name| name.text == than.text))
        }
        (Type::Named(_) | Type::List(_), _) => false,
    }
}
