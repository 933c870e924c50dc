//! Files and folders that are not what they should be: each message names the place and what to do.

use std::fs;
use std::path::Path;

use super::{new_project, run, succeed};

/// Runs a command in a new project after a mishap; it must end with 1 and say all of `said`.
fn check(mishap: impl FnOnce(&Path), arguments: &[&str], said: &[&str]) {
    let folder = new_project();
    let project = folder.path().join("blog");
    mishap(&project);
    let ended = run(&project, arguments);
    assert_eq!(ended.code, Some(1), "{arguments:?}: {}", ended.stderr);
    for text in said {
        assert!(
            ended.stderr.contains(text),
            "{text} is not in:\n{}",
            ended.stderr
        );
    }
}

fn write(project: &Path, path: &str, bytes: &[u8]) {
    fs::write(project.join(path), bytes).expect("written");
}

fn replace_by_folder(project: &Path, path: &str) {
    fs::remove_file(project.join(path)).expect("removed");
    fs::create_dir(project.join(path)).expect("a new folder");
}

#[test]
fn folders_in_place_of_files() {
    check(
        |project| replace_by_folder(project, "appsynth.yaml"),
        &["check"],
        &["blog/appsynth.yaml", "a folder is where a file is needed"],
    );
    check(
        |project| replace_by_folder(project, "schema.graphql"),
        &["check"],
        &["`schema.graphql`", "appsynth.yaml:4:"],
    );
}

#[test]
fn files_in_place_of_folders() {
    let advice = "a file is where a folder is needed";
    check(
        |project| {
            fs::remove_dir_all(project.join("resolvers")).expect("removed");
            write(project, "resolvers", b"");
        },
        &["check"],
        &["blog/resolvers", advice],
    );
    let in_the_way = |project: &Path| write(project, ".appsynth", b"");
    for arguments in [
        &["synth"][..],
        &["deploy"],
        &["deploy", "--detach"],
        &["outputs"],
    ] {
        check(in_the_way, arguments, &["blog/.appsynth", advice]);
    }
    check(
        |project| write(project, "out", b""),
        &["synth", "--output", "out"],
        &["blog/out", advice],
    );
    check(
        |project| write(project, "new", b""),
        &["init", "new"],
        &["new", advice],
    );
}

#[test]
fn texts_that_are_none() {
    check(
        |project| write(project, "appsynth.yaml", b"app: \xff\n"),
        &["check"],
        &["blog/appsynth.yaml is not text in UTF-8; save it as UTF-8"],
    );
    check(
        |project| write(project, "schema.graphql", b""),
        &["check"],
        &["schema.graphql:1:1", "the text is empty"],
    );
    check(
        |project| write(project, "resolvers/Query.listPosts.js", b"\xff"),
        &["check"],
        &["`resolvers/Query.listPosts.js` is not text in UTF-8"],
    );
    check(
        |project| write(project, "resolvers/Query.listPosts.js", &[b'a'; 3_000_000]),
        &["check"],
        &["3000000 characters", "at most 32768"],
    );
}

#[test]
fn resolver_code_that_is_no_text_is_there() {
    let code = "import { size } from './size';\nexport const request = () => ({ size });\n\
                export const response = (ctx) => ctx.result;\n";
    let spoil = |project: &Path| {
        write(project, "post.js", code.as_bytes());
        write(project, "size.js", b"export const size = '\xe9';\n");
        let test = br#"{ "cases": [{ "name": "asks" }] }"#;
        write(project, "post.test.json", test);
        write(project, "size.test.json", test);
    };
    for arguments in [
        &["check", "post.js"][..],
        &["evaluate", "--code", "post.js"],
        &["evaluate", "--code", "size.js"],
        &["test", "post.test.json"],
        &["test", "size.test.json"],
    ] {
        let said = "error: size.js is not text in UTF-8; save it as UTF-8\n";
        check(spoil, arguments, &[said]);
    }
}

#[test]
fn a_plan_that_is_no_text_is_there() {
    let folder = new_project();
    let project = folder.path().join("blog");
    succeed(&project, &["synth", "--output", "out"]);
    write(&project, "out/plan.json", b"\xff");
    let ended = run(&project, &["show", "plan", "--app", "out"]);
    assert_eq!(ended.code, Some(1));
    let said = "out/plan.json is not text in UTF-8; save it as UTF-8";
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
}

#[test]
fn state_that_something_else_has_changed() {
    let spoil = |project: &Path| {
        fs::create_dir_all(project.join(".appsynth/local")).expect("a new folder");
        write(project, ".appsynth/local/state.json", b"{");
        write(project, ".appsynth/local/server.json", b"{");
    };
    for arguments in [&["outputs"][..], &["deploy", "--port", "0"]] {
        check(spoil, arguments, &[".json", "`appsynth destroy`"]);
    }
    let folder = new_project();
    let project = folder.path().join("blog");
    spoil(&project);
    assert_eq!(run(&project, &["destroy", "--yes"]).code, Some(0));
    assert!(!project.join(".appsynth/local").exists());
}

#[cfg(unix)]
#[test]
fn links_that_go_round() {
    use std::os::unix::fs::symlink;

    check(
        |project| symlink("../resolvers", project.join("resolvers/again")).expect("a link"),
        &["check"],
        &["resolvers/again leads back", "remove the link"],
    );
    check(
        |project| {
            fs::remove_file(project.join("schema.graphql")).expect("removed");
            symlink("schema.graphql", project.join("schema.graphql")).expect("a link");
        },
        &["check"],
        &["`schema.graphql` cannot be read"],
    );
}

#[test]
fn assemblies_that_are_none() {
    let said = &["no cloud assembly in", "manifest.json"];
    for command in ["ls", "check", "deploy"] {
        check(|_| {}, &[command, "--app", "resolvers"], said);
        check(|_| {}, &[command, "--app", "nowhere"], said);
        check(|_| {}, &[command, "--app", "appsynth.yaml"], said);
    }
    check(
        |_| {},
        &["show", "config", "--app", "resolvers"],
        &["leave `--app` out"],
    );
}

#[test]
fn environments_that_are_unknown() {
    for command in ["synth", "check", "deploy", "destroy", "outputs"] {
        check(
            |_| {},
            &[command, "--env", "nope"],
            &["no environment `nope`", "`local`, `prod`"],
        );
    }
}
