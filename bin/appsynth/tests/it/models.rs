//! Models whose keys and names change while their tables hold items.

use std::fs;
use std::path::Path;

use expect_test::expect;
use serde_json::json;
use tempfile::TempDir;

use super::deploy::{Destroyed, Serving, ask};
use super::{edit, run, succeed_json};

const SETTINGS: &str = "
app: notes
api: { schema: schema.graphql, auth: { default: api-key } }
";

const SCHEMA: &str = "
# All that there is.
type Note @model @auth(rules: [{ allow: public }]) {
  id: ID!
  text: String!
}
";

const CREATE: &str = r#"mutation { createNote(input: { text: "kept" }) { text } }"#;
const DETACH: [&str; 5] = ["deploy", "--detach", "--json", "--port", "0"];

fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("appsynth.yaml"), SETTINGS).expect("written");
    fs::write(folder.path().join("schema.graphql"), SCHEMA).expect("written");
    folder
}

fn edit_schema(project: &Path, from: &str, to: &str) {
    edit(&project.join("schema.graphql"), from, to);
}

const LIST: &str = "{ listNotes { items { text } } }";
const LIST_MEMOS: &str = "{ listMemos { items { text } } }";

#[test]
fn what_a_renamed_model_leaves_behind_is_said_with_the_way_out() {
    let folder = project();
    let project = folder.path();
    let _cleanup = Destroyed(project);
    ask(&succeed_json(project, &DETACH), CREATE);
    edit_schema(project, "type Note @model", "type Memo @model");
    // By the server that runs, once.
    let line = succeed_json(project, &DETACH);
    let warning = &line["warnings"][0];
    assert_eq!(warning["code"], "AS7013", "{line}");
    assert_eq!(
        ask(&line, LIST_MEMOS),
        json!({ "listMemos": { "items": [] } })
    );
    assert_eq!(succeed_json(project, &DETACH).get("warnings"), None);
    let outputs = succeed_json(project, &["outputs", "--json"]);
    assert_eq!(outputs.get("left"), None);

    edit_schema(
        project,
        "type Memo @model",
        "type Memo @mapsTo(name: \"Note\") @model",
    );
    let line = succeed_json(project, &DETACH);
    // The table that nobody has written to is not worth a word.
    assert_eq!(line.get("warnings"), None);
    assert_eq!(
        ask(&line, LIST_MEMOS),
        json!({ "listMemos": { "items": [{ "text": "kept" }] } })
    );
}

#[test]
fn a_renamed_model_is_told_to_people_and_its_items_come_back_with_its_name() {
    let folder = project();
    let project = folder.path();
    let mut serving = Serving::start(project);
    ask(&serving.line, CREATE);
    serving.kill();
    edit_schema(project, "type Note @model", "type Memo @model");
    let _cleanup = Destroyed(project);
    let said = run(project, &["deploy", "--detach", "--port", "0"]).stderr;
    let table = said.split('`').nth(1).expect("the name of a table");
    let (said, _) = said.split_once("serving in").expect("it serves");
    expect![[r#"
        warning[AS7013]: the table `TABLE` of `Note` holds items and is no longer deployed
         = note: its items are kept, but no API finds them; on AWS the deployment would be refused
         = help: if its type has another name now: `@mapsTo(name: "Note")` on that type keeps the table
         = help: once it is deployed again, its items are there again
    "#]]
    .assert_eq(&said.replace(table, "TABLE"));

    edit_schema(project, "type Memo @model", "type Note @model");
    let line = succeed_json(project, &DETACH);
    assert_eq!(
        ask(&line, LIST),
        json!({ "listNotes": { "items": [{ "text": "kept" }] } })
    );
}

#[test]
fn another_key_of_a_model_is_refused_where_the_schema_has_the_model() {
    let folder = project();
    let project = folder.path();
    let mut serving = Serving::start_with(project, &["--watch"]);
    ask(&serving.line, CREATE);
    edit_schema(project, "text: String!", "text: String! @primaryKey");
    let line = serving.next_line();
    let refused = &line["diagnostics"][0];
    let label = &refused["labels"][0];
    assert_eq!(
        (&refused["code"], &label["file"], &label["start"]["line"]),
        (&json!("AS7001"), &json!("schema.graphql"), &json!(3)),
        "{line}"
    );

    // By the server that runs, and by a new one.
    let handed_over = run(project, &["deploy"]).stderr;
    serving.kill();
    let started = run(project, &["deploy", "--port", "0"]).stderr;
    assert_eq!(handed_over, started);
    let table = started.split('`').nth(1).expect("the name of a table");
    expect![[r#"
        error[AS7001]: the table `TABLE` holds items and cannot change its key
         --> schema.graphql:3:6
          |
        3 | type Note @model @auth(rules: [{ allow: public }]) {
          |      ^^^^
          |
          = note: its key was partition `id` (S) and would be partition `text` (S)
          = note: nothing was changed; on AWS the table would be replaced and its items lost
          = help: take the change back, or give the new table a name of its own
          = help: remove all local data with `appsynth destroy`, then deploy again
          = note: in `notes-local/Data/Models/Note/Table`

        1 error; nothing was deployed (see `appsynth explain AS7001`)
    "#]]
    .assert_eq(&started.replace(table, "TABLE"));
    let detached = run(project, &DETACH).stdout;
    assert!(detached.contains("schema.graphql:3:6"), "{detached}");
}
