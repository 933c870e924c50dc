//! Models with versions, by each way of handling conflicts.

use std::fs;
use std::process::Command;

use integration::{Project, Served};
use serde_json::{Value, json};

const SCHEMA: &str = "type Note @model @auth(rules: [{ allow: public }]) {
  id: ID!
  text: String
  tags: [String]
}
";

/// A served project whose models' conflicts are handled so.
fn serve(conflict_resolution: &str, functions: &str) -> (Project, Served) {
    let project = Project::empty(env!("CARGO_BIN_EXE_example-appsynth"));
    let write = |path: &str, text: &str| {
        let path = project.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a written file");
    };
    let yaml = format!(
        "app: notes\napi:\n  schema: schema.graphql\n  auth: {{ default: api-key }}\n  \
         conflict-resolution: {conflict_resolution}\n{functions}"
    );
    write("appsynth.yaml", &yaml);
    write("schema.graphql", SCHEMA);
    write(
        "decide/index.js",
        "exports.handler = async ({ newItem, existingItem }) => (newItem
            ? { action: 'RESOLVE', item: { ...newItem, text: `${existingItem.text} and ${newItem.text}` } }
            : { action: 'REMOVE' });\n",
    );
    let served = project.deploy();
    (project, served)
}

/// Makes a note, changes it, and changes it again by its first version.
fn change_an_old_version(served: &Served) -> Value {
    let create = "mutation { createNote(input: {id: \"1\", text: \"a\", tags: [\"x\"]}) { _version _deleted } }";
    assert_eq!(
        served.data(create, json!({})),
        json!({"createNote": {"_version": 1, "_deleted": null}})
    );
    let update = |text: &str| {
        let input = json!({"id": "1", "text": text, "tags": [text], "_version": 1});
        served.ask(
            "mutation Update($input: UpdateNoteInput!) {
                updateNote(input: $input) { id text tags _version }
            }",
            json!({ "input": input }),
        )
    };
    assert_eq!(
        update("b"),
        json!({"data": {"updateNote": {"id": "1", "text": "b", "tags": ["b"], "_version": 2}}})
    );
    update("c")
}

#[test]
fn a_client_that_knows_an_old_version_gets_the_new_one_and_syncs() {
    let (_project, served) = serve("optimistic-concurrency", "");
    let sync = |since: &Value| {
        let query = "query Sync($since: AWSTimestamp) {
            syncNotes(lastSync: $since) { items { id text _version _deleted } startedAt nextToken }
        }";
        served.data(query, json!({ "since": since }))["syncNotes"].clone()
    };
    let started_at = sync(&Value::Null)["startedAt"].clone();
    let refused = change_an_old_version(&served);
    let error = &refused["errors"][0];
    assert_eq!(refused["data"], json!({"updateNote": null}));
    assert_eq!(error["errorType"], "ConflictUnhandled");
    assert_eq!(error["message"], "Conflict resolver rejects mutation.");
    let newest = json!({"id": "1", "text": "b", "tags": ["b"], "_version": 2});
    assert_eq!(error["data"], newest);

    let delete = "mutation { deleteNote(input: {id: \"1\", _version: 2}) { _version _deleted } }";
    assert_eq!(
        served.data(delete, json!({})),
        json!({"deleteNote": {"_version": 3, "_deleted": true}})
    );
    let changes = json!([
        {"id": "1", "text": "a", "_version": 1, "_deleted": null},
        {"id": "1", "text": "b", "_version": 2, "_deleted": null},
        {"id": "1", "text": "b", "_version": 3, "_deleted": true},
    ]);
    assert_eq!(sync(&started_at)["items"], changes);
    assert_eq!(
        sync(&Value::Null)["items"],
        json!([{"id": "1", "text": "b", "_version": 3, "_deleted": true}])
    );
}

#[test]
fn changes_merge() {
    let (_project, served) = serve("automerge", "");
    assert_eq!(
        change_an_old_version(&served),
        json!({"data": {"updateNote": {"id": "1", "text": "b", "tags": ["b", "c"], "_version": 3}}})
    );
}

#[test]
fn a_model_is_handled_its_own_way() {
    let (_project, served) = serve(
        "{ default: automerge, models: { Note: optimistic-concurrency } }",
        "",
    );
    let refused = change_an_old_version(&served);
    assert_eq!(refused["errors"][0]["errorType"], "ConflictUnhandled");
}

#[test]
fn a_function_decides() {
    if Command::new("node").arg("--version").output().is_err() {
        println!("skipped: `node` is not installed");
        return;
    }
    let (_project, served) = serve(
        "{ function: decide }",
        "functions:\n  decide: { code: decide, handler: index.handler, runtime: nodejs22.x }\n",
    );
    assert_eq!(
        change_an_old_version(&served),
        json!({"data": {"updateNote": {"id": "1", "text": "b and c", "tags": ["c"], "_version": 3}}})
    );
    let delete = "mutation { deleteNote(input: {id: \"1\", _version: 1}) { _version _deleted } }";
    assert_eq!(
        served.data(delete, json!({})),
        json!({"deleteNote": {"_version": 4, "_deleted": true}})
    );
}
