//! Generated operations.

use appsynth_diagnostics::Diagnostic;
use appsynth_diagnostics::codes::directives as codes;
use appsynth_schema::ast::{Directive, Name, OperationType, TypeDefinition};

use super::Places;

pub(crate) fn model_on_root(definition: &TypeDefinition, directive: &Directive) -> Diagnostic {
    Diagnostic::error(
        &codes::NEEDS_MODEL,
        format!(
            "`{}` cannot be stored: its fields are operations",
            definition.name
        ),
    )
    .mark(directive.span, "on a root type")
    .help("remove `@model`, and put it on the types that the operations are about")
}

pub(crate) fn clash(
    operation: OperationType,
    name: &str,
    entity: &Name,
    first: &Name,
) -> Diagnostic {
    let keyword = operation.keyword();
    Diagnostic::error(
        &codes::OPERATION_CLASH,
        format!("`{entity}` would make the {keyword} `{name}`, which there is already"),
    )
    .mark(entity.span, format!("makes `{name}`"))
    .mark_also(first.span, "has it already")
    .help(format!(
        "give one of them another name, or none by `null`, in the arguments of its directive; or remove the declared {keyword}"
    ))
}
