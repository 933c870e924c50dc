//! The local environment from a user's side.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::{appsynth, new_project, run, succeed, succeed_json};

/// A server and the line it printed; killed when dropped.
struct Serving {
    child: Child,
    line: Value,
}

impl Serving {
    fn start(project: &Path) -> Self {
        let mut child = appsynth(project, &["deploy", "--json", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("a line");
        let line = serde_json::from_str(&line).expect("JSON");
        Self { child, line }
    }

    /// Asks it to stop, as a supervisor does, and gives its exit code.
    fn terminate(&mut self) -> Option<i32> {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(asked.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ends a server in the background, however the test ends.
struct Destroyed<'a>(&'a Path);

impl Drop for Destroyed<'_> {
    fn drop(&mut self) {
        // Nothing to do if the test has done it.
        let _ = run(self.0, &["destroy", "--yes"]);
    }
}

fn ask(line: &Value, query: &str) -> Value {
    let answer: Value = ureq::post(line["graphqlUrl"].as_str().expect("a URL"))
        .header("x-api-key", line["apiKey"].as_str().expect("a key"))
        .send_json(json!({ "query": query }))
        .expect("an answer")
        .body_mut()
        .read_json()
        .expect("JSON");
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].clone()
}

const CREATE: &str = "mutation { createPost(title: \"Hello\") { id title } }";
const LIST: &str = "{ listPosts { items { title } } }";

#[test]
fn a_new_project_answers_and_keeps_its_data() {
    let folder = new_project();
    let project = folder.path().join("blog");

    let mut serving = Serving::start(&project);
    let keys: Vec<_> = serving
        .line
        .as_object()
        .expect("an object")
        .keys()
        .collect();
    assert_eq!(keys, ["graphqlUrl", "realtimeUrl", "apiKey"]);
    let created = ask(&serving.line, CREATE);
    assert_eq!(created["createPost"]["title"], "Hello");
    let id = created["createPost"]["id"].as_str().expect("an id");
    let read = ask(
        &serving.line,
        &format!("{{ getPost(id: \"{id}\") {{ title }} }}"),
    );
    assert_eq!(read["getPost"]["title"], "Hello");
    assert_eq!(serving.terminate(), Some(0));

    let again = Serving::start(&project);
    assert_eq!(again.line["apiKey"], serving.line["apiKey"]);
    assert_eq!(
        ask(&again.line, LIST),
        json!({ "listPosts": { "items": [{ "title": "Hello" }] } })
    );
}

#[test]
fn a_server_in_the_background_can_be_found_and_destroyed() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let _cleanup = Destroyed(&project);
    let line = succeed_json(&project, &["deploy", "--detach", "--json", "--port", "0"]);
    ask(&line, CREATE);

    let outputs = succeed_json(&project, &["outputs", "--json"]);
    assert_eq!(outputs["format"], 1);
    assert_eq!(outputs["apis"][0]["graphqlUrl"], line["graphqlUrl"]);
    assert_eq!(
        outputs["stacks"]["blog-local"]["GraphqlUrl"],
        line["graphqlUrl"]
    );
    let text = succeed(&project, &["outputs"]);
    assert!(
        text.contains(line["apiKey"].as_str().expect("a key")),
        "{text}"
    );

    let ended = run(&project, &["destroy"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("`--yes`"), "{}", ended.stderr);

    succeed(&project, &["destroy", "--yes"]);
    assert!(!project.join(".appsynth/local").exists());
    assert_eq!(run(&project, &["outputs"]).code, Some(1));
}

#[test]
fn deploying_to_aws_is_refused_with_what_can_be_done() {
    let folder = new_project();
    let project = folder.path().join("blog");
    for command in ["deploy", "destroy", "outputs"] {
        let ended = run(&project, &[command, "--env", "prod"]);
        assert_eq!(ended.code, Some(1), "{command}");
        assert!(
            ended.stderr.contains("not part of this build"),
            "{}",
            ended.stderr
        );
    }
}
