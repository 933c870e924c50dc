//! Every way directives can be wrong, and what is said about it.

use appsynth_diagnostics::{Diagnostics, SourceId, Sources, fixtures};
use appsynth_transform::{AuthMode, Options, read};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/diagnostics");

/// The API has keys and a user pool; comments turn conflict resolution on, and close models without rules.
fn problems(sources: &mut Sources, source: SourceId) -> Diagnostics {
    let text = sources.get(source).map_or("", |source| source.text());
    let options = Options {
        default_auth: AuthMode::ApiKey,
        additional_auth: vec![AuthMode::UserPools],
        sandbox: !text.contains("# closed") && !text.contains("globalAuthRule"),
        conflict_resolution: text.contains("# conflict resolution"),
        ..Options::default()
    };
    let (document, syntax) = appsynth_schema::parse(sources, [source]);
    if !syntax.is_empty() {
        return syntax;
    }
    read(&document, &options).1
}

#[test]
fn mistakes_are_named_at_their_token() {
    fixtures::check(FIXTURES, "graphql", problems);
}
