//! Which stack things are in.

use std::collections::BTreeMap;

use appsynth_construct::Synthesis;

use crate::plans::{models, schema, synthesize};

/// The template of each resource, by construct path within the app.
fn places(synthesis: &Synthesis) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    for stack in &synthesis.stacks {
        let own = (stack.id.as_str(), &stack.template);
        let nested = stack
            .nested
            .iter()
            .map(|one| (one.file_name.as_str(), &one.template));
        for (file, template) in std::iter::once(own).chain(nested) {
            for id in template.resources.keys() {
                places.insert(id.0.clone(), file.to_owned());
            }
        }
    }
    places
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
        let nested = stack.nested.iter().map(|one| one.template.resources.len());
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
