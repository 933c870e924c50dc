//! Which stack things are in.

use std::collections::BTreeMap;

use appsynth_construct::Synthesis;
use appsynth_transform::Plan;
use serde_json::{Map, Value};

use crate::plans::{models, schema, synthesize};

/// The template of each resource, by construct path within the app.
fn places(synthesis: &Synthesis) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    for stack in &synthesis.stacks {
        let own = (&stack.id, &stack.text);
        let nested = stack.nested.iter().map(|one| {
            (
                &one.file_name,
                one.text.as_ref().expect("no sink has taken it"),
            )
        });
        for (file, text) in std::iter::once(own).chain(nested) {
            for id in resources(text).keys() {
                places.insert(id.clone(), file.clone());
            }
        }
    }
    places
}

/// The resources of a template, by logical id.
pub(crate) fn resources(template: &str) -> Map<String, Value> {
    let mut template: Map<String, Value> = serde_json::from_str(template).expect("JSON");
    match template.remove("Resources") {
        Some(Value::Object(resources)) => resources,
        other => panic!("no resources but {other:?}"),
    }
}

#[test]
fn one_stack_holds_a_few_models() {
    let synthesis = synthesize(schema(models(&["Post", "Comment"])));
    let ids: Vec<_> = synthesis
        .stacks
        .iter()
        .map(|stack| stack.id.as_str())
        .collect();
    assert_eq!(ids, ["blog"]);
    let nested: Vec<_> = synthesis.stacks[0]
        .nested
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(
        nested,
        ["blog/Data/Models/Comment", "blog/Data/Models/Post"]
    );
}

#[test]
fn a_renamed_model_stays_in_the_stack_that_has_its_table() {
    let mut plan = models(&["Article", "Comment"]);
    plan.tables["Article"].name = "Post".to_owned();
    let tables = |synthesis: &Synthesis| {
        let nested = synthesis.stacks.iter().flat_map(|stack| &stack.nested);
        let tables = nested.flat_map(|one| {
            let resources = resources(one.text.as_ref().expect("no sink has taken it"));
            let tables = resources
                .into_iter()
                .filter(|(_, resource)| resource["Type"] == "AWS::DynamoDB::Table");
            tables.map(|(id, table)| (one.path.clone(), id, table))
        });
        tables.collect::<Vec<_>>()
    };
    for stacks in [None, Some(4)] {
        let spread = |plan: Plan| match stacks {
            None => synthesize(schema(plan)),
            Some(stacks) => synthesize(schema(plan).stacks(stacks)),
        };
        let before = tables(&spread(models(&["Post", "Comment"])));
        assert_eq!(before.len(), 2);
        assert_eq!(tables(&spread(plan.clone())), before);
    }
}

#[test]
fn many_models_are_spread_over_stacks() {
    let names: Vec<String> = (0..600).map(|number| format!("Model{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let synthesis = synthesize(schema(models(&names)));
    let ids: Vec<_> = synthesis
        .stacks
        .iter()
        .map(|stack| stack.id.as_str())
        .collect();
    assert_eq!(ids.len(), 1 + 1 + 16, "{ids:?}");
    for stack in &synthesis.stacks {
        let nested = stack
            .nested
            .iter()
            .map(|one| resources(one.text.as_ref().expect("no sink has taken it")).len());
        let all = stack.template.resources.len() + nested.sum::<usize>();
        assert!(all <= 2_500, "{}: {all}", stack.id);
    }
}

#[test]
fn another_model_moves_nothing() {
    let before = places(&synthesize(schema(models(&["Post", "Comment"])).stacks(4)));
    let after = places(&synthesize(
        schema(models(&["Author", "Post", "Comment"])).stacks(4),
    ));
    for (resource, file) in &before {
        assert_eq!(after.get(resource), Some(file), "{resource}");
    }
}
