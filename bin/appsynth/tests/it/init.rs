//! New projects.

use std::fs;
use std::path::Path;

use serde_json::json;

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

/// Writes files below a folder.
pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, text).expect("written");
    }
}

/// The settings of an environment.
pub(crate) fn settings(folder: &Path, environment: &str) -> String {
    succeed(folder, &["show", "config", "--env", environment])
}

#[test]
fn a_schema_that_is_there_becomes_a_project() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = "type Post @model @auth(rules: [
          { allow: public, operations: [read] }, { allow: owner }, { allow: private, provider: iam }
        ]) { title: String! }
        type Query { now: String @auth(rules: [{ allow: custom }]) @function(name: \"now\") }";
    write(folder.path(), &[("schema.graphql", schema)]);
    let json = succeed_json(folder.path(), &["init", "--json"]);
    assert_eq!(json["files"], json!(["appsynth.yaml", ".gitignore"]));
    let kept = fs::read_to_string(folder.path().join("schema.graphql")).expect("a file");
    assert_eq!(kept, schema);

    let json = succeed_json(folder.path(), &["check", "--json"]);
    assert_eq!(json["diagnostics"], json!([]));
    let modes = succeed(folder.path(), &["show", "schema"]);
    for mode in [
        "@aws_api_key",
        "@aws_cognito_user_pools",
        "@aws_iam",
        "@aws_lambda",
    ] {
        assert!(modes.contains(mode), "{modes}");
    }
}

#[test]
fn a_schema_in_several_files_becomes_a_project() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let post =
        "type Post @model @auth(rules: [{ allow: owner, provider: oidc }]) { title: String! }";
    write(
        folder.path(),
        &[
            ("schema/post.graphql", post),
            (
                "schema/more/query.graphql",
                "extend type Query { now: String }",
            ),
            (
                "schema/query.graphql",
                "type Query { hello: String @aws_oidc }",
            ),
        ],
    );
    succeed(folder.path(), &["init"]);
    succeed(folder.path(), &["check"]);
    let config = settings(folder.path(), "local");
    assert!(config.contains("default: oidc"), "{config}");
    assert!(!config.contains("additional"), "{config}");
}

#[test]
fn a_configuration_is_not_overwritten_by_that_of_a_schema() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(
        folder.path(),
        &[
            ("schema.graphql", "type Query { a: Int }"),
            ("appsynth.yaml", "app: mine"),
        ],
    );
    let ended = run(folder.path(), &["init"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("appsynth.yaml exists already"),
        "{}",
        ended.stderr
    );
}

#[test]
fn what_the_serverless_plugin_is_told_is_told_to_be_left() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(
        folder.path(),
        &[
            ("schema.graphql", "type Query { posts: [String] }"),
            ("serverless.yml", "appSync: { name: blog }"),
        ],
    );
    let ended = run(folder.path(), &["init"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("serverless.yml is not taken over"),
        "{}",
        ended.stderr
    );
}
