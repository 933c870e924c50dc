//! The state folder: whose it is, and what becomes of one that cannot be used.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::deploy::{CREATE, Serving, ask};
use super::{Ended, new_project, run, succeed};

/// A project that was served, and its state folder.
fn served() -> (TempDir, PathBuf, PathBuf) {
    let folder = new_project();
    let project = folder.path().join("blog");
    let mut serving = Serving::start(&project);
    ask(&serving.line, CREATE);
    serving.kill();
    let state = project.join(".appsynth/local");
    (folder, project, state)
}

fn refused(project: &Path, arguments: &[&str]) -> Ended {
    let ended = run(project, arguments);
    assert_eq!(ended.code, Some(1), "{arguments:?}: {}", ended.stderr);
    ended
}

fn destroy(project: &Path, state: &Path) {
    succeed(project, &["destroy", "--yes"]);
    assert!(!state.exists());
}

#[test]
fn a_state_of_a_newer_version_is_left_alone_until_it_is_destroyed() {
    let (_folder, project, state) = served();
    let file = state.join("state.json");
    let text = fs::read_to_string(&file).expect("a record");
    let mut record: Value = serde_json::from_str(&text).expect("JSON");
    record["version"] = json!(99);
    fs::write(&file, record.to_string()).expect("written");

    for arguments in [
        &["deploy", "--port", "0"][..],
        &["outputs"],
        &["token"],
        &["snapshot", "kept"],
    ] {
        let said = refused(&project, arguments).stderr;
        assert!(said.contains("state.json is of version 99"), "{said}");
        assert!(said.contains("`appsynth destroy`"), "{said}");
    }
    assert_eq!(
        fs::read_to_string(&file).expect("a record"),
        record.to_string()
    );
    destroy(&project, &state);
}

#[test]
fn tables_of_a_newer_version_are_left_alone_until_they_are_destroyed() {
    let (_folder, project, state) = served();
    fs::write(state.join("store/format"), "99\n").expect("written");
    for arguments in [&["deploy", "--port", "0"][..], &["snapshot", "kept"]] {
        let said = refused(&project, arguments).stderr;
        assert!(said.contains("store is of version 99"), "{said}");
        assert!(said.contains("`appsynth destroy`"), "{said}");
    }
    destroy(&project, &state);
}

#[test]
fn tables_that_cannot_be_read_can_be_destroyed() {
    let (_folder, project, state) = served();
    for file in fs::read_dir(state.join("store")).expect("a folder") {
        let path = file.expect("an entry").path();
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("tables"))
        {
            fs::write(path, "no tables").expect("written");
        }
    }
    let said = refused(&project, &["deploy", "--port", "0"]).stderr;
    assert!(said.contains("tables.sqlite"), "{said}");
    destroy(&project, &state);
}

#[test]
fn a_process_that_has_the_state_and_cannot_be_spoken_to_is_named() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let serving = Serving::start(&project);
    ask(&serving.line, CREATE);
    let state = project.join(".appsynth/local");
    fs::remove_file(state.join("server.json")).expect("removed");
    let owner = format!("in use by the process {}", serving.process_id());
    for arguments in [
        &["deploy", "--port", "0"][..],
        &["deploy", "--detach"],
        &["destroy", "--yes"],
        &["snapshot", "kept"],
    ] {
        let said = refused(&project, arguments).stderr;
        assert!(said.contains(&owner), "{said}");
    }
    // It serves as before.
    ask(&serving.line, CREATE);
}

#[test]
fn a_server_that_was_killed_leaves_nothing_in_the_way() {
    let (_folder, project, state) = served();
    assert!(state.join("server.json").exists());
    let serving = Serving::start(&project);
    ask(&serving.line, CREATE);
    drop(serving);
    destroy(&project, &state);
}
