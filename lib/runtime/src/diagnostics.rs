//! The wording of every message about an API's definition.

use appsynth_diagnostics::codes::resolver_code as codes;
use appsynth_diagnostics::{Diagnostic, Diagnostics, Sources};

use crate::FieldName;

/// Turns labels into notes: the texts are parts of a definition, so whoever shows the diagnostics does not
/// have them at hand.
pub(crate) fn places_in_words(diagnostics: Diagnostics, sources: &Sources) -> Diagnostics {
    diagnostics
        .into_iter()
        .map(|mut diagnostic| {
            for label in std::mem::take(&mut diagnostic.labels) {
                let Some(source) = sources.get(label.span.source) else {
                    continue;
                };
                let place = source.line_column(label.span.start);
                let said = if label.text.is_empty() {
                    String::new()
                } else {
                    format!(": {}", label.text)
                };
                diagnostic.notes.push(format!(
                    "at {}:{}:{}{said}",
                    source.name(),
                    place.line,
                    place.column
                ));
            }
            diagnostic
        })
        .collect()
}

pub(crate) fn unknown_field(field: &FieldName, label: &str, near: Option<&str>) -> Diagnostic {
    let FieldName {
        type_name,
        field_name,
    } = field;
    let diagnostic = Diagnostic::error(
        &codes::RESOLVER_FIELD,
        format!("there is no field `{type_name}.{field_name}` for the resolver `{label}`"),
    );
    match near {
        Some(near) => diagnostic.help(format!("there is a similar name: `{type_name}.{near}`")),
        None => diagnostic.help("add the field to the schema, or remove the resolver"),
    }
}

pub(crate) fn unknown_data_source(label: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::RESOLVER_REFERENCE,
        format!("`{label}` uses the data source `{name}`, which the API does not have"),
    )
    .help("correct its name, or add the data source")
}

pub(crate) fn unknown_function(label: &str, id: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::RESOLVER_REFERENCE,
        format!("the pipeline of `{label}` uses the function `{id}`, which the API does not have"),
    )
    .help("correct its id, or add the function")
}
