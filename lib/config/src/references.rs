//! Names that must refer to something else in the file.

use appsynth_diagnostics::Diagnostics;

use crate::diagnostics;
use crate::settings::{ResolverKind, Settings, Spanned};

/// Reports names that refer to nothing, and names that would refer to two things.
pub(crate) fn check(settings: &Settings, problems: &mut Diagnostics) {
    for (name, function) in &settings.functions {
        if let Some(table) = settings.tables.get(name) {
            problems.push(diagnostics::same_name(name, function.span, table.span));
        }
    }
    let sources: Vec<&str> = (settings.data_sources.keys())
        .chain(settings.tables.keys())
        .chain(settings.functions.keys())
        .map(String::as_str)
        .collect();
    let steps: Vec<&str> = settings
        .pipeline_functions
        .keys()
        .map(String::as_str)
        .collect();
    let mut refer = |name: &Spanned<String>, what, to: &[&str]| {
        if !to.contains(&name.value.as_str()) {
            problems.push(diagnostics::refers_to_nothing(name, what, to));
        }
    };
    for function in settings.pipeline_functions.values() {
        refer(&function.data_source, "data source", &sources);
    }
    for resolver in settings.resolvers.values() {
        match &resolver.kind {
            ResolverKind::Unit { data_source, .. } => refer(data_source, "data source", &sources),
            ResolverKind::Pipeline(functions) => {
                for function in functions {
                    refer(function, "pipeline function", &steps);
                }
            }
        }
    }
}
