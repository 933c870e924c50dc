//! Mutations.

use appsynth_transform::plan::Plan;
use serde_json::{Value, json};

use crate::plan::plan_of;
use crate::plan::running::{Answer, Run, expression, run};

const NOW: &str = "2026-01-01T00:00:00.000Z";

fn tiles() -> Plan {
    plan_of(
        r#"enum Finish { MATT GLOSS }
        type Tile @model @auth(rules: [{ allow: public }]) {
            id: ID!
            colour: String @default(value: "it's $white")
            edge: Float @default(value: "2.75") @validate(type: gt, value: "0.5")
            finish: Finish @default(value: "MATT")
            notes: AWSJSON @default(value: "{\"k\": [1]}")
            code: String @validate(type: matches, value: "[a-z]+", errorMessage: "letters only")
        }
        type Plain @model(timestamps: null) @auth(rules: [{ allow: public }]) { id: ID! text: String }
        type Entry @model(timestamps: { createdAt: "made", updatedAt: "seen" }) @auth(rules: [{ allow: public }]) {
            id: ID! made: AWSTimestamp
        }"#,
    )
}

fn mutate(mutation: &str, arguments: Value) -> Run {
    run(
        &tiles(),
        &format!("Mutation.{mutation}"),
        arguments,
        Vec::new(),
    )
}

#[test]
fn new_items_have_ids_times_and_defaults() {
    let run = mutate("createTile", json!({"input": {"edge": 3, "colour": null}}));
    let values = &run.request()["attributeValues"];
    assert!(values["id"]["S"].as_str().is_some_and(|id| id.len() == 36));
    assert_eq!(values["createdAt"], json!({"S": NOW}));
    assert_eq!(values["updatedAt"], json!({"S": NOW}));
    assert_eq!(values["colour"], json!({"S": "it's $white"}));
    assert_eq!(values["edge"], json!({"N": 3}));
    assert_eq!(values["finish"], json!({"S": "MATT"}));
    assert_eq!(values["notes"], json!({"M": {"k": {"L": [{"N": 1}]}}}));
    assert_eq!(values["__typename"], json!({"S": "Tile"}));
}

#[test]
fn a_key_that_is_taken_is_refused() {
    let arguments = json!({"input": {"id": "1"}, "condition": {"edge": {"gt": 2}}});
    let run = mutate("createTile", arguments);
    let request = run.request();
    assert_eq!(request["operation"], "PutItem");
    assert_eq!(request["key"], json!({"id": {"S": "1"}}));
    assert_eq!(
        expression(&request["condition"]),
        r#"((attribute_not_exists(id)) AND (edge > {"N":2}))"#
    );
}

#[test]
fn times_can_be_renamed_numbers_or_left_out() {
    let entry = mutate("createEntry", json!({"input": {"id": "1"}}));
    let values = &entry.request()["attributeValues"];
    assert_eq!(values["made"], json!({"N": 1_767_225_600}));
    assert_eq!(values["seen"], json!({"S": NOW}));
    let plain = mutate("createPlain", json!({"input": {"id": "1"}}));
    assert_eq!(
        plain.request()["attributeValues"],
        json!({"id": {"S": "1"}, "__typename": {"S": "Plain"}})
    );
}

#[test]
fn changes_set_what_is_given_and_remove_nulls() {
    let arguments = json!({"input": {"id": "1", "edge": 2, "colour": null, "code": "abc"}});
    let run = mutate("updateTile", arguments);
    let request = run
        .requests
        .last()
        .map(|(_, request)| request)
        .expect("a request");
    assert_eq!(request["operation"], "UpdateItem");
    assert_eq!(
        expression(&request["update"]),
        format!(
            r#"SET updatedAt = {{"S":"{NOW}"}}, edge = {{"N":2}}, code = {{"S":"abc"}} REMOVE colour"#
        )
    );
    assert_eq!(expression(&request["condition"]), "(attribute_exists(id))");
    assert_eq!(request["condition"].get("expressionValues"), None);
}

#[test]
fn a_change_of_nothing_updates_nothing() {
    let run = mutate("updatePlain", json!({"input": {"id": "1"}}));
    let request = run
        .requests
        .last()
        .map(|(_, request)| request)
        .expect("a request");
    assert_eq!(request.get("update"), None);
}

#[test]
fn deleting_what_is_not_there_gives_nothing() {
    for more in [
        r#"secret: String @auth(rules: [{ allow: public, operations: [create, delete] }])"#,
        r#"secret: String @refersTo(name: "hidden")"#,
    ] {
        let plan = plan_of(&format!(
            "type Note @model @auth(rules: [{{ allow: public }}]) {{ id: ID! {more} }}"
        ));
        let arguments = json!({"input": {"id": "1"}});
        let run = run(&plan, "Mutation.deleteNote", arguments, Vec::new());
        assert_eq!(run.value(), &Value::Null);
    }
}

#[test]
fn only_what_is_there_is_deleted() {
    let run = mutate(
        "deleteTile",
        json!({"input": {"id": "1"}, "condition": {"edge": {"eq": 1}}}),
    );
    let request = run
        .requests
        .last()
        .map(|(_, request)| request)
        .expect("a request");
    assert_eq!(request["operation"], "DeleteItem");
    assert_eq!(
        expression(&request["condition"]),
        r#"((attribute_exists(id)) AND (edge = {"N":1}))"#
    );
}

#[test]
fn values_that_do_not_satisfy_their_rules_are_refused() {
    for mutation in ["createTile", "updateTile"] {
        let refusal = |input: Value| mutate(mutation, json!({"input": input})).error().to_owned();
        assert_eq!(
            refusal(json!({"id": "1", "edge": 0.5})),
            "Field edge of type Tile must be greater than 0.5"
        );
        assert_eq!(refusal(json!({"id": "1", "code": "A1"})), "letters only");
    }
    let fitting = mutate("createTile", json!({"input": {"edge": 0.75, "code": "a"}}));
    assert!(fitting.result.is_ok());
    let absent = mutate("createTile", json!({"input": {"edge": null}}));
    assert!(absent.result.is_ok());
}

#[test]
fn an_item_whose_condition_failed_stays_untold() {
    let run = run(
        &tiles(),
        "Mutation.createTile",
        json!({"input": {"id": "1"}}),
        vec![Answer::Error("The conditional request failed")],
    );
    assert_eq!(run.error(), "The conditional request failed");
}
