//! Copies of the data, taken and put back.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::deploy::{CREATE, Destroyed, LIST, Serving, ask, configure};
use super::{new_project, run, succeed, succeed_json};

fn project() -> (TempDir, PathBuf) {
    let folder = new_project();
    let project = folder.path().join("blog");
    (folder, project)
}

fn posts(serving: &Serving) -> usize {
    let list = ask(&serving.line, LIST);
    list["listPosts"]["items"].as_array().expect("items").len()
}

/// What the server answers as DynamoDB.
fn dynamodb(serving: &Serving, operation: &str, request: Value) -> Value {
    let url = serving.line["graphqlUrl"].as_str().expect("a URL");
    ureq::post(url.trim_end_matches("graphql"))
        .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
        .send_json(request)
        .expect("an answer")
        .body_mut()
        .read_json()
        .expect("JSON")
}

fn restore(project: &Path, name: &str) -> Value {
    succeed_json(project, &["restore", name, "--yes", "--json"])
}

#[test]
fn what_is_served_goes_back_to_a_snapshot() {
    let (_folder, project) = project();
    let serving = Serving::start(&project);
    ask(&serving.line, CREATE);
    let taken = succeed_json(&project, &["snapshot", "one-post", "--json"]);
    assert_eq!(taken, json!({ "format": 1, "snapshot": "one-post" }));
    ask(&serving.line, CREATE);
    assert_eq!(posts(&serving), 2);

    let restored = restore(&project, "one-post");
    assert_eq!(restored, json!({ "format": 1, "restored": "one-post" }));
    assert_eq!(posts(&serving), 1);
    ask(&serving.line, CREATE);
    assert_eq!(posts(&serving), 2);
}

#[test]
fn snapshots_need_no_server_and_outlast_a_destroyed_environment() {
    let (_folder, project) = project();
    let mut serving = Serving::start(&project);
    ask(&serving.line, CREATE);
    serving.kill();
    succeed(&project, &["snapshot", "kept"]);
    let destroyed = run(&project, &["destroy", "--yes"]);
    assert!(
        destroyed.stderr.contains("snapshots"),
        "{}",
        destroyed.stderr
    );
    assert_eq!(succeed(&project, &["snapshot"]), "kept\n");

    restore(&project, "kept");
    assert_eq!(posts(&Serving::start(&project)), 1);
}

#[test]
fn whoever_would_lose_data_is_asked() {
    let (_folder, project) = project();
    let serving = Serving::start(&project);
    succeed(&project, &["snapshot", "empty"]);
    ask(&serving.line, CREATE);
    for arguments in [&["restore", "empty"], &["snapshot", "empty"]] {
        let ended = run(&project, arguments);
        assert_eq!(ended.code, Some(1));
        assert!(ended.stderr.contains("`--yes`"), "{}", ended.stderr);
    }
    assert_eq!(posts(&serving), 1);
    succeed(&project, &["snapshot", "empty", "--yes"]);
    restore(&project, "empty");
    assert_eq!(posts(&serving), 1);
}

#[test]
fn a_name_that_fits_nothing_is_refused() {
    let (_folder, project) = project();
    let ended = run(&project, &["snapshot", "early"]);
    assert!(
        ended.stderr.contains("nothing is deployed"),
        "{}",
        ended.stderr
    );
    let _serving = Serving::start(&project);
    succeed(&project, &["snapshot", "before"]);
    let ended = run(&project, &["restore", "befor", "--yes"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("there are: before"),
        "{}",
        ended.stderr
    );
    for name in ["../elsewhere", ".hidden", "a/b", ""] {
        let ended = run(&project, &["restore", name, "--yes"]);
        assert_eq!(ended.code, Some(2), "{name}");
    }
    let ended = run(&project, &["snapshot", "a", "--env", "prod"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("local environment only"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_snapshot_from_before_a_table_changed_its_key_is_refused_as_a_whole() {
    let (_folder, project) = project();
    let _cleanup = Destroyed(&project);
    let deploy = ["deploy", "--detach", "--json", "--port", "0"];
    let line = succeed_json(&project, &deploy);
    ask(&line, CREATE);
    succeed(&project, &["snapshot", "by-id"]);
    succeed(&project, &["destroy", "--yes"]);
    configure(&project, "tables: { Posts: { partition-key: title } }");
    let line = succeed_json(&project, &deploy);

    let ended = run(&project, &["restore", "by-id", "--yes"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("AS7001"), "{}", ended.stderr);
    assert_eq!(ask(&line, LIST), json!({ "listPosts": { "items": [] } }));
}

#[test]
fn a_snapshot_from_before_an_index_gets_it() {
    let (_folder, project) = project();
    let serving = Serving::start(&project);
    ask(&serving.line, CREATE);
    succeed(&project, &["snapshot", "without"]);
    configure(
        &project,
        "tables: { Posts: { partition-key: id, indexes: { byTitle: { partition-key: title } } } }",
    );
    succeed(&project, &["deploy"]);
    restore(&project, "without");
    assert_eq!(posts(&serving), 1);
    let tables = dynamodb(&serving, "ListTables", json!({}));
    let table = json!({ "TableName": tables["TableNames"][0] });
    let table = dynamodb(&serving, "DescribeTable", table)["Table"].clone();
    assert_eq!(table["GlobalSecondaryIndexes"][0]["IndexName"], "byTitle");
}

#[test]
fn damaged_data_are_told_with_the_way_back_to_a_snapshot() {
    let (_folder, project) = project();
    let mut serving = Serving::start(&project);
    ask(&serving.line, CREATE);
    succeed(&project, &["snapshot", "kept"]);
    serving.kill();
    let tables = project.join(".appsynth/local/store/tables.sqlite");
    std::fs::write(tables, "no database").expect("a written file");
    for command in [&["deploy", "--detach"][..], &["restore", "kept", "--yes"]] {
        let ended = run(&project, command);
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        for told in ["is damaged", "appsynth destroy", "appsynth restore NAME"] {
            assert!(ended.stderr.contains(told), "{told}\n{}", ended.stderr);
        }
    }
    succeed(&project, &["destroy", "--yes"]);
    restore(&project, "kept");
    assert_eq!(posts(&Serving::start(&project)), 1);
}
