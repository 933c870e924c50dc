//! Types that were renamed after their tables were made.

use appsynth_transform::plan::Plan;
use appsynth_util::Context;
use serde_json::json;

use crate::plan::plan_of;
use crate::plan::running::{Answer, expression, run, run_in};

fn articles() -> Plan {
    plan_of(
        r#"type Article @model @mapsTo(name: "Post") @auth(rules: [{ allow: public }]) {
            id: ID!
            remarks: [Remark] @hasMany
        }
        type Remark @model @auth(rules: [{ allow: public }]) { id: ID! article: Article @belongsTo }"#,
    )
}

#[test]
fn tables_and_keys_keep_their_names() {
    let plan = articles();
    assert_eq!(plan.tables["Article"].name, "Post");
    let index = &plan.tables["Remark"].indexes[0];
    assert_eq!(index.name, "gsi-Post.remarks");
    assert_eq!(index.partition.name, "postRemarksId");
}

#[test]
fn items_are_written_under_stored_names() {
    let input = json!({"input": {"id": "1", "articleRemarksId": "a"}, "condition": {"articleRemarksId": {"eq": "b"}}});
    let answer = || vec![Answer::Result(json!({"id": "1", "postRemarksId": "a"}))];
    let created = run(
        &articles(),
        "Mutation.createRemark",
        input.clone(),
        answer(),
    );
    let values = &created.request()["attributeValues"];
    assert_eq!(values["postRemarksId"], json!({"S": "a"}));
    assert_eq!(values.get("articleRemarksId"), None);
    assert_eq!(
        expression(&created.request()["condition"]),
        r#"((attribute_not_exists(id)) AND (postRemarksId = {"S":"b"}))"#
    );
    assert_eq!(
        created.value(),
        &json!({"id": "1", "articleRemarksId": "a"})
    );
    let updated = run(&articles(), "Mutation.updateRemark", input, Vec::new());
    let (_, request) = updated.requests.last().expect("a request");
    let update = expression(&request["update"]);
    assert!(update.ends_with(r#"postRemarksId = {"S":"a"}"#), "{update}");
}

#[test]
fn items_are_read_under_the_schemas_names() {
    let found = json!({"items": [{"id": "1", "postRemarksId": "a"}], "nextToken": "t"});
    let arguments = json!({"filter": {"articleRemarksId": {"eq": "a"}}});
    let run = run(
        &articles(),
        "Query.listRemarks",
        arguments,
        vec![Answer::Result(found)],
    );
    assert_eq!(
        expression(&run.request()["filter"]),
        r#"(postRemarksId = {"S":"a"})"#
    );
    assert_eq!(
        run.value(),
        &json!({"items": [{"id": "1", "articleRemarksId": "a"}], "nextToken": "t"})
    );
}

#[test]
fn relations_are_found_by_stored_names() {
    let context = Context {
        source: json!({"id": "a"}),
        ..Context::default()
    };
    let run = run_in(&articles(), "Article.remarks", context, Vec::new());
    assert_eq!(run.request()["index"], "gsi-Post.remarks");
    assert_eq!(
        expression(&run.request()["query"]),
        r#"postRemarksId = {"S":"a"}"#
    );
}

#[test]
fn a_stored_name_is_the_text_that_it_is_in_either_language() {
    let plan = plan_of(
        r#"type Box @model @auth(rules: [{ allow: public }]) { id: ID! label: String @refersTo(name: "it's $1") }"#,
    );
    let input = json!({"input": {"id": "1", "label": "a"}});
    let created = run(
        &plan,
        "Mutation.createBox",
        input,
        vec![Answer::Result(json!({"id": "1", "it's $1": "a"}))],
    );
    assert_eq!(
        created.request()["attributeValues"]["it's $1"],
        json!({"S": "a"})
    );
    assert_eq!(created.value(), &json!({"id": "1", "label": "a"}));
}
