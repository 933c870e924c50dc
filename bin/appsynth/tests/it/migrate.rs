//! `appsynth migrate vtl-to-js`.

use std::fs;
use std::path::Path;

use super::{run, succeed, succeed_json};

const REQUEST: &str =
    r#"{ "operation": "GetItem", "key": { "id": $util.dynamodb.toDynamoDBJson($ctx.args.id) } }"#;
const TESTS: &str =
    r#"{ "cases": [{ "name": "reads", "context": { "arguments": { "id": "1" } } }] }"#;

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("written");
}

#[test]
fn a_pair_becomes_a_module_that_does_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "getPost.req.vtl", REQUEST);
    write(
        folder.path(),
        "getPost.res.vtl",
        "$util.toJson($ctx.result)",
    );
    write(folder.path(), "getPost.test.json", TESTS);
    // One half brings the other.
    let command = ["migrate", "vtl-to-js", "getPost.req.vtl"];
    let json = succeed_json(folder.path(), &[&command[..], &["--json"]].concat());
    assert_eq!(json["files"][0]["path"], "getPost.js");
    assert_eq!(json["files"][0]["contexts"]["same"], 400);
    assert_eq!(json["files"][0]["tests"], 1);
    let code = fs::read_to_string(folder.path().join("getPost.js")).expect("a module");
    assert_eq!(
        code,
        "import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return { operation: 'GetItem', key: { id: util.dynamodb.toDynamoDB(ctx.args.id) } };
}

export function response(ctx) {
  return ctx.result ?? null;
}
"
    );
    succeed(folder.path(), &["check", "getPost.js"]);

    // What is there is not written over unless that is asked for.
    write(folder.path(), "getPost.js", "mine");
    let refused = run(folder.path(), &command);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("getPost.js exists already"));
    let printed = succeed(folder.path(), &[&command[..], &["--print"]].concat());
    assert_eq!(printed, code);
    let kept = fs::read_to_string(folder.path().join("getPost.js")).expect("a module");
    assert_eq!(kept, "mine");
    succeed(folder.path(), &[&command[..], &["--force"]].concat());
    let written = fs::read_to_string(folder.path().join("getPost.js")).expect("a module");
    assert_eq!(written, code);
}

#[test]
fn what_is_not_translated_is_shown_at_its_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(
        folder.path(),
        "f.req.vtl",
        "#define($all)x#end\n{ \"payload\": 1 }",
    );
    let ended = run(folder.path(), &["migrate", "vtl-to-js", "f.req.vtl"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("AS4301"), "{}", ended.stderr);
    assert!(ended.stderr.contains("f.req.vtl:1:1"), "{}", ended.stderr);
    let code = fs::read_to_string(folder.path().join("f.js")).expect("a module");
    assert!(
        code.contains("// Not translated, f.req.vtl:1:1: `#define`."),
        "{code}"
    );
    assert!(
        code.contains("util.error('not translated: f.req.vtl:1:1');"),
        "{code}"
    );
}

#[test]
fn only_templates_are_translated() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ended = run(folder.path(), &["migrate", "vtl-to-js", "f.js"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("f.js is no mapping template"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_translation_that_does_something_else_is_told_with_the_context() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // A method of null gives null in a template, where the translation compares with null.
    write(
        folder.path(),
        "f.req.vtl",
        "{ \"payload\": $util.toJson($ctx.args.s.equals(\"x\")) }",
    );
    let ended = run(folder.path(), &["migrate", "vtl-to-js", "f.req.vtl"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("AS4302"), "{}", ended.stderr);
    assert!(ended.stderr.contains("on the context"), "{}", ended.stderr);
}
