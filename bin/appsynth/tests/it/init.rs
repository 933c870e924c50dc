//! New projects.

use std::fs;

use super::{new_project, run, succeed, succeed_json};

#[test]
fn a_new_project_has_no_mistakes_in_any_environment() {
    let folder = new_project();
    let project = folder.path().join("blog");
    for environment in ["local", "prod"] {
        let json = succeed_json(&project, &["check", "--json", "--env", environment]);
        assert_eq!(json["diagnostics"], serde_json::json!([]), "{environment}");
    }
}

#[test]
fn the_app_is_named_for_its_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let json = succeed_json(folder.path(), &["init", "My Shop!", "--json"]);
    assert_eq!(json["app"], "my-shop");
    let text = fs::read_to_string(folder.path().join("My Shop!/appsynth.yaml")).expect("a file");
    assert!(text.starts_with("app: my-shop\n"), "{text}");
    assert!(!text.contains("{{"), "{text}");
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let readme = folder.path().join("README.md");
    fs::write(&readme, "mine").expect("written");
    succeed(folder.path(), &["init"]);
    assert_eq!(fs::read_to_string(&readme).expect("a file"), "mine");

    let configuration = folder.path().join("appsynth.yaml");
    fs::write(&configuration, "app: mine").expect("written");
    let ended = run(folder.path(), &["init"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("exists already"), "{}", ended.stderr);
    assert_eq!(
        fs::read_to_string(configuration).expect("a file"),
        "app: mine"
    );
}
