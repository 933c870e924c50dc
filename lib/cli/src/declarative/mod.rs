//! From the settings of `appsynth.yaml` to constructs.

mod api;
mod details;
mod directives;
mod places;
mod resolvers;
mod sources;

use appsynth::prelude::*;
use appsynth_config::resolver_files::{self, ResolverFiles};
use appsynth_config::{Positions, Settings};
use appsynth_diagnostics::Diagnostics;

pub(crate) use places::Places;
use resolvers::{Around, Slots};

/// Fills the app of a declarative project: one stack, named for the app and the environment.
///
/// # Errors
/// Names of the file that refer to nothing, and resolver files that are the code of nothing, when it is known
/// what the directives of the schema make.
pub(crate) fn build(
    app: &mut App,
    settings: &Settings,
    files: &ResolverFiles,
    (configuration, positions): (&str, &Positions),
) -> Result<Places, Diagnostics> {
    for (key, value) in &settings.tags {
        app.tag(key, value);
    }

    let mut stack = app.stack(&format!("{}-{}", settings.app, settings.environment.name));
    let mut places = Places::new(&mut stack, configuration);
    let mut owned = sources::Owned::build(settings, &mut stack, &mut places, positions);
    note_external(&mut places, &mut stack, positions);
    let construct = api::construct(settings, &owned, &mut stack);
    let slots = Slots::of(settings, files);
    let (api, around) = if GraphqlSchema::has_directives(&mut stack, &construct.schema) {
        places.note(&stack, "Data", settings.api.span);
        details::of_api(&mut places, settings, positions);
        let mut schema = directives::construct(settings, &owned, construct, &mut stack);
        for file in slots.paths() {
            schema = schema.resolver_file(file);
        }
        for field in settings.resolvers.keys() {
            schema = schema.resolved_by_hand(field.to_string());
        }
        let data = stack.add("Data", schema);
        let generated: Vec<&str> = data.data_sources(&stack).map(|(name, _)| name).collect();
        // Of a schema that was refused nothing is known.
        if !generated.is_empty() {
            refuse(settings.unknown_data_sources(&generated))?;
        }
        owned.take_generated(data, &stack);
        directives::widen_roles(settings, data, &mut stack);
        (data.api(), Around::Generated(data))
    } else {
        refuse(settings.unknown_data_sources(&[]))?;
        refuse(resolver_files::fit_nothing(settings, &slots.other_names))?;
        places.note(&stack, "Api", settings.api.span);
        details::of_api(&mut places, settings, positions);
        (stack.add("Api", construct), Around::Slots(slots))
    };
    owned.build_data_sources(settings, api, &mut stack, (&mut places, positions));
    resolvers::build(
        settings,
        files,
        &around,
        api,
        &owned,
        &mut stack,
        &mut places,
    );
    stack.output("GraphqlUrl", api.url());
    stack.output("RealtimeUrl", api.realtime_url());
    Ok(places)
}

/// Notes where the file names what is there already and belongs to no data source.
fn note_external(places: &mut Places, stack: &mut Scope<'_>, positions: &Positions) {
    let group = stack.scope("External");
    let named: [(&str, &[&str]); 6] = [
        ("UserPool", &["api", "auth", "user-pool", "id"]),
        ("Authorizer", &["api", "auth", "lambda", "function"]),
        (
            "AuthenticatedRole",
            &["api", "auth", "identity-pool", "authenticated-role"],
        ),
        (
            "UnauthenticatedRole",
            &["api", "auth", "identity-pool", "unauthenticated-role"],
        ),
        (
            "ConflictHandler",
            &["api", "conflict-resolution", "function"],
        ),
        (
            "ConflictHandler",
            &["api", "conflict-resolution", "default", "function"],
        ),
    ];
    for (id, path) in named {
        if let Some(place) = positions.value(path) {
            places.note(&group, id, place);
        }
    }
    for (model, _) in positions.keys(&["api", "conflict-resolution", "models"]) {
        let path = ["api", "conflict-resolution", "models", model, "function"];
        if let Some(place) = positions.value(&path) {
            places.note(&group, &format!("{model}ConflictHandler"), place);
        }
    }
}

fn refuse(problems: Diagnostics) -> Result<(), Diagnostics> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// The environment as constructs see it.
pub(crate) fn environment(read: &appsynth_config::Environment) -> Environment {
    let mut environment = Environment::new(&read.name);
    environment.account.clone_from(&read.account);
    environment.region.clone_from(&read.region);
    environment.values.clone_from(&read.values);
    environment
}

/// The time in whole days; configuration has checked that it is at most ten years.
fn days(time: std::time::Duration) -> Days {
    Days(u32::try_from(time.as_secs() / (24 * 60 * 60)).unwrap_or(u32::MAX))
}

/// The time in seconds.
fn seconds(time: std::time::Duration) -> Seconds {
    Seconds(u32::try_from(time.as_secs()).unwrap_or(u32::MAX))
}
