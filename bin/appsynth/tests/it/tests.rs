//! `appsynth test`.

use std::fs;

use serde_json::{Value, json};

use super::{new_project, run, succeed, succeed_json};

#[test]
fn tests_beside_resolvers_pass_fail_and_take_what_comes_out() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let test = project.join("resolvers/Query.getPost.test.json");
    let case = |expect: Value| {
        json!({ "cases": [{
            "name": "reads a post",
            "context": { "arguments": { "id": "1" } },
            "answers": [{ "result": { "id": "1" } }],
            "expect": expect,
        }] })
    };
    fs::write(&test, case(json!({ "result": { "id": "1" } })).to_string()).expect("written");
    let passed = succeed_json(&project, &["test", "--json"]);
    assert_eq!(passed["failed"], 0);
    assert_eq!(
        passed["tests"][0]["file"],
        "resolvers/Query.getPost.test.json"
    );
    // Neither the tests nor anything else in the folder is taken for code.
    succeed(&project, &["check"]);

    fs::write(&test, case(json!({ "result": { "id": "2" } })).to_string()).expect("written");
    let failed = run(&project, &["test"]);
    assert_eq!(failed.code, Some(1));
    assert!(
        failed.stderr.contains("reads a post: failed"),
        "{}",
        failed.stderr
    );
    assert!(
        failed.stderr.contains("1 of 1 tests failed"),
        "{}",
        failed.stderr
    );

    succeed(&project, &["test", "--accept", "resolvers"]);
    succeed(&project, &["test"]);
    let accepted: Value =
        serde_json::from_str(&fs::read_to_string(&test).expect("a file")).expect("JSON");
    assert_eq!(
        accepted["cases"][0]["expect"]["result"],
        json!({ "id": "1" })
    );
}

#[test]
fn what_is_another_in_every_run_is_not_accepted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    write(
        "a.js",
        "import { util } from '@aws-appsync/utils';
export const request = (ctx) => ({ payload: { id: util.autoId(), at: util.time.nowISO8601() } });
export const response = (ctx) => ctx.args.id;
",
    );
    let case = json!({ "name": "asks", "context": { "arguments": { "id": "1" } } });
    write("a.test.json", &json!({ "cases": [case] }).to_string());
    let ended = run(folder.path(), &["test", "--accept"]);
    assert_eq!(
        ended.stderr,
        "a.test.json: asks: `requests` is left out: it is another in every run, as by a time or an id; \
         what the context has instead can be compared\na.test.json: written\n"
    );
    let text = fs::read_to_string(folder.path().join("a.test.json")).expect("a file");
    let accepted: Value = serde_json::from_str(&text).expect("JSON");
    let expect = json!({ "result": "1", "stash": {}, "error": null, "errors": [] });
    assert_eq!(accepted["cases"][0]["expect"], expect);
    succeed(folder.path(), &["test"]);
}

#[test]
fn the_schema_is_printed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema: Value =
        serde_json::from_str(&succeed(folder.path(), &["test", "--schema"])).expect("JSON");
    assert_eq!(schema["required"], json!(["cases"]));
}

#[test]
fn lines_that_ran_are_told_and_written_for_other_tools() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    write(
        "a.js",
        "export function request(ctx) {
  if (ctx.args.id) return { id: ctx.args.id };
  else
    util.error('no id');
}
export const response = (ctx) => ctx.result;
",
    );
    write(
        "a.test.json",
        &json!({ "cases": [
        { "name": "asks", "context": { "args": { "id": "1" } } },
    ] })
        .to_string(),
    );
    let told = run(folder.path(), &["test", "--coverage"]);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    assert!(
        told.stderr.contains(
            "lines that ran
  a.js   66.7% (2 of 3)  not 4
  all    66.7% (2 of 3)
"
        ),
        "{}",
        told.stderr
    );

    let document = succeed_json(folder.path(), &["test", "--coverage", "--json"]);
    assert_eq!(
        document["coverage"],
        json!([{ "file": "a.js", "lines": 3, "covered": 2, "missed": [[4, 4]] }])
    );

    succeed(folder.path(), &["test", "--lcov", "lcov.info"]);
    let written = fs::read_to_string(folder.path().join("lcov.info")).expect("a file");
    assert_eq!(
        written,
        "TN:\nSF:a.js\nDA:2,1\nDA:4,0\nDA:6,1\nLF:3\nLH:2\nend_of_record\n"
    );
}

#[test]
fn every_file_that_cannot_be_run_is_told_and_the_others_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    write("a.js", "export const request = () => ({ n: 1 });");
    let good = json!({ "cases": [{ "name": "asks", "expect": { "requests": [{ "n": 2 }] } }] });
    write("a.test.json", &good.to_string());
    write("b.test.json", "{ \"cases\": 1 }");
    write("c.test.json", &good.to_string());

    let ended = run(folder.path(), &["test", "--json"]);
    assert_eq!(ended.code, Some(1));
    let document: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let errors = document["errors"].as_array().expect("a list");
    let files: Vec<_> = errors.iter().map(|one| &one["file"]).collect();
    assert_eq!(files, ["b.test.json", "c.test.json"]);
    assert_eq!(document["tests"][0]["name"], "asks");

    let ended = run(folder.path(), &["test", "--accept"]);
    assert_eq!(ended.code, Some(1));
    for said in [
        "error: b.test.json: invalid type: integer `1`, expected a sequence at line 1 column 12\n",
        "error: c.test.json: there is no code `c`",
        "error: 2 test files could not be run; 1 of 1 tests of others failed\n",
    ] {
        assert!(ended.stderr.contains(said), "{said}: {}", ended.stderr);
    }
    // Nothing is accepted while some files cannot be run.
    let kept = fs::read_to_string(folder.path().join("a.test.json")).expect("a file");
    assert_eq!(kept, good.to_string());
}
