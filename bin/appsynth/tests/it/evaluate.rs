//! `appsynth evaluate`: no project, one run of one half.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use expect_test::expect;
use serde_json::json;
use tempfile::TempDir;

use super::{appsynth, run, succeed, succeed_json};

const CODE: &str = "import { util } from '@aws-appsync/utils';

export function request(ctx) {
  ctx.stash.asked = true;
  console.log('current id', ctx.args.id);
  util.appendError('late', 'Warning');
  return { id: ctx.args.id };
}

export function response(ctx) {
  if (ctx.error) { util.error(ctx.error.message, ctx.error.type); }
  return ctx.result.title.length;
}
";

/// A folder with `post.js` and the contexts `ctx.json` and `failed.json`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "post.js", CODE);
    write(
        folder.path(),
        "ctx.json",
        r#"{"arguments": {"id": "record-id"}}"#,
    );
    let failed = r#"{"error": {"message": "no such table", "type": "DynamoDB"}}"#;
    write(folder.path(), "failed.json", failed);
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a written file");
}

#[test]
fn the_result_goes_to_standard_output_and_the_rest_beside_it() {
    let folder = folder();
    let ended = run(
        folder.path(),
        &["evaluate", "--code", "post.js", "--context", "ctx.json"],
    );
    assert_eq!(ended.code, Some(0));
    expect![[r#"
        {
          "id": "record-id"
        }
    "#]]
    .assert_eq(&ended.stdout);
    expect![[r#"
        INFO - post.js:5:3: "current id" "record-id"
        stash: {
          "asked": true
        }
        appended errors: [
          {
            "message": "late",
            "errorType": "Warning"
          }
        ]
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn scripts_get_appsync_s_answer() {
    let folder = folder();
    let answer = succeed_json(
        folder.path(),
        &[
            "evaluate",
            "--code",
            "post.js",
            "--context",
            "ctx.json",
            "--json",
        ],
    );
    assert_eq!(
        answer,
        json!({
            "format": 1,
            "evaluationResult": "{\"id\":\"record-id\"}",
            "logs": ["INFO - code.js:5:3: \"current id\" \"record-id\""],
            "stash": "{\"asked\":true}",
            "outErrors": "[{\"message\":\"late\",\"errorType\":\"Warning\"}]",
        })
    );
}

#[test]
fn an_error_of_the_code_ends_with_1() {
    let folder = folder();
    let arguments = [
        "evaluate",
        "--code",
        "post.js",
        "--function",
        "response",
        "--context",
        "failed.json",
    ];
    let ended = run(folder.path(), &arguments);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stdout, "");
    expect![[r#"
        error: no such table (DynamoDB)
    "#]]
    .assert_eq(&ended.stderr);

    let ended = run(folder.path(), &[&arguments[..], &["--json"]].concat());
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        {"format":1,"error":{"message":"no such table"},"logs":[],"stash":"{}","outErrors":"[]"}
    "#]]
    .assert_eq(&ended.stdout);
}

#[test]
fn an_exception_names_the_users_file() {
    let folder = folder();
    let ended = run(
        folder.path(),
        &["evaluate", "--code", "post.js", "--function", "response"],
    );
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.starts_with("error: post.js:12:"),
        "{}",
        ended.stderr
    );
}

#[test]
fn mistakes_are_shown_at_their_place() {
    let folder = folder();
    write(
        folder.path(),
        "bad.js",
        "export function request(ctx) {\n  while (true) {}\n}\n",
    );
    let ended = run(folder.path(), &["evaluate", "--code", "bad.js"]);
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error[AS4102]: `while` is not supported
         --> bad.js:2:3
          |
        2 |   while (true) {}
          |   ^^^^^ not in APPSYNC_JS
          |
          = note: rule `@aws-appsync/no-while`
          = help: use `for (const item of list)` or `for (const key in object)`

        1 error; nothing was evaluated (see `appsynth explain AS4102`)
    "#]]
    .assert_eq(&ended.stderr);

    let ended = run(folder.path(), &["evaluate", "--code", "bad.js", "--json"]);
    assert_eq!(ended.code, Some(1));
    let answer: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(
        answer["error"]["codeErrors"],
        json!([{
            "errorType": "LINT_ERROR",
            "value": "`while` is not supported",
            "location": {"line": 2, "column": 3, "span": 5},
        }])
    );

    let unread = "export function request(ctx) {\n  const x = ;\n}\n";
    write(folder.path(), "bad.js", unread);
    let ended = run(folder.path(), &["evaluate", "--code", "bad.js", "--json"]);
    assert_eq!(ended.code, Some(1));
    let answer: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let mistake = &answer["error"]["codeErrors"][0];
    assert_eq!(mistake["errorType"], "PARSER_ERROR", "{answer}");
    assert_eq!(mistake["location"]["line"], 2, "{answer}");

    write(folder.path(), "bad.vtl", "#if($ctx.args.id)\n{}\n");
    let ended = run(folder.path(), &["evaluate", "--template", "bad.vtl"]);
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error[AS4002]: `#if` has no `#end`
         --> bad.vtl:1:1
          |
        1 | #if($ctx.args.id)
          | ^^^
          |
          = help: add `#end` where the `#if` should close

        1 error; nothing was evaluated (see `appsynth explain AS4002`)
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn mistakes_are_shown_in_the_files_that_a_module_is_made_of() {
    let folder = folder();
    let entry = "interface Post { id: string }

import { last } from './last';
export const request = (ctx: { args: { list: Post[] } }) => last(ctx.args.list);
";
    let imported = "// Of a list.

export function last(list) {
  let found;
  while (list.length) { found = list.pop(); }
  return found;
}
";
    write(folder.path(), "entry.ts", entry);
    write(folder.path(), "last.js", imported);
    let ended = run(folder.path(), &["evaluate", "--code", "entry.ts"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains(" --> last.js:5:3\n"),
        "{}",
        ended.stderr
    );
    assert!(
        ended.stderr.contains("5 |   while (list.length) {"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_template_gives_its_text_whether_it_is_json_or_not() {
    let folder = folder();
    write(folder.path(), "id.vtl", "id: $ctx.args.id");
    let text = succeed(
        folder.path(),
        &["evaluate", "--template", "id.vtl", "--context", "ctx.json"],
    );
    assert_eq!(text, "id: record-id\n");
}

#[test]
fn the_context_can_come_from_standard_input() {
    let folder = folder();
    let mut child = appsynth(
        folder.path(),
        &["evaluate", "--code", "post.js", "--context", "-"],
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::piped())
    .stderr(Stdio::null())
    .spawn()
    .expect("the program starts");
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(br#"{"args": {"id": "piped"}}"#)
        .expect("written");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "{\n  \"id\": \"piped\"\n}\n"
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = folder();
    let ended = run(
        folder.path(),
        &["evaluate", "--code", "post.js", "--context", "post.js"],
    );
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: post.js: the context is not JSON: expected value at line 1 column 1
    "#]]
    .assert_eq(&ended.stderr);

    let ended = run(folder.path(), &["evaluate", "--template", "no.vtl"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.starts_with("error: cannot read no.vtl"),
        "{}",
        ended.stderr
    );
}

#[test]
fn evaluate_takes_one_subject() {
    let folder = folder();
    for arguments in [
        &["evaluate"][..],
        &["evaluate", "--code", "post.js", "--template", "post.vtl"],
        &[
            "evaluate",
            "--template",
            "post.vtl",
            "--function",
            "request",
        ],
        &["evaluate", "--code", "post.js", "--function", "other"],
    ] {
        assert_eq!(run(folder.path(), arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
fn what_code_says_itself_is_told_as_it_is() {
    let folder = folder();
    let code = "import { util } from '@aws-appsync/utils';
export function request(ctx) {
  console.log('see code.js:1:1: it');
  util.error('code.js:1:1: no place', 'Code');
}
";
    write(folder.path(), "says.js", code);
    write(folder.path(), "says.ts", code);
    for name in ["says.js", "says.ts"] {
        let ended = run(folder.path(), &["evaluate", "--code", name]);
        assert_eq!(
            ended.stderr,
            format!(
                "INFO - {name}:3:3: \"see code.js:1:1: it\"\nerror: code.js:1:1: no place (Code)\n"
            )
        );
    }
    write(
        folder.path(),
        "says.vtl",
        "$util.error('code.js:1:1: no place')",
    );
    let ended = run(folder.path(), &["evaluate", "--template", "says.vtl"]);
    assert_eq!(ended.stderr, "error: code.js:1:1: no place\n");
}
