//! Conflict resolution.

use appsynth_transform::Options;
use appsynth_transform::plan::Plan;
use serde_json::json;

use crate::options;
use crate::plan::plan_with;
use crate::plan::running::{expression, run};

fn notes() -> Plan {
    let options = Options {
        conflict_resolution: true,
        ..options()
    };
    plan_with(
        "type Note @model @auth(rules: [{ allow: public }]) { id: ID! text: String }",
        &options,
    )
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
