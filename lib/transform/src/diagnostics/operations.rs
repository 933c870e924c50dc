//! Generated operations.

use appsynth_diagnostics::codes::{directives as codes, schema};
use appsynth_diagnostics::{Diagnostic, Span};
use appsynth_schema::ast::{Directive, Name, OperationType, TypeDefinition};

use super::Places;
use crate::model::CustomField;

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
    place: Option<Span>,
    first: Option<Span>,
) -> Diagnostic {
    let keyword = operation.keyword();
    Diagnostic::error(
        &codes::OPERATION_CLASH,
        format!("`{entity}` would make the {keyword} `{name}`, which there is already"),
    )
    .mark(place, format!("makes `{name}`"))
    .mark_also(first, "has it already")
    .help(format!(
        "give one of them another name, or none by `null`, in the arguments of its directive; or remove the declared {keyword}"
    ))
}

/// No model has a query, and the schema declares none.
pub(crate) fn no_query(
    models: &[(&TypeDefinition, &Directive)],
    custom_fields: &[CustomField],
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &schema::MISSING_QUERY,
        "the API would have no query: the schema declares none, and no model generates one",
    );
    match (models.first(), custom_fields.first()) {
        (Some((definition, directive)), _) => {
            let queries = directive.argument("queries").and_then(|value| value.span);
            let span = queries.or(directive.span).or(definition.name.span);
            diagnostic
                .mark(span, "turns off this model's queries")
                .help("AppSync refuses an API without a query: leave a model its `get` or `list`, or declare `type Query { … }` with a field of your own")
        }
        (None, custom) => diagnostic
            .mark(custom.and_then(|one| one.field.name.span), "no query beside it")
            .help("AppSync refuses an API without a query: declare `type Query { … }` with at least one field, or give a type `@model`"),
    }
}
