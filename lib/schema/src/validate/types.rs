//! A type's members: their names, the types they refer to, their defaults.

use appsynth_diagnostics::Diagnostics;
use rustc_hash::FxHashMap;

use super::{directives, literal};
use crate::ast::{
    DirectiveLocation, FieldDefinition, InputValueDefinition, Name, TypeDefinition, TypeKind,
};
use crate::{Scalar, Schema, diagnostics};

pub(super) fn check(schema: &Schema, definition: &TypeDefinition, problems: &mut Diagnostics) {
    let name = &definition.name;
    check_name(name, problems);
    if Scalar::from_name(name).is_some() && !matches!(definition.kind, TypeKind::Scalar) {
        problems.push(diagnostics::built_in_type(name));
    }
    match &definition.kind {
        TypeKind::Scalar => {
            if Scalar::from_name(name).is_none() {
                problems.push(diagnostics::custom_scalar(name));
            }
        }
        TypeKind::Object { fields, .. } | TypeKind::Interface { fields, .. } => {
            check_not_empty(definition, fields, problems);
            check_unique("field", name, fields.iter().map(|one| &one.name), problems);
            for field in fields {
                check_field(schema, field, problems);
            }
        }
        TypeKind::Union { members } => {
            check_not_empty(definition, members, problems);
            check_unique("type", name, members, problems);
            for member in members {
                check_member(schema, name, member, problems);
            }
        }
        TypeKind::Enum { values } => {
            check_not_empty(definition, values, problems);
            check_unique("value", name, values.iter().map(|one| &one.name), problems);
            for value in values {
                check_name(&value.name, problems);
                let at = DirectiveLocation::EnumValue;
                directives::check(schema, &value.directives, at, problems);
            }
        }
        TypeKind::InputObject { fields } => {
            check_not_empty(definition, fields, problems);
            check_unique("field", name, fields.iter().map(|one| &one.name), problems);
            for field in fields {
                let at = DirectiveLocation::InputFieldDefinition;
                check_input(schema, field, at, problems);
            }
        }
    }
    let location = match &definition.kind {
        TypeKind::Scalar => DirectiveLocation::Scalar,
        TypeKind::Object { .. } => DirectiveLocation::Object,
        TypeKind::Interface { .. } => DirectiveLocation::Interface,
        TypeKind::Union { .. } => DirectiveLocation::Union,
        TypeKind::Enum { .. } => DirectiveLocation::Enum,
        TypeKind::InputObject { .. } => DirectiveLocation::InputObject,
    };
    directives::check(schema, &definition.directives, location, problems);
}

/// Checks an argument or a member of an input type.
pub(super) fn check_input(
    schema: &Schema,
    input: &InputValueDefinition,
    location: DirectiveLocation,
    problems: &mut Diagnostics,
) {
    check_name(&input.name, problems);
    let name = input.ty.named();
    match schema.type_definition(name) {
        None => problems.push(diagnostics::undefined_type(name, schema.near_type(name))),
        Some(found) if !found.kind.is_input() => {
            problems.push(diagnostics::not_input(input, found.kind.keyword()));
        }
        Some(_) => {
            if let Some(value) = &input.default_value {
                let misfits = literal::check(schema, value, &input.ty);
                problems.extend(
                    misfits
                        .iter()
                        .map(|misfit| diagnostics::default_value(input, misfit)),
                );
            }
        }
    }
    directives::check(schema, &input.directives, location, problems);
}

pub(super) fn check_unique<'a>(
    what: &str,
    of: &str,
    names: impl IntoIterator<Item = &'a Name>,
    problems: &mut Diagnostics,
) {
    let mut seen: FxHashMap<&str, &Name> = FxHashMap::default();
    for name in names {
        match seen.get(&**name) {
            Some(first) => problems.push(diagnostics::duplicate_member(what, of, name, first)),
            None => {
                seen.insert(name, name);
            }
        }
    }
}

fn check_field(schema: &Schema, field: &FieldDefinition, problems: &mut Diagnostics) {
    check_name(&field.name, problems);
    let name = field.ty.named();
    match schema.type_definition(name) {
        None => problems.push(diagnostics::undefined_type(name, schema.near_type(name))),
        Some(found) if !found.kind.is_output() => {
            problems.push(diagnostics::not_output(field, found.kind.keyword()));
        }
        Some(_) => {}
    }
    let arguments = field.arguments.iter().map(|one| &one.name);
    check_unique("argument", &field.name, arguments, problems);
    for argument in &field.arguments {
        let at = DirectiveLocation::ArgumentDefinition;
        check_input(schema, argument, at, problems);
    }
    let at = DirectiveLocation::FieldDefinition;
    directives::check(schema, &field.directives, at, problems);
}

fn check_member(schema: &Schema, union: &Name, member: &Name, problems: &mut Diagnostics) {
    match schema.type_definition(member).map(|one| &one.kind) {
        None => problems.push(diagnostics::undefined_type(
            member,
            schema.near_type(member),
        )),
        Some(TypeKind::Object { .. }) => {}
        Some(kind) => problems.push(diagnostics::not_a_member(union, member, kind.keyword())),
    }
}

fn check_not_empty<T>(definition: &TypeDefinition, members: &[T], problems: &mut Diagnostics) {
    if members.is_empty() {
        problems.push(diagnostics::empty_type(definition));
    }
}

fn check_name(name: &Name, problems: &mut Diagnostics) {
    if name.starts_with("__") {
        problems.push(diagnostics::reserved_name(name));
    }
}
