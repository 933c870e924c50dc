//! Arguments, exit codes, help.

use expect_test::expect;

use super::{run, succeed, succeed_json};

#[test]
fn help_names_every_command_and_shows_examples() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let help = succeed(folder.path(), &["--help"]);
    for word in [
        "init",
        "synth",
        "ls",
        "show",
        "check",
        "evaluate",
        "explain",
        "deploy",
        "destroy",
        "outputs",
        "completions",
        "Examples:",
        "Exit codes:",
        "--env",
        "--json",
    ] {
        assert!(help.contains(word), "{word} is not in:\n{help}");
    }
    let help = succeed(folder.path(), &["deploy", "--help"]);
    assert!(help.contains("--detach"), "{help}");
}

#[test]
fn help_begins_with_what_the_command_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let listed = succeed(folder.path(), &["--help"]);
    for command in ["deploy", "diff", "evaluate", "destroy", "import", "test"] {
        let help = succeed(folder.path(), &[command, "--help"]);
        let first = help.lines().next().expect("a line");
        assert!(listed.contains(first), "{command}: {first}");
    }
    let version = succeed(folder.path(), &["--version"]);
    assert!(version.starts_with("appsynth "), "{version}");
}

#[test]
fn wrong_usage_ends_with_2() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for arguments in [
        &["deplyo"][..],
        &["deploy", "--port", "many"],
        &["show"],
        &["synth", "--app", "a", "--output", "b"],
        &[],
    ] {
        assert_eq!(run(folder.path(), arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
fn without_a_project_commands_say_how_to_make_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ended = run(folder.path(), &["synth"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("`appsynth init`"), "{}", ended.stderr);
    assert_eq!(ended.stdout, "");
}

#[test]
fn explain_prints_what_a_code_is_about() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = succeed(folder.path(), &["explain", "as8006"]);
    assert!(
        text.starts_with("AS8006: a variable is not defined\n\n"),
        "{text}"
    );

    let json = succeed_json(folder.path(), &["explain", "AS8006", "--json"]);
    assert_eq!(json["format"], 1);
    assert_eq!(json["title"], "a variable is not defined");

    let list = succeed(folder.path(), &["explain"]);
    assert!(
        list.lines().any(|line| line.starts_with("AS8001  ")),
        "{list}"
    );

    let ended = run(folder.path(), &["explain", "AS80001"]);
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: there is no code `AS80001`; did you mean `AS8001`?; `appsynth explain` lists all
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn failures_are_json_if_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ended = run(folder.path(), &["outputs", "--json"]);
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        {"format":1,"error":{"message":"nothing is deployed to `local`; `appsynth deploy` does that"}}
    "#]]
    .assert_eq(&ended.stdout);
    assert_eq!(ended.stderr, "");
}

#[test]
fn completions_are_made_for_every_shell() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = succeed(folder.path(), &["completions", shell]);
        assert!(script.contains("appsynth"), "{shell}");
    }
}
