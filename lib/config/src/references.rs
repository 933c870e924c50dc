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
    for resolver in settings.resolvers.values() {
        if let ResolverKind::Pipeline(functions) = &resolver.kind {
            for function in functions {
                refer(function, "pipeline function", &steps);
            }
        }
    }
}

impl Settings {
    /// Names of data sources that refer to nothing (`AS8008`): neither to something in the file nor to one of
    /// `generated`, which the directives of the schema make.
    pub fn unknown_data_sources(&self, generated: &[&str]) -> Diagnostics {
        let known: Vec<&str> = (self.data_sources.keys())
            .chain(self.tables.keys())
            .chain(self.functions_as_data_sources().map(|(name, _)| name))
            .map(String::as_str)
            .chain(generated.iter().copied())
            .collect();
        let of_functions = self.pipeline_functions.values();
        let of_functions = of_functions.map(|function| &function.data_source);
        let of_resolvers = self.resolvers.values().filter_map(|one| match &one.kind {
            ResolverKind::Unit { data_source, .. } => Some(data_source),
            ResolverKind::Pipeline(_) => None,
        });
        of_functions
            .chain(of_resolvers)
            .filter(|name| !known.contains(&name.value.as_str()))
            .map(|name| diagnostics::refers_to_nothing(name, "data source", &known))
            .collect()
    }
}
