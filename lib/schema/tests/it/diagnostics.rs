//! Every way a schema can be wrong, and what is said about it.

use appsynth_diagnostics::{Diagnostics, SourceId, Sources, fixtures};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/diagnostics");

fn problems(sources: &mut Sources, source: SourceId) -> Diagnostics {
    let (document, syntax) = appsynth_schema::parse(sources, [source]);
    if !syntax.is_empty() {
        return syntax;
    }
    appsynth_schema::validate(document)
        .err()
        .unwrap_or_default()
}

#[test]
fn mistakes_are_named_at_their_token() {
    fixtures::check(FIXTURES, "graphql", problems);
}
