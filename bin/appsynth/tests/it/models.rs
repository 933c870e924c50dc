//! Models whose keys and names change while their tables hold items.

use std::fs;
use std::path::Path;

use expect_test::expect;
use serde_json::json;
use tempfile::TempDir;

use super::deploy::{Serving, ask};
use super::{edit, run};

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
