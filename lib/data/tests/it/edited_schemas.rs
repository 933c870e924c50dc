//! Edits of a large schema: they change the templates that concern them, and move nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use appsynth_appsync::{Api, Auth, Days, SchemaSource, UserPool};
use appsynth_construct::{App, Environment, MemoryFiles};
use appsynth_data::GraphqlSchema;
use proptest::prelude::*;

const MODELS: usize = 200;

/// A model of a schema: a chain of relations goes through all of them.
#[derive(Debug, Clone)]
struct Model {
    name: String,
    fields: BTreeSet<String>,
    rules: Vec<&'static str>,
}

const RULES: &[&str] = &[
    "{ allow: owner }",
    "{ allow: groups, groups: [\"Editors\"] }",
    "{ allow: public, operations: [read] }",
    "{ allow: private, operations: [read] }",
];

#[derive(Debug, Clone)]
enum Edit {
    AddModel,
    RemoveModel(usize),
    RenameModel(usize),
    AddField(usize),
    RemoveField(usize),
    ChangeRules(usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = 0..MODELS;
    prop_oneof![
        Just(Edit::AddModel),
        at.clone().prop_map(Edit::RemoveModel),
        at.clone().prop_map(Edit::RenameModel),
        at.clone().prop_map(Edit::AddField),
        at.clone().prop_map(Edit::RemoveField),
        (at, 1..RULES.len()).prop_map(|(at, rules)| Edit::ChangeRules(at, rules)),
    ]
}

fn models() -> Vec<Model> {
    let model = |number| Model {
        name: format!("Model{number}"),
        fields: ["title", "text"].map(str::to_owned).into(),
        rules: RULES[..3].to_vec(),
    };
    (0..MODELS).map(model).collect()
}

impl Edit {
    /// Changes the models. Gives the names of the models it is about.
    fn apply(&self, models: &mut Vec<Model>) -> BTreeSet<String> {
        // Who may read a model's items decides what a related model shows of its relation, and with that what
        // is checked where that model's items are read.
        let near = |models: &[Model], at: usize| -> BTreeSet<String> {
            let near = at.saturating_sub(2)..(at + 3).min(models.len());
            near.map(|at| models[at].name.clone()).collect()
        };
        match *self {
            Self::AddModel => {
                models.push(Model {
                    name: "Newcomer".to_owned(),
                    ..models[0].clone()
                });
                near(models, models.len() - 1)
            }
            Self::RemoveModel(at) => {
                let mut concerned = near(models, at);
                models.remove(at);
                concerned.extend(near(models, at.min(models.len() - 1)));
                concerned
            }
            Self::RenameModel(at) => {
                let mut concerned = near(models, at);
                models[at].name = "Renamed".to_owned();
                concerned.extend(near(models, at));
                concerned
            }
            Self::AddField(at) => {
                models[at].fields.insert("more".to_owned());
                near(models, at)
            }
            Self::RemoveField(at) => {
                models[at].fields.remove("text");
                near(models, at)
            }
            Self::ChangeRules(at, rules) => {
                models[at].rules = RULES[..rules].to_vec();
                near(models, at)
            }
        }
    }
}

fn schema(models: &[Model]) -> String {
    let mut text = String::new();
    for (at, model) in models.iter().enumerate() {
        let Model {
            name,
            fields,
            rules,
        } = model;
        let rules = rules.join(" ");
        write!(
            text,
            "type {name} @model @auth(rules: [{rules}]) {{ id: ID! "
        )
        .expect("a string");
        for field in fields {
            write!(text, "{field}: String ").expect("a string");
        }
        if let Some(next) = models.get(at + 1) {
            write!(text, "children: [{}] @hasMany ", next.name).expect("a string");
        }
        if let Some(before) = at.checked_sub(1).map(|before| &models[before]) {
            write!(text, "parent: {} @belongsTo ", before.name).expect("a string");
        }
        text.push_str("}\n");
    }
    text
}

/// The templates by file, and the file of each resource by its construct path.
#[derive(Debug)]
struct Made {
    templates: BTreeMap<String, String>,
    places: BTreeMap<String, String>,
}

fn make(models: &[Model]) -> Made {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("big");
    let pool = stack.add("Pool", UserPool::external("eu-west-1_Pool"));
    let api = Api::new(SchemaSource::text(schema(models)), Auth::user_pool(pool));
    stack.add("Data", GraphqlSchema::new(api.also(Auth::api_key(Days(7)))));
    let synthesis = app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"));

    let mut made = Made {
        templates: BTreeMap::new(),
        places: BTreeMap::new(),
    };
    for stack in synthesis.stacks {
        let own = (stack.id, stack.template, stack.text);
        let nested = stack.nested.into_iter();
        let nested = nested.map(|one| (one.file_name, one.template, one.text));
        for (file, template, text) in std::iter::once(own).chain(nested) {
            for resource in template.resources.values() {
                let path = format!("{:?}", resource.metadata.get("aws:cdk:path"));
                made.places.insert(path, file.clone());
            }
            made.templates.insert(file, text);
        }
    }
    made
}

static UNCHANGED: LazyLock<Made> = LazyLock::new(|| make(&models()));

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_changes_what_it_concerns_and_moves_nothing(edit in edit()) {
        let mut models = models();
        let before = &*UNCHANGED;
        let concerned = edit.apply(&mut models);
        let after = make(&models);

        for (resource, file) in &before.places {
            if let Some(now) = after.places.get(resource) {
                prop_assert_eq!(now, file, "{} moved", resource);
            }
        }
        for (file, text) in &before.templates {
            let is_model = file.ends_with(".nested.template.json");
            let is_concerned = concerned.iter().any(|name| file.contains(name.as_str()));
            if is_model && !is_concerned {
                prop_assert_eq!(after.templates.get(file), Some(text), "{} changed", file);
            }
        }
    }
}
