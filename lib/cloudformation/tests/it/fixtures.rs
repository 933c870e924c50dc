//! Bad templates and what is said about them.

use appsynth_cloudformation::evaluate::Evaluator;
use appsynth_cloudformation::{LogicalId, Problems, Template};
use appsynth_diagnostics::{Diagnostics, SourceId, Sources, fixtures};
use indexmap::IndexMap;

use crate::evaluating::{Stack, pseudo};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/diagnostics");

#[test]
fn bad_json_templates_are_explained() {
    fixtures::check(FOLDER, "json", diagnostics);
}

#[test]
fn bad_yaml_templates_are_explained() {
    fixtures::check(FOLDER, "yaml", diagnostics);
}

/// What reading says, then what checking says, then what deploying says.
fn diagnostics(sources: &mut Sources, id: SourceId) -> Diagnostics {
    let (template, diagnostics) = Template::read(sources, id);
    let Some(template) = template.filter(|_| diagnostics.is_empty()) else {
        return diagnostics;
    };
    let problems = template.check(sources.get(id).map_or(0, |source| source.text().len()));
    if !problems.is_empty() {
        return problems.at_places_of(sources, id);
    }
    evaluate(&template).at_places_of(sources, id)
}

fn evaluate(template: &Template) -> Problems {
    let evaluator = match Evaluator::new(template, pseudo(), &IndexMap::new(), &|_| None) {
        Ok(evaluator) => evaluator,
        Err(errors) => return errors.into_iter().collect(),
    };
    let ids: Vec<&LogicalId> = evaluator.resources().map(|(id, _)| id).collect();
    ids.into_iter()
        .filter_map(|id| evaluator.properties(id, &Stack).err())
        .flatten()
        .collect()
}
