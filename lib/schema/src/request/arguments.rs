//! The arguments of fields and directives.

use super::literals;
use super::walk::{Walk, repeated};
use crate::ast::{
    Argument, Directive, DirectiveDefinition, Field, FieldDefinition, InputValueDefinition,
    ValueKind,
};

/// Non-null arguments have to be given, and not as null.
pub(super) fn check_required(walk: &mut Walk<'_>, field: &Field, definition: &FieldDefinition) {
    for defined in &definition.arguments {
        let given = field
            .arguments
            .iter()
            .find(|one| one.name.text == defined.name.text);
        match given {
            None if defined.is_required() => {
                let message = format!("Missing field argument {}", defined.name);
                walk.refuse("MissingFieldArgument", &message, &[field.span]);
            }
            Some(given)
                if defined.ty.is_non_null() && matches!(given.value.kind, ValueKind::Null) =>
            {
                let message = format!("Null value for non-null field argument {}", defined.name);
                walk.refuse("NullValueForNonNullArgument", &message, &[field.span]);
            }
            None | Some(_) => {}
        }
    }
}

/// Given arguments have to be known, once each, and of the right type. Without a definition the field itself
/// is unknown, and nothing can be said about its arguments.
pub(super) fn check_given(
    walk: &mut Walk<'_>,
    arguments: &[Argument],
    definition: Option<&FieldDefinition>,
) {
    let Some(definition) = definition else {
        return;
    };
    for argument in arguments {
        match definition.argument(&argument.name) {
            Some(defined) => check_value(walk, argument, defined),
            None => {
                let message = format!("Unknown field argument {}", argument.name);
                walk.refuse("UnknownArgument", &message, &[argument.name.span]);
            }
        }
    }
    for name in repeated(arguments.iter().map(|one| &one.name)) {
        let message = format!("There can be only one argument named '{name}'");
        walk.refuse("DuplicateArgumentNames", &message, &[name.span]);
    }
}

pub(super) fn check_directive(
    walk: &mut Walk<'_>,
    directive: &Directive,
    definition: &DirectiveDefinition,
) {
    for defined in definition.arguments.iter().filter(|one| one.is_required()) {
        if directive.argument(&defined.name).is_none() {
            let message = format!("Missing directive argument {}", defined.name);
            walk.refuse("MissingDirectiveArgument", &message, &[directive.span]);
        }
    }
    for argument in &directive.arguments {
        let mut all = definition.arguments.iter();
        match all.find(|one| one.name.text == argument.name.text) {
            Some(defined) => check_value(walk, argument, defined),
            None => {
                let message = format!("Unknown directive argument {}", argument.name);
                walk.refuse("UnknownDirective", &message, &[directive.span]);
            }
        }
    }
}

fn check_value(walk: &mut Walk<'_>, argument: &Argument, defined: &InputValueDefinition) {
    let null = matches!(argument.value.kind, ValueKind::Null);
    if null && defined.ty.is_non_null() {
        // Said as NullValueForNonNullArgument.
        return;
    }
    if let Err(misfit) = literals::check(walk.schema, &argument.value, &defined.ty) {
        let message = misfit.message(&argument.name, &argument.value);
        walk.refuse("WrongType", &message, &[argument.value.span]);
    }
}
