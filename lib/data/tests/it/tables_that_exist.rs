//! Models whose tables exist already.

use appsynth_appsync::{Api, Auth, Days, SchemaSource};
use appsynth_construct::{App, Environment, Failure, MemoryFiles, Synthesis};
use appsynth_data::GraphqlSchema;
use serde_json::{Value, json};

use crate::layout;

const SCHEMA: &str = "type Post @model @auth(rules: [{ allow: public }]) {
  title: String! @index(name: \"byTitle\", sortKeyFields: [\"size\"])
  size: Int
}";

fn synth(model: &str) -> Result<Synthesis, Failure> {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("blog");
    let api = Api::new(SchemaSource::text(SCHEMA), Auth::api_key(Days(7)));
    stack.add(
        "Data",
        GraphqlSchema::new(api).table_name(model, "old-posts"),
    );
    app.synth()
}

/// The resources of a type in all templates.
fn resources(synthesis: &Synthesis, kind: &str) -> Vec<Value> {
    let stack = &synthesis.stacks[0];
    let nested = stack.nested.iter().map(|nested| &nested.text);
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
