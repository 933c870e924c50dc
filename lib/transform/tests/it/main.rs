//! What reading a schema with directives does, as its users see it.

mod auth;
mod custom;
mod diagnostics;
mod entities;
mod needs;
mod plan;
mod print;
mod relations;
mod rules;
mod schema;

use appsynth_diagnostics::{Diagnostics, Sources, render};
use appsynth_transform::{AuthMode, Model, Options, read};

/// An API with keys, a user pool and an identity pool.
fn options() -> Options {
    Options {
        default_auth: AuthMode::ApiKey,
        additional_auth: vec![AuthMode::UserPools],
        identity_pool: true,
        ..Options::default()
    }
}

/// The model of a schema without mistakes.
fn model(text: &str) -> Model {
    model_with(text, &options())
}

fn model_with(text: &str, options: &Options) -> Model {
    model_despite(text, options, &[])
}

/// The model of a schema without mistakes but these; warnings are none.
fn model_despite(text: &str, options: &Options, codes: &[&str]) -> Model {
    let mut sources = Sources::new();
    let id = sources.add("schema.graphql", text);
    let (document, syntax) = appsynth_schema::parse(&sources, [id]);
    assert!(syntax.is_empty(), "{syntax:?}");
    let (model, problems) = read(&document, options);
    let problems: Diagnostics = problems
        .into_iter()
        .filter(|one| !codes.contains(&one.code.id))
        .collect();
    let said = render::full(&problems, &sources, render::Options::default());
    assert!(!problems.has_errors(), "{said}");
    model
}
