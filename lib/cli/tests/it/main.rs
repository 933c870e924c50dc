//! Programs whose stacks are Rust code.

mod rebuild;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use cargo_metadata::MetadataCommand;
use tempfile::TempDir;

/// One of this crate's examples: Cargo builds them beside tests.
fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this test has a path");
    let profile = test.ancestors().nth(2).expect("a folder of the profile");
    profile.join("examples").join(name)
}

/// Runs the program that `init --rust` writes.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    run_program(&example("init-rust"), folder, arguments)
}

fn run_program(program: &Path, folder: &Path, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}:\n{stderr}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn new_project() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    succeed(folder.path(), &["init", "--rust", "blog"]);
    folder
}

#[test]
fn a_new_crate_depends_on_this_checkout() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let metadata = MetadataCommand::new()
        .manifest_path(project.join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("a manifest that Cargo takes");
    let package = metadata.packages.first().expect("a package");
    assert_eq!(package.name.as_str(), "blog");
    for dependency in &package.dependencies {
        let path = dependency.path.as_ref().expect("a path");
        assert!(path.join("Cargo.toml").is_file(), "{path}");
    }
}

#[test]
fn a_new_crates_stacks_are_synthesized() {
    let folder = new_project();
    let project = folder.path().join("blog");
    succeed(&project, &["synth"]);
    let resolvers = succeed(&project, &["show", "resolvers"]);
    assert_eq!(resolvers.lines().count(), 4, "{resolvers}");
    assert_eq!(succeed(&project, &["ls", "--env", "prod"]), "my-app-prod\n");
}

#[test]
fn mistakes_are_shown_with_the_line_of_the_stack() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let code = project.join("resolvers/Query.listPosts.js");
    fs::remove_file(code).expect("removed");
    let output = run(&project, &["check"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("templates/rust/main.rs:"), "{stderr}");
    assert!(
        stderr.contains("`resolvers/Query.listPosts.js` does not exist"),
        "{stderr}"
    );
}

#[test]
fn the_configuration_can_be_shown_if_there_is_one() {
    let folder = new_project();
    let output = run(folder.path(), &["show", "config"]);
    assert_eq!(output.status.code(), Some(1));

    let text = "environments: { prod: { values: { greeting: hello } } }";
    fs::write(folder.path().join("appsynth.yaml"), text).expect("written");
    let shown = succeed(folder.path(), &["show", "config", "--env", "prod"]);
    assert_eq!(shown, "values:\n  greeting: hello\n");
}

#[test]
fn a_crate_has_no_name_that_cargo_forbids() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["build", "deps", "test"] {
        succeed(folder.path(), &["init", "--rust", name]);
        let manifest = folder.path().join(name).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).expect("a manifest");
        assert!(
            manifest.contains(&format!("name = \"app-{name}\"")),
            "{manifest}"
        );
    }
}

#[test]
fn a_schema_that_is_there_stays_and_the_stacks_are_made_for_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = "type Note @model @auth(rules: [{ allow: owner }, { allow: public }]) { id: ID! }";
    fs::write(folder.path().join("schema.graphql"), schema).expect("written");
    succeed(folder.path(), &["init", "--rust"]);

    let kept = fs::read_to_string(folder.path().join("schema.graphql")).expect("kept");
    assert_eq!(kept, schema);
    assert!(!folder.path().join("resolvers").exists());
    let code = fs::read_to_string(folder.path().join("src/main.rs")).expect("written");
    let (_, stacks) = code.split_once("app.stack(&name);").expect("a stack");
    assert_eq!(stacks, AROUND_A_SCHEMA);
}

const AROUND_A_SCHEMA: &str = r#"

    // On this machine any id does; a deployment to AWS needs the pool's own.
    let users = stack.add("Users", UserPool::external("us-east-1_Example"));
    let api = Api::new(SchemaSource::file("schema.graphql"), Auth::api_key(Days(30)))
        .also(Auth::user_pool(users));
    let data = stack.add("Data", GraphqlSchema::new(api));

    stack.output("GraphqlUrl", data.api().url());
}
"#;

#[test]
fn a_bug_in_the_stacks_ends_with_1() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run_program(&example("bug"), folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("examples/bug.rs:6:"), "{stderr}");
    assert!(stderr.contains("no such stage"), "{stderr}");
}

#[test]
fn mistakes_are_told_instead_of_a_panic_that_follows_from_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run_program(&example("consequence"), folder.path(), &["synth"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("`missing.graphql` does not exist"),
        "{stderr}"
    );
    assert!(!stderr.contains("bug"), "{stderr}");
}
