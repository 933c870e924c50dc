//! What goes wrong on purpose.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::deploy::{CREATE, Destroyed, LIST, Serving, answer, ask, configure};
use super::{new_project, run};

/// A project with these faults of its table.
fn project(faults: &str) -> (TempDir, PathBuf) {
    let folder = new_project();
    let project = folder.path().join("blog");
    set_faults(&project, faults);
    (folder, project)
}

fn set_faults(project: &Path, faults: &str) {
    configure(
        project,
        &format!(
            "tables: {{ Posts: {{ partition-key: id }} }}\nlocal: {{ faults: {{ Posts: {faults} }} }}"
        ),
    );
}

#[test]
fn every_second_request_is_throttled_until_the_setting_goes() {
    let (_folder, project) = project("{ throttling: { every: 2 } }");
    let mut serving = Serving::start_with(&project, &["--watch"]);
    ask(&serving.line, CREATE);
    let throttled = answer(&serving.line, LIST);
    let error = &throttled["errors"][0];
    assert_eq!(error["errorType"], "DynamoDB:ThrottlingException");
    assert_eq!(error["path"], json!(["listPosts"]));
    let message = error["message"].as_str().expect("a message");
    assert!(message.starts_with("Throughput exceeds"), "{message}");
    ask(&serving.line, LIST);

    set_faults(&project, "{}");
    serving.next_line();
    for _ in 0..3 {
        ask(&serving.line, LIST);
    }
}

#[test]
fn conditions_of_writes_fail_and_nothing_is_written() {
    let (_folder, project) = project("{ conditional-failures: 1 }");
    let serving = Serving::start(&project);
    let failed = answer(&serving.line, CREATE);
    assert_eq!(
        failed["errors"][0]["errorType"],
        "DynamoDB:ConditionalCheckFailedException"
    );
    let nothing = json!({ "listPosts": { "items": [] } });
    assert_eq!(ask(&serving.line, LIST), nothing);
}

#[test]
fn answers_wait() {
    let (_folder, project) = project("{ latency: 50ms }");
    let serving = Serving::start(&project);
    let start = Instant::now();
    ask(&serving.line, LIST);
    assert!(start.elapsed() >= Duration::from_millis(50));
}

#[test]
fn it_is_said_at_the_start_that_faults_are_on() {
    let (_folder, project) = project("{ latency: 1ms }");
    let _cleanup = Destroyed(&project);
    let ended = run(&project, &["deploy", "--detach", "--port", "0"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("faults are on: Posts"),
        "{}",
        ended.stderr
    );
    let log = fs::read_to_string(project.join(".appsynth/local/server.log")).expect("a log");
    assert!(log.contains("faults are on: `Posts`"), "{log}");
}
