//! The constructs of `@searchable`.

use appsynth_construct::Synthesis;
use serde_json::json;

use crate::plans::{of_schema, properties, resolver_fields, resources, synthesize};

const POST: &str = "type Post @model @searchable @auth(rules: [{ allow: public }]) { id: ID! }";
const COMMENT: &str =
    "type Comment @model @searchable @auth(rules: [{ allow: public }]) { id: ID! }";
const NOTE: &str = "type Note @model @auth(rules: [{ allow: public }]) { id: ID! }";

fn synthesis(types: &[&str]) -> Synthesis {
    synthesize(of_schema(&types.join("\n")))
}

/// What the statements of a role or policy allow.
fn actions(document: &serde_json::Value) -> Vec<&str> {
    let statements = document["Statement"].as_array().into_iter().flatten();
    let actions = statements.flat_map(|one| match &one["Action"] {
        serde_json::Value::Array(actions) => actions.iter().collect(),
        action => vec![action],
    });
    actions.filter_map(serde_json::Value::as_str).collect()
}

#[test]
fn a_domain_answers_the_search_query() {
    let synthesis = synthesis(&[POST, NOTE]);
    let fields = resolver_fields(&synthesis);
    assert!(
        fields.contains(&"Query.searchPosts".to_owned()),
        "{fields:?}"
    );
    assert!(!fields.contains(&"Query.searchNotes".to_owned()));

    let sources = properties(&synthesis, "AWS::AppSync::DataSource");
    let source = sources
        .iter()
        .find(|one| one["Type"] == "AMAZON_OPENSEARCH_SERVICE")
        .expect("a data source");
    let endpoint = &source["OpenSearchServiceConfig"]["Endpoint"]["Fn::Join"][1];
    assert_eq!(endpoint[0], "https://");
    assert_eq!(endpoint[1]["Fn::GetAtt"][1], "DomainEndpoint");

    let roles = properties(&synthesis, "AWS::IAM::Role");
    let of_search: Vec<_> = roles
        .iter()
        .map(|role| actions(&role["Policies"][0]["PolicyDocument"]))
        .filter(|actions| actions.iter().any(|action| action.starts_with("es:")))
        .collect();
    assert_eq!(of_search, [["es:ESHttpGet", "es:ESHttpHead"]]);
}

#[test]
fn the_domain_is_encrypted_and_kept_outside_this_machine() {
    let synthesis = synthesis(&[POST]);
    let (_, domain) = resources(&synthesis)
        .find(|(_, one)| one["Type"] == "AWS::OpenSearchService::Domain")
        .expect("a domain");
    assert_eq!(domain["DeletionPolicy"], "Retain");
    let properties = &domain["Properties"];
    assert_eq!(properties["EncryptionAtRestOptions"]["Enabled"], true);
    assert_eq!(properties["NodeToNodeEncryptionOptions"]["Enabled"], true);
    assert_eq!(properties["DomainEndpointOptions"]["EnforceHTTPS"], true);
    assert_eq!(properties["AccessPolicies"], json!(null));
}

#[test]
fn a_function_brings_the_changes_of_each_searched_table_to_the_domain() {
    let synthesis = synthesis(&[POST, COMMENT, NOTE]);
    let domains = properties(&synthesis, "AWS::OpenSearchService::Domain");
    let functions = properties(&synthesis, "AWS::Lambda::Function");
    let mappings = properties(&synthesis, "AWS::Lambda::EventSourceMapping");
    assert_eq!((domains.len(), functions.len(), mappings.len()), (1, 1, 2));

    let endpoint = &functions[0]["Environment"]["Variables"]["ENDPOINT"];
    assert_eq!(endpoint["Fn::GetAtt"][1], "DomainEndpoint");
    for mapping in &mappings {
        assert_eq!(mapping["EventSourceArn"]["Fn::GetAtt"][1], "StreamArn");
        assert_eq!(mapping["StartingPosition"], "LATEST");
    }

    let policies = properties(&synthesis, "AWS::IAM::Policy");
    let writes = ["es:ESHttpDelete", "es:ESHttpPost", "es:ESHttpPut"];
    let documents = policies.iter().map(|one| &one["PolicyDocument"]);
    let of_streams: Vec<_> = documents
        .clone()
        .filter(|one| one["Statement"][0]["Resource"]["Fn::GetAtt"][1] == "StreamArn")
        .collect();
    assert_eq!(of_streams.len(), 2);
    assert!(documents.clone().any(|one| actions(one) == writes));
}

#[test]
fn what_is_not_searched_costs_no_domain() {
    let synthesis = synthesis(&[NOTE]);
    for kind in [
        "AWS::OpenSearchService::Domain",
        "AWS::Lambda::Function",
        "AWS::Lambda::EventSourceMapping",
    ] {
        assert_eq!(properties(&synthesis, kind).len(), 0, "{kind}");
    }
}
