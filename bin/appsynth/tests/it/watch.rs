//! Saving files while the API is served.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::deploy::{CREATE, Destroyed, LIST, Serving, ask};
use super::{appsynth, edit, new_project, succeed_json};

fn watch(project: &Path) -> Serving {
    Serving::start_with(project, &["--watch"])
}

/// The code of the first mistake that a line tells of, and the file that it is in.
fn mistake(line: &Value) -> (&str, Option<&str>) {
    let first = &line["diagnostics"][0];
    let code = first["code"].as_str();
    let code = code.unwrap_or_else(|| panic!("no mistake: {line}"));
    (code, first["labels"][0]["file"].as_str())
}

#[test]
fn a_saved_schema_and_resolver_are_live_and_the_data_stay() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let mut serving = watch(&project);
    ask(&serving.line, CREATE);

    let resolver = project.join("resolvers/Query.listPosts.js");
    edit(
        &resolver,
        "ctx.result.items",
        "ctx.result.items.map((item) => ({ ...item, title: item.title + '!' }))",
    );
    assert_eq!(
        serving.next_line()["graphqlUrl"],
        serving.line["graphqlUrl"]
    );
    assert_eq!(
        ask(&serving.line, LIST),
        json!({ "listPosts": { "items": [{ "title": "Hello!" }] } })
    );

    edit(
        &project.join("schema.graphql"),
        "title: String!\n",
        "title: String!\n  subtitle: String\n",
    );
    serving.next_line();
    assert_eq!(
        ask(&serving.line, "{ listPosts { items { title subtitle } } }"),
        json!({ "listPosts": { "items": [{ "title": "Hello!", "subtitle": null }] } })
    );
}

#[test]
fn a_new_resolver_and_changed_settings_are_live() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let mut serving = watch(&project);

    edit(
        &project.join("schema.graphql"),
        "type Query {",
        "type Query {\n  echo(text: String): String",
    );
    serving.next_line();
    let code =
        "export const request = () => ({});\nexport const response = (ctx) => ctx.args.text;\n";
    fs::write(project.join("resolvers/Query.echo.js"), code).expect("written");
    assert_eq!(mistake(&serving.next_line()).0, "AS8011");
    edit(
        &project.join("appsynth.yaml"),
        "resolvers:\n",
        "data-sources: { Nothing: { type: none } }\nresolvers:\n  Query.echo: Nothing\n",
    );
    serving.next_line();
    assert_eq!(
        ask(&serving.line, "{ echo(text: \"hi\") }"),
        json!({ "echo": "hi" })
    );
}

#[test]
fn a_mistake_is_shown_and_the_last_good_version_keeps_serving() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let mut serving = watch(&project);
    ask(&serving.line, CREATE);
    let served = ask(&serving.line, LIST);

    let schema = project.join("schema.graphql");
    let good = fs::read_to_string(&schema).expect("a schema");
    edit(&schema, "title: String!\n", "title: Strin!\n");
    let line = serving.next_line();
    assert_eq!(mistake(&line).1, Some("schema.graphql"));
    assert_eq!(ask(&serving.line, LIST), served);

    // Back to what was served: said, because what was wrong is right again.
    fs::write(&schema, good).expect("written");
    assert_eq!(
        serving.next_line()["graphqlUrl"],
        serving.line["graphqlUrl"]
    );
    assert_eq!(ask(&serving.line, LIST), served);
}

#[test]
fn a_table_that_would_lose_its_items_stays_as_it_is() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let mut serving = watch(&project);
    ask(&serving.line, CREATE);
    let settings = project.join("appsynth.yaml");
    edit(&settings, "partition-key: id", "partition-key: title");
    let line = serving.next_line();
    assert_eq!(mistake(&line).0, "AS7001");
    assert_eq!(
        ask(&serving.line, LIST),
        json!({ "listPosts": { "items": [{ "title": "Hello" }] } })
    );
}

#[test]
fn the_server_in_the_background_gets_what_is_saved() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let _cleanup = Destroyed(&project);
    let line = succeed_json(&project, &["deploy", "--detach", "--json", "--port", "0"]);
    let mut watching = watch(&project);
    assert_eq!(watching.line["graphqlUrl"], line["graphqlUrl"]);

    edit(
        &project.join("schema.graphql"),
        "title: String!\n",
        "title: String!\n  subtitle: String\n",
    );
    watching.next_line();
    ask(&line, "{ listPosts { items { subtitle } } }");
}

#[test]
fn a_saved_handler_of_a_function_is_live() {
    let folder = new_project();
    let project = folder.path().join("blog");
    edit(
        &project.join("schema.graphql"),
        "type Query {",
        "type Query {\n  answer: Int",
    );
    edit(
        &project.join("appsynth.yaml"),
        "resolvers:\n",
        "functions: { answer: { code: functions/answer, handler: index.handler, runtime: nodejs22.x } }
resolvers:
  Query.answer: answer\n",
    );
    let handler = project.join("functions/answer/index.mjs");
    fs::create_dir_all(project.join("functions/answer")).expect("a new folder");
    fs::write(&handler, "export const handler = async () => 6;").expect("written");
    let mut serving = watch(&project);
    assert_eq!(ask(&serving.line, "{ answer }"), json!({ "answer": 6 }));

    edit(&handler, "6", "42");
    serving.next_line();
    assert_eq!(ask(&serving.line, "{ answer }"), json!({ "answer": 42 }));
}

#[test]
fn people_read_what_has_become_of_a_change() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let mut child = appsynth(&project, &["deploy", "--watch", "--port", "0"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
    let mut until = |end: &str| {
        let mut said = String::new();
        while !said.contains(end) {
            assert_ne!(stderr.read_line(&mut said).expect("a line"), 0, "{said}");
        }
        said
    };
    until("whatever is saved");
    let schema = project.join("schema.graphql");
    edit(&schema, "title: String!\n", "title: Strin!\n");
    let said = until("the last good version keeps serving");
    assert!(said.contains("schema.graphql:3:"), "{said}");
    // What is written beside the project's files, such as a log of this very output, says nothing new.
    fs::write(project.join("notes.txt"), "").expect("written");
    // Apart from the next change, which would else be taken together with this one.
    thread::sleep(Duration::from_millis(200));
    edit(&schema, "title: Strin!\n", "title: String!\n");
    let said = until("changed: live after");
    assert!(!said.contains("keeps serving"), "{said}");
    child.kill().expect("killed");
    child.wait().expect("gone");
}
