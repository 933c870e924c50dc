//! Conflict resolution.

use appsynth_transform::Options;
use appsynth_transform::plan::Plan;
use serde_json::{Value, json};

use crate::options;
use crate::plan::plan_with;
use crate::plan::running::{Answer, expression, run};

fn notes() -> Plan {
    versioned("type Note @model @auth(rules: [{ allow: public }]) { id: ID! text: String }")
}

fn versioned(schema: &str) -> Plan {
    let options = Options {
        conflict_resolution: true,
        ..options()
    };
    plan_with(schema, &options)
}

/// What the holder of an API key is told of the stored item by a mutation that knows an older version.
fn told(schema: &str, mutation: &str, stored: &Value) -> Value {
    let run = run(
        &versioned(schema),
        &format!("Mutation.{mutation}"),
        json!({"input": {"id": "1", "_version": 1}}),
        vec![Answer::Conflict(stored.clone())],
    );
    assert_eq!(run.error(), "no");
    run.error_data
}

#[test]
fn conflicts_tell_what_everyone_may_see_who_reads_the_item() {
    let schema = "type Note @model @auth(rules: [{ allow: public }, { allow: private }]) {
            id: ID!
            text: String
            secret: String @auth(rules: [
                { allow: private }, { allow: public, operations: [create, update, delete] }
            ])
            meta: Meta
        }
        type Meta { size: Int }";
    let stored = json!({"id": "1", "text": "a", "secret": "s", "meta": {"size": 1}, "_version": 2});
    for mutation in ["updateNote", "deleteNote"] {
        assert_eq!(
            told(schema, mutation, &stored),
            json!({"id": "1", "text": "a", "meta": {"size": 1}, "_version": 2})
        );
    }
    let ruled = "type Note @model @auth(rules: [{ allow: public }]) { id: ID! meta: Meta }
        type Meta { size: Int secret: String @auth(rules: [{ allow: private }]) }";
    assert_eq!(told(ruled, "updateNote", &stored).get("meta"), None);
}

#[test]
fn conflicts_tell_nothing_that_directives_close_to_some() {
    let tell = |of_field: &str, of_type: &str, within: &str| {
        let schema = format!(
            "type Note @model @auth(rules: [{{ allow: public }}, {{ allow: private }}]) {{
                id: ID! text: String {of_field} meta: Meta
            }}
            type Meta {of_type} {{ size: Int {within} }}"
        );
        let stored = json!({"id": "1", "text": "a", "meta": {"size": 1}});
        let told = told(&schema, "updateNote", &stored);
        [told.get("text").is_some(), told.get("meta").is_some()]
    };
    let all = "@aws_api_key @aws_cognito_user_pools";
    let staff = "@aws_api_key @aws_cognito_user_pools(cognito_groups: [\"Staff\"])";
    assert_eq!(tell(all, all, all), [true, true]);
    assert_eq!(tell(staff, all, ""), [false, true]);
    assert_eq!(tell("@aws_cognito_user_pools", "", ""), [false, true]);
    assert_eq!(tell("", staff, ""), [true, false]);
    assert_eq!(tell("", all, "@aws_api_key"), [true, false]);
}

#[test]
fn conflicts_tell_nothing_where_some_write_who_may_not_read() {
    let schema = "type Note @model @auth(rules: [
            { allow: private }, { allow: public, operations: [update, delete] }
        ]) { id: ID! text: String }";
    let stored = json!({"id": "1", "text": "a", "_version": 2});
    for mutation in ["updateNote", "deleteNote"] {
        assert_eq!(told(schema, mutation, &stored), Value::Null);
    }
}

#[test]
fn other_failures_and_new_items_tell_nothing() {
    let input = || json!({"input": {"id": "1"}});
    let stored = json!({"id": "1", "text": "a"});
    let created = run(
        &notes(),
        "Mutation.createNote",
        input(),
        vec![Answer::Conflict(stored)],
    );
    assert_eq!((created.error(), &created.error_data), ("no", &Value::Null));
    let failed = vec![Answer::Error("gone")];
    let updated = run(&notes(), "Mutation.updateNote", input(), failed);
    assert_eq!(
        (updated.error(), &updated.error_data),
        ("gone", &Value::Null)
    );
}

#[test]
fn conflicts_tell_renamed_fields_by_the_names_of_the_schema() {
    let schema = "type Note @model @auth(rules: [{ allow: public }]) {
        id: ID! text: String @refersTo(name: \"body\")
    }";
    let stored = json!({"id": "1", "body": "a", "_version": 2});
    assert_eq!(
        told(schema, "updateNote", &stored),
        json!({"id": "1", "text": "a", "_version": 2})
    );
}

#[test]
fn writes_say_which_version_they_know() {
    let plan = notes();
    assert!(plan.tables["Note"].versioned);
    for (mutation, version) in [("updateNote", 3), ("deleteNote", 3)] {
        let arguments = json!({"input": {"id": "1", "text": "x", "_version": version}});
        let run = run(
            &plan,
            &format!("Mutation.{mutation}"),
            arguments,
            Vec::new(),
        );
        let (_, request) = run.requests.last().expect("a request");
        assert_eq!(request["_version"], version);
    }
    let unknown = run(
        &plan,
        "Mutation.updateNote",
        json!({"input": {"id": "1"}}),
        Vec::new(),
    );
    let (_, request) = unknown.requests.last().expect("a request");
    assert_eq!(request["_version"], 0);
    assert!(!expression(&request["update"]).contains("_version"));
}

#[test]
fn a_new_item_has_no_version_of_the_caller_s() {
    let input = json!({"id": "1", "text": "x", "_version": 3});
    let run = run(
        &notes(),
        "Mutation.createNote",
        json!({"input": input}),
        Vec::new(),
    );
    let (_, request) = run.requests.last().expect("a request");
    let attributes = request["attributeValues"].as_object().expect("attributes");
    assert!(attributes.contains_key("text"));
    assert!(!attributes.contains_key("_version"));
}

#[test]
fn changes_are_read_since_the_last_time() {
    let arguments = json!({"lastSync": 12, "limit": 4});
    let run = run(&notes(), "Query.syncNotes", arguments, Vec::new());
    assert_eq!(
        run.request(),
        &json!({"version": "2018-05-29", "operation": "Sync", "limit": 4, "lastSync": 12})
    );
}
