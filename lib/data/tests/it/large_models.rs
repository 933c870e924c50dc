//! Models with more than a template holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use appsynth_appsync::{Api, Auth, Days, SchemaSource, UserPool};
use appsynth_construct::{App, Environment, MemoryFiles, Synthesis};
use appsynth_data::GraphqlSchema;

use crate::layout::resources;

fn synthesize(schema: String) -> Synthesis {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("big");
    let pool = stack.add("Pool", UserPool::external("eu-west-1_Pool"));
    let api = Api::new(SchemaSource::text(schema), Auth::user_pool(pool));
    stack.add("Data", GraphqlSchema::new(api.also(Auth::api_key(Days(7)))));
    app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"))
}

/// Each template by its file's name: the logical ids of its resources.
fn templates(synthesis: &Synthesis) -> BTreeMap<&str, Vec<String>> {
    let mut templates = BTreeMap::new();
    for stack in &synthesis.stacks {
        let own = (stack.id.as_str(), &stack.text);
        let nested = stack.nested.iter().map(|one| {
            (
                one.file_name.as_str(),
                one.text.as_ref().expect("no sink has taken it"),
            )
        });
        for (file, text) in std::iter::once(own).chain(nested) {
            let ids = resources(text).into_iter().map(|(id, _)| id);
            templates.insert(file, ids.collect());
        }
    }
    templates
}

/// Asserts that what both have is in the same templates.
fn assert_nothing_moved(before: &Synthesis, after: &Synthesis) {
    let places = |synthesis| {
        let templates = templates(synthesis).into_iter();
        let ids = templates.flat_map(|(file, ids)| ids.into_iter().map(move |id| (id, file)));
        ids.collect::<BTreeMap<String, &str>>()
    };
    let (before, after) = (places(before), places(after));
    let in_both = before.keys().filter(|id| after.contains_key(*id)).count();
    assert!(in_both * 10 > before.len() * 9, "most stays");
    for (id, file) in &before {
        assert!(
            after.get(id).is_none_or(|now| now == file),
            "{id} moved from {file}"
        );
    }
}

/// A model that leads to another one in so many ways.
fn relations(count: usize) -> String {
    let mut schema = "type Hub @model @auth(rules: [{ allow: public }]) { id: ID! }
        type Spoke @model @auth(rules: [{ allow: public }]) { id: ID! "
        .to_owned();
    for number in 0..count {
        write!(schema, "way{number}: Hub @hasOne ").expect("a string takes text");
    }
    schema + "}"
}

#[test]
fn hundreds_of_relations_of_one_model_are_spread_over_stacks() {
    let before = synthesize(relations(600));
    let found: usize = templates(&before)
        .iter()
        .filter(|(file, _)| file.contains("Relations"))
        .map(|(_, ids)| ids.len())
        .sum();
    assert!(found >= 1_200, "{:?}", templates(&before).keys());
    assert_nothing_moved(&before, &synthesize(relations(601)));
}

#[test]
fn up_to_what_a_template_holds_they_are_in_one_stack() {
    let synthesis = synthesize(relations(100));
    let relations = templates(&synthesis)
        .into_keys()
        .filter(|file| file.contains("Relations"))
        .count();
    assert_eq!(relations, 1);
}

/// A model with so many fields that only some of its readers may see.
fn fields(count: usize) -> String {
    let mut schema = "type Form @model @auth(rules: [{ allow: private }]) { id: ID! ".to_owned();
    for number in 0..count {
        write!(
            schema,
            "field{number}: Int @auth(rules: [{{ allow: groups, groups: [\"Admin\"] }}]) "
        )
        .expect("a string takes text");
    }
    schema + "}"
}

#[test]
fn hundreds_of_fields_with_resolvers_are_spread_over_stacks() {
    let before = synthesize(fields(300));
    let resolvers = templates(&before)
        .into_values()
        .flatten()
        .filter(|id| id.contains("Formfield"))
        .count();
    assert_eq!(resolvers, 300);
    assert_nothing_moved(&before, &synthesize(fields(301)));
}
