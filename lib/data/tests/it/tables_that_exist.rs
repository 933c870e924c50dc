//! Models whose tables exist already.

use appsynth_appsync::{Api, Auth, Days, RemovalPolicy, SchemaSource};
use appsynth_construct::{App, Environment, Failure, MemoryFiles, Synthesis};
use appsynth_data::{GraphqlSchema, TableSettings};
use serde_json::{Value, json};

use crate::layout;

const SCHEMA: &str = "type Post @model @auth(rules: [{ allow: public }]) {
  title: String! @index(name: \"byTitle\", sortKeyFields: [\"size\"])
  size: Int
}";

fn synth(model: &str) -> Result<Synthesis, Failure> {
    synth_with(|schema| schema.table_name(model, "old-posts"))
}

fn synth_with(tables: impl FnOnce(GraphqlSchema) -> GraphqlSchema) -> Result<Synthesis, Failure> {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("blog");
    let api = Api::new(SchemaSource::text(SCHEMA), Auth::api_key(Days(7)));
    stack.add("Data", tables(GraphqlSchema::new(api)));
    app.synth()
}

/// The resources of a type in all templates.
fn resources(synthesis: &Synthesis, kind: &str) -> Vec<Value> {
    let stack = &synthesis.stacks[0];
    let nested = stack
        .nested
        .iter()
        .map(|nested| nested.text.as_ref().expect("no sink has taken it"));
    std::iter::once(&stack.text)
        .chain(nested)
        .flat_map(|text| {
            layout::resources(text)
                .into_iter()
                .map(|(_, resource)| resource)
        })
        .filter(|resource| resource["Type"] == kind)
        .collect()
}

#[test]
fn no_table_is_made_and_the_data_source_says_what_it_needs() {
    let synthesis = synth("Post").expect("no mistakes");
    assert_eq!(
        resources(&synthesis, "AWS::DynamoDB::Table"),
        Vec::<Value>::new()
    );
    let sources = resources(&synthesis, "AWS::AppSync::DataSource");
    let source = sources
        .iter()
        .find(|one| one["Properties"]["Type"] == "AMAZON_DYNAMODB");
    let source = source.expect("a data source of the table");
    assert_eq!(
        source["Properties"]["DynamoDBConfig"]["TableName"],
        "old-posts"
    );
    let demand = json!({ "key": "id (S)", "indexes": { "byTitle": "title (S), size (N)" } });
    assert_eq!(source["Metadata"]["appsynth:table"], demand);
}

#[test]
fn a_table_of_no_model_is_a_mistake() {
    let failure = synth("Pots").expect_err("a mistake");
    let problem = failure.diagnostics.iter().next().expect("a problem");
    assert_eq!(problem.code.id, "AS3309");
}

#[test]
fn a_table_to_import_keeps_its_name_and_outlives_its_stack() {
    let deleted = TableSettings {
        removal: Some(RemovalPolicy::Delete),
        ..TableSettings::default()
    };
    let synthesis = synth_with(|schema| schema.tables(deleted).imported_table("Post", "old-posts"));
    let tables = resources(&synthesis.expect("no mistakes"), "AWS::DynamoDB::Table");
    let [table] = tables.as_slice() else {
        panic!("one table: {tables:?}");
    };
    assert_eq!(table["Properties"]["TableName"], "old-posts");
    assert_eq!(table["DeletionPolicy"], "Retain");
    assert_eq!(table["UpdateReplacePolicy"], "Retain");
    assert_eq!(table["Metadata"]["appsynth:imported"], true);
}

#[test]
fn a_table_is_imported_or_stays_anothers() {
    let failure = synth_with(|schema| {
        let taken = schema.table_name("Post", "old-posts");
        taken.imported_table("Post", "old-posts")
    });
    let failure = failure.expect_err("a mistake");
    let problem = failure.diagnostics.iter().next().expect("a problem");
    assert_eq!(problem.code.id, "AS3310");
}
