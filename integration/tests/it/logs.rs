//! What `appsynth logs` prints of a server that runs, and of one that has ended.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use integration::{Project, Served};
use serde_json::{Value, json};

fn start() -> (Project, Served) {
    let project = Project::copy_of(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/observed"),
        env!("CARGO_BIN_EXE_example-appsynth"),
    );
    let served = project.deploy();
    (project, served)
}

/// The lines that the command prints as JSON.
fn logs(project: &Project, arguments: &[&str]) -> Vec<Value> {
    let printed = project.succeed(&[&["logs", "--json"], arguments].concat());
    let lines = printed.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn messages(lines: &[Value]) -> Vec<&str> {
    let message = |line: &'_ Value| line["message"].as_str().is_some();
    assert!(lines.iter().all(message), "{lines:?}");
    lines
        .iter()
        .filter_map(|line| line["message"].as_str())
        .collect()
}

const SHOUT: &str = "query ($text: String!) { shout(text: $text) }";

#[test]
fn requests_and_resolvers_are_told_and_chosen() {
    let (project, served) = start();
    served.data(SHOUT, json!({ "text": "first" }));
    served.ask(SHOUT, json!({ "text": "" }));

    let all = logs(&project, &[]);
    let answered: Vec<_> = all
        .iter()
        .filter(|line| line["source"] == "request")
        .collect();
    assert_eq!(answered.len(), 2);
    assert_eq!(answered[0]["message"], "answered shout");
    assert_eq!(answered[0]["errors"], 0);
    assert_eq!(answered[1]["errors"], 1);
    assert!(answered[0]["micros"].as_u64() > Some(0));

    let request = answered[0]["request"].as_str().expect("an id");
    let of_first = logs(&project, &["--request", &request[..12]]);
    assert!(of_first.iter().all(|line| line["request"] == request));
    assert_eq!(
        messages(&of_first),
        [
            "answered shout",
            "INFO - resolvers/Query.shout.js:4:3: \"shouting\" \"first\"",
            "ERROR - resolvers/Query.shout.js:5:3: \"with the key\" \"(hidden)\"",
        ]
    );

    let warned = logs(
        &project,
        &["--level", "warn", "--field", "Query.shout", "--lines", "1"],
    );
    assert_eq!(messages(&warned), ["there is nothing to shout"]);
    assert_eq!(warned[0]["error_type"], "Silence");
    assert!(logs(&project, &["--field", "Query.other"]).is_empty());

    let file = project.path().join(".appsynth/local/log.jsonl");
    let kept = std::fs::read_to_string(file).expect("a log");
    assert!(!kept.contains(&served.api_key), "no credential is kept");

    drop(served);
    assert_eq!(
        logs(&project, &[]).len(),
        all.len(),
        "the log outlives the server"
    );
    let text = project.succeed(&["logs", "--level", "warn", "--lines", "1"]);
    assert!(
        text.contains(" warn  Query.shout: there is nothing to shout (Silence)  ["),
        "{text}"
    );
}

#[test]
fn what_lambda_functions_print_is_of_the_request_that_invoked_them() {
    if Command::new("node").arg("--version").output().is_err() {
        return;
    }
    let (project, served) = start();
    let greet = "query ($name: String!) { greet(name: $name) }";
    for name in ["Ada", "Kit"] {
        served.data(greet, json!({ "name": name }));
    }
    // The function's output goes its own way and may be late.
    let lines = loop {
        let lines = logs(&project, &[]);
        if lines
            .iter()
            .filter(|line| line["source"] == "function")
            .count()
            == 2
        {
            break lines;
        }
    };
    let of = |source: &str| -> Vec<(&Value, &Value)> {
        let lines = lines.iter().filter(|line| line["source"] == source);
        lines
            .map(|line| (&line["message"], &line["request"]))
            .collect()
    };
    let (printed, answered) = (of("function"), of("request"));
    assert_eq!(printed[0].0, "greeting Ada");
    assert_eq!(printed[1].0, "greeting Kit");
    assert_eq!(printed[0].1, answered[0].1);
    assert_eq!(printed[1].1, answered[1].1);
    assert_ne!(printed[0].1, printed[1].1);
}

#[test]
fn following_shows_what_happens() {
    let (project, served) = start();
    let mut command = project.command(&["logs", "--follow", "--json", "--field", "Query.shout"]);
    let mut following = command.stdout(Stdio::piped()).spawn().expect("it runs");
    let mut lines = BufReader::new(following.stdout.take().expect("piped")).lines();
    for text in ["one", "two"] {
        served.data(SHOUT, json!({ "text": text }));
        let line = lines.next().expect("a line").expect("readable");
        assert!(
            line.contains(&format!("\\\"shouting\\\" \\\"{text}\\\"")),
            "{line}"
        );
        let error = lines.next().expect("a line").expect("readable");
        assert!(error.contains("with the key"), "{error}");
    }
    // Whoever stops reading ends it.
    drop(lines);
    served.data(SHOUT, json!({ "text": "three" }));
    assert!(following.wait().expect("it ends").success());
}

#[test]
fn without_a_deployment_there_is_no_log() {
    let project = Project::copy_of(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/observed"),
        env!("CARGO_BIN_EXE_example-appsynth"),
    );
    let output = project.run(&["logs"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("nothing is deployed to `local`"), "{said}");
}
