//! Who may do what with the APIs of an app.

use appsynth_construct::{App, Scope};
use appsynth_transform::plan::rules::{AccessTable, access};
use appsynth_transform::{Model, Options};

/// The models that the app's schemas were read to, with the construct path of each API.
#[derive(Debug, Default)]
struct Models(Vec<(String, Model, Options)>);

/// Keeps a model to tell later what its rules mean.
pub(crate) fn keep(scope: &mut Scope<'_>, model: Model, options: Options) {
    let path = scope.path();
    scope.recall_app::<Models>().0.push((path, model, options));
}

/// Who may do what, for each API of a schema with directives, by its construct path.
pub fn access_tables(app: &App) -> Vec<(String, AccessTable)> {
    let models = app.recall::<Models>().into_iter();
    models
        .flat_map(|models| &models.0)
        .map(|(path, model, options)| (path.clone(), access(model, options)))
        .collect()
}
