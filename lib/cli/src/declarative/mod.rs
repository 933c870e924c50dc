//! From the settings of `appsynth.yaml` to constructs.

mod api;
mod places;
mod resolvers;
mod sources;

use appsynth::DiskFiles;
use appsynth::prelude::*;
use appsynth_config::Settings;
use appsynth_config::resolver_files::ResolverFiles;

pub(crate) use places::Places;

/// The app of a declarative project: one stack, named for the app and the environment.
pub(crate) fn build(
    settings: &Settings,
    files: &ResolverFiles,
    project: DiskFiles,
    configuration: &str,
) -> (App, Places) {
    let mut app = App::new(environment(&settings.environment), project);
    for (key, value) in &settings.tags {
        app.tag(key, value);
    }

    let mut stack = app.stack(&format!("{}-{}", settings.app, settings.environment.name));
    let mut places = Places::new(&mut stack, configuration);
    let mut owned = sources::Owned::build(settings, &mut stack, &mut places);
    let api = api::build(settings, &owned, &mut stack, &mut places);
    owned.build_data_sources(settings, api, &mut stack, &mut places);
    resolvers::build(settings, files, api, &owned, &mut stack, &mut places);
    stack.output("GraphqlUrl", api.url());
    stack.output("RealtimeUrl", api.realtime_url());
    (app, places)
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
