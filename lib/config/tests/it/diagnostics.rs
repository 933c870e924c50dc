//! Bad files and what is said about them: pairs in `tests/fixtures/diagnostics`.

use std::collections::BTreeMap;

use appsynth_config::{Document, Settings, resolver_files};
use appsynth_diagnostics::{Diagnostics, fixtures};

/// The first line may say `# env: NAME` and `# files: NAME…` (those of the resolvers folder).
#[test]
fn bad_files_are_explained() {
    fixtures::check("tests/fixtures/diagnostics", "yaml", |sources, id| {
        let text = sources.get(id).expect("just added").text().to_owned();
        let environment = words(&text, "# env:").pop();
        let files = words(&text, "# files:");
        let read = || -> Result<Settings, Diagnostics> {
            let document = Document::parse(sources, id)?;
            let environment = environment.as_deref().unwrap_or("local");
            let settings = document.settings(environment, &BTreeMap::new())?;
            none(settings.unknown_data_sources(&[]))?;
            let others = resolver_files::assign(&settings, &files)?.others;
            none(resolver_files::fit_nothing(&settings, &others))?;
            Ok(settings)
        };
        read().err().unwrap_or_default()
    });
}

fn none(problems: Diagnostics) -> Result<(), Diagnostics> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn words(text: &str, prefix: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix(prefix))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}
