//! Edits of a large schema: they change the templates that concern them, and move nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use appsynth_appsync::{Api, Auth, Days, SchemaSource, UserPool};
use appsynth_construct::{App, Environment, MemoryFiles};
use appsynth_data::GraphqlSchema;
use proptest::prelude::*;
use serde_json::Value;

use crate::layout::resources;

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
    AddModel(usize),
    RemoveModel(usize),
    RenameModel(usize),
    AddField(usize),
    RemoveField(usize),
    RenameField(usize),
    AddRule(usize),
    RemoveRule(usize, usize),
}

/// The rules that each model has before the edit.
const RULES_BEFORE: usize = 3;

fn edit() -> impl Strategy<Value = Edit> {
    let at = 0..MODELS;
    prop_oneof![
        (0..=MODELS).prop_map(Edit::AddModel),
        at.clone().prop_map(Edit::RemoveModel),
        at.clone().prop_map(Edit::RenameModel),
        at.clone().prop_map(Edit::AddField),
        at.clone().prop_map(Edit::RemoveField),
        at.clone().prop_map(Edit::RenameField),
        at.clone().prop_map(Edit::AddRule),
        (at, 0..RULES_BEFORE).prop_map(|(at, rule)| Edit::RemoveRule(at, rule)),
    ]
}

fn models() -> Vec<Model> {
    let model = |number| Model {
        name: format!("Model{number}"),
        fields: ["title", "text"].map(str::to_owned).into(),
        rules: RULES[..RULES_BEFORE].to_vec(),
    };
    (0..MODELS).map(model).collect()
}

impl Edit {
    /// Changes the models. Gives the names of the models it is about.
    fn apply(&self, models: &mut Vec<Model>) -> BTreeSet<String> {
        match *self {
            Self::AddModel(at) => {
                let newcomer = Model {
                    name: "Newcomer".to_owned(),
                    ..models[0].clone()
                };
                let mut concerned = near(models, at);
                models.insert(at, newcomer);
                concerned.extend(near(models, at));
                concerned
            }
            Self::RemoveModel(at) => {
                let mut concerned = near(models, at);
                models.remove(at);
                concerned.extend(near(models, at));
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
                [models[at].name.clone()].into()
            }
            Self::RemoveField(at) => {
                models[at].fields.remove("text");
                [models[at].name.clone()].into()
            }
            Self::RenameField(at) => {
                models[at].fields.remove("text");
                models[at].fields.insert("words".to_owned());
                [models[at].name.clone()].into()
            }
            Self::AddRule(at) => {
                models[at].rules.push(RULES[RULES_BEFORE]);
                near(models, at)
            }
            Self::RemoveRule(at, rule) => {
                models[at].rules.remove(rule);
                near(models, at)
            }
        }
    }
}

/// The models that relations connect with one of them, by way of one other at most: who may read a model's items
/// decides what a related model shows of its relation, and with that what is checked where that model's items
/// are read.
fn near(models: &[Model], at: usize) -> BTreeSet<String> {
    let near = at.saturating_sub(2)..(at + 3).min(models.len());
    near.map(|at| models[at].name.clone()).collect()
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

/// A template and what tells it from others.
#[derive(Debug)]
struct Made {
    text: String,
    /// The models whose nested stacks it is or has.
    models: BTreeSet<String>,
}

/// The templates by file.
fn make(models: &[Model]) -> BTreeMap<String, Made> {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("big");
    let pool = stack.add("Pool", UserPool::external("eu-west-1_Pool"));
    let api = Api::new(SchemaSource::text(schema(models)), Auth::user_pool(pool));
    stack.add("Data", GraphqlSchema::new(api.also(Auth::api_key(Days(7)))));
    let synthesis = app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"));

    let mut all = BTreeMap::new();
    for stack in synthesis.stacks {
        let mut own = Made {
            text: stack.text,
            models: BTreeSet::new(),
        };
        for nested in stack.nested {
            let model = nested.path.rsplit('/').next().expect("a path").to_owned();
            own.models.insert(model.clone());
            let made = Made {
                text: nested.text.expect("no sink has taken it"),
                models: [model].into(),
            };
            all.insert(nested.file_name, made);
        }
        all.insert(stack.id, own);
    }
    all
}

/// The file and the content of each resource, by its construct path without the number of the top-level stack.
fn places(templates: &BTreeMap<String, Made>) -> BTreeMap<String, (&str, Value)> {
    let mut places = BTreeMap::new();
    for (file, made) in templates {
        for (_, resource) in resources(&made.text) {
            let path = resource["Metadata"]["aws:cdk:path"].as_str();
            let (stack, path) = path.and_then(|path| path.split_once('/')).expect("a path");
            let kind = stack.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let path = format!("{kind}/{path}");
            let twin = places.insert(path.clone(), (file.as_str(), resource));
            assert!(twin.is_none(), "{path} is there twice");
        }
    }
    places
}

static UNCHANGED: LazyLock<BTreeMap<String, Made>> = LazyLock::new(|| make(&models()));

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_changes_what_it_concerns_and_moves_nothing(edit in edit()) {
        let mut models = models();
        let concerned = edit.apply(&mut models);
        let (before, after) = (&*UNCHANGED, make(&models));

        // The stack of the API has the schema. Stacks of functions have what any number of models share.
        let is_shared = |file: &str| file == "big" || file.starts_with("big-functions-");
        let is_concerned = |made: &Made| !made.models.is_disjoint(&concerned);
        for (file, was) in before {
            let now = after.get(file);
            if !is_shared(file) && !is_concerned(was) && !now.is_some_and(is_concerned) {
                let is_same = now.is_some_and(|now| now.text == was.text);
                prop_assert!(is_same, "{} changed", file);
            }
        }

        let (was, is) = (places(before), places(&after));
        for (path, (file, resource)) in &was {
            let Some((now, edited)) = is.get(path) else {
                continue;
            };
            prop_assert_eq!(now, file, "{} moved", path);
            if file.starts_with("big-functions-") {
                prop_assert!(edited == resource, "{} changed", path);
            }
        }
    }
}
