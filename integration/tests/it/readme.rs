//! The README's session works as it is printed.

use std::process::Command;

use integration::Project;

const README: &str = include_str!("../../../README.md");

/// A command of the session and what it prints.
struct Step {
    command: String,
    output: String,
}

/// The steps of the fenced block that begins with `$ URL=…`: a line after `$ ` is a command, the lines
/// after it are its output.
fn session() -> Vec<Step> {
    let block = README
        .split("```")
        .find(|block| block.contains("\n$ URL="))
        .expect("a session in the README");
    let mut steps: Vec<Step> = Vec::new();
    for line in block.lines().skip(1) {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step {
                command: command.to_owned(),
                output: String::new(),
            });
        } else if let Some(step) = steps.last_mut() {
            step.output.push_str(line);
            step.output.push('\n');
        }
    }
    steps
}

#[test]
fn the_curl_session_gives_what_the_readme_shows() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let served = project.deploy();
    let mut steps = session().into_iter();

    let set = steps.next().expect("the line that sets URL and KEY");
    assert!(set.command.contains(" KEY="), "{}", set.command);
    let mut asked = 0;
    for step in steps {
        let output = Command::new("sh")
            .args(["-c", &step.command])
            .env("URL", &served.graphql_url)
            .env("KEY", &served.api_key)
            .output()
            .expect("a shell");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            printed.trim_end(),
            step.output.trim_end(),
            "{}",
            step.command
        );
        asked += 1;
    }
    assert!(asked >= 2, "the session creates and reads");
}

#[test]
fn the_two_commands_are_the_ones_that_run() {
    for command in ["cargo run -- deploy", "cargo test --workspace"] {
        assert!(
            README.contains(command),
            "the README does not show `{command}`"
        );
    }
}
