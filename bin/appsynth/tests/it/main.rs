//! The program as users and scripts run it.

mod check;
mod declarative;
mod deploy;
mod evaluate;
mod faults;
mod init;
mod init_amplify;
mod migrate;
mod mishaps;
mod models;
mod overrides;
mod project;
mod remote_tests;
mod seed;
mod show;
mod snapshots;
mod state;
mod tests;
mod tokens;
mod usage;
mod watch;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program in a folder, without a terminal and without the variables of whoever runs the tests.
fn appsynth(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_appsynth"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("RUST_BACKTRACE")
        // No test is to find the way to anybody's account.
        .env("AWS_CONFIG_FILE", folder.join("none"))
        .env("AWS_SHARED_CREDENTIALS_FILE", folder.join("none"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_REGION")
        .env_remove("AWS_DEFAULT_REGION")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null());
    command
}

/// How a run ended: exit code, standard output, standard error.
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Ended {
    ended(appsynth(folder, arguments))
}

fn ended(mut command: Command) -> Ended {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the program runs");
    Ended {
        code: status.code(),
        stdout: String::from_utf8(stdout).expect("UTF-8"),
        stderr: String::from_utf8(stderr).expect("UTF-8"),
    }
}

/// Runs the program, which must succeed, and gives its standard output.
fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let ended = run(folder, arguments);
    assert_eq!(ended.code, Some(0), "{arguments:?}:\n{}", ended.stderr);
    ended.stdout
}

/// As [`succeed`], with the one JSON document on standard output.
fn succeed_json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let stdout = succeed(folder, arguments);
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    serde_json::from_str(&stdout).expect("JSON")
}

/// Puts one text in place of another, which is there.
fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(text.contains(from), "`{from}` is not in {}", path.display());
    fs::write(path, text.replace(from, to)).expect("written");
}

/// A temporary folder with a new declarative project `blog` in it.
fn new_project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path().join("blog");
    std::fs::create_dir(&project).expect("a new folder");
    succeed(&project, &["init"]);
    folder
}
