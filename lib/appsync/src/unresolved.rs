//! Fields that nothing resolves.

use appsynth_construct::App;
use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::OperationType;

use crate::api::{ApiFacts, Apis};
use crate::diagnostics;

/// Warnings of the fields of `Query` and `Mutation` that no resolver is attached to, of every API whose schema could
/// be read; AppSync answers them with null.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/troubleshooting-and-common-mistakes.html>
pub fn unresolved_fields(app: &mut App) -> Diagnostics {
    let apis = app
        .recall::<Apis>()
        .map_or_else(Vec::new, |apis| apis.0.clone());
    let mut found = Diagnostics::new();
    for api in apis {
        let scope = app.scope(api);
        if let Some(facts) = scope.recall::<ApiFacts>(api) {
            found.extend(of_api(facts));
        }
    }
    found
}

fn of_api(facts: &ApiFacts) -> Diagnostics {
    let operations = [OperationType::Query, OperationType::Mutation];
    let schema = facts.schema.iter();
    let roots = schema.flat_map(|schema| {
        let roots = operations.into_iter().filter_map(|one| schema.root(one));
        roots.filter_map(|root| schema.type_definition(root))
    });
    let fields = roots.flat_map(|root| root.fields().iter().map(move |field| (root, field)));
    let unresolved = fields.filter_map(|(root, field)| {
        let coordinate = format!("{}.{}", root.name, field.name);
        (!facts.resolvers.contains_key(&coordinate)).then_some((coordinate, field))
    });
    unresolved
        .map(|(coordinate, field)| diagnostics::unresolved(&coordinate, field.name.span))
        .collect()
}
