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
fn a_bug_in_the_stacks_ends_with_1() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run_program(&example("bug"), folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("examples/bug.rs:6:"), "{stderr}");
    assert!(stderr.contains("no such stage"), "{stderr}");
}
