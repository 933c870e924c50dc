//! What is said about templates that do not compile.

use appsynth_diagnostics::{Diagnostics, SourceId, Sources, fixtures};
use appsynth_vtl::Template;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/diagnostics");

#[test]
fn bad_templates_say_what_is_wrong() {
    fixtures::check(FIXTURES, "vtl", problems);
}

fn problems(sources: &mut Sources, source: SourceId) -> Diagnostics {
    match Template::compile(sources.get(source).expect("a source that was added").text()) {
        Ok(_) => Diagnostics::new(),
        Err(error) => error.to_diagnostic(source).into(),
    }
}
