//! What test files can say and how they are run.

use std::collections::BTreeMap;

use appsynth_test::{CaseOutcome, Options, SCHEMA, TestError, TestFile, run, run_with};
use appsynth_util::Host;
use serde_json::{Value, json};

fn play(
    path: &str,
    test: &Value,
    files: &[(&str, &str)],
) -> Result<(TestFile, Vec<CaseOutcome>), TestError> {
    let texts: BTreeMap<&str, &str> = files.iter().copied().collect();
    let file = TestFile::parse(path, &test.to_string())?;
    let outcomes = run(&file, &Host::system(), |path| {
        texts.get(path).map(|text| (*text).to_owned())
    })?;
    Ok((file, outcomes))
}

fn only(path: &str, test: &Value, files: &[(&str, &str)]) -> CaseOutcome {
    let (_, mut outcomes) = play(path, test, files).expect("a test that runs");
    outcomes.remove(0)
}

#[test]
fn halves_in_vtl_are_run_one_after_the_other() {
    let test = json!({ "cases": [{
        "name": "reads a post",
        "context": { "arguments": { "id": "7" } },
        "answers": [{ "result": { "id": "7" } }],
        "expect": {
            "requests": [{ "operation": "GetItem", "id": "7" }],
            "result": { "id": "7" },
            "stash": { "asked": true },
            "error": null,
            "errors": [],
        },
    }] });
    let files = [
        (
            "r/Query.a.req.vtl",
            "#set($ctx.stash.asked = true){\"operation\": \"GetItem\", \"id\": \"$ctx.args.id\"}",
        ),
        ("r/Query.a.res.vtl", "$util.toJson($ctx.result)"),
    ];
    assert_eq!(only("r/Query.a.test.json", &test, &files).mismatches, []);
}

#[test]
fn a_pipeline_hands_results_and_the_stash_on_in_both_languages() {
    let test = json!({ "functions": ["load", "save"], "cases": [{
        "name": "doubles",
        "context": { "args": { "n": 2 } },
        "answers": [{ "result": 10 }, { "result": 20 }],
        "expect": {
            "requests": [{ "payload": 2 }, { "payload": 10 }],
            "result": [20, "before"],
        },
    }] });
    let files = [
        (
            "Mutation.a.ts",
            "export function request(ctx: any) { ctx.stash.x = 'before'; return {}; }
             export function response(ctx: any) { return [ctx.prev.result, ctx.stash.x]; }",
        ),
        (
            "load.js",
            "export function request(ctx) { return { payload: ctx.args.n }; }
             export function response(ctx) { return ctx.result; }",
        ),
        ("save.req.vtl", "{\"payload\": $ctx.prev.result}"),
        ("save.res.vtl", "$util.toJson($ctx.result)"),
    ];
    assert_eq!(only("Mutation.a.test.json", &test, &files).mismatches, []);
}

#[test]
fn failures_of_data_sources_and_errors_are_part_of_what_comes_out() {
    let code = "import { util } from '@aws-appsync/utils';
        export function request(ctx) { util.appendError('odd', 'Odd'); return {}; }
        export function response(ctx) { util.error(ctx.error.message, ctx.error.type); }";
    let test = json!({ "cases": [{
        "name": "passes the error on",
        "answers": [{ "error": { "message": "gone", "type": "Gone" } }],
        "expect": {
            "error": { "message": "gone", "type": "Gone" },
            "errors": [{ "message": "odd", "type": "Odd" }],
        },
    }] });
    assert_eq!(only("a.test.json", &test, &[("a.js", code)]).mismatches, []);
}

#[test]
fn an_early_return_asks_no_data_source() {
    let code = "import { runtime } from '@aws-appsync/utils';
        export function request(ctx) { runtime.earlyReturn('at once'); }
        export function response(ctx) { return 'never'; }";
    let test = json!({ "cases": [{
        "name": "returns", "expect": { "requests": [], "result": "at once" },
    }] });
    assert_eq!(only("a.test.json", &test, &[("a.js", code)]).mismatches, []);
}

#[test]
fn what_differs_is_told_and_can_be_accepted() {
    let code = "export function request(ctx) { return { n: 1 }; }
        export function response(ctx) { return ctx.result; }";
    let test = json!({ "cases": [{ "name": "one", "expect": { "requests": [{ "n": 2 }] } }] });
    let (file, outcomes) = play("a.test.json", &test, &[("a.js", code)]).expect("a test that runs");
    let mismatch = &outcomes[0].mismatches[0];
    assert_eq!(mismatch.what, "requests");
    assert_eq!(mismatch.expected, json!([{ "n": 2 }]));
    assert_eq!(mismatch.actual, json!([{ "n": 1 }]));
    let accepted: Value = serde_json::from_str(&file.accept(&outcomes)).expect("JSON");
    assert_eq!(
        only("a.test.json", &accepted, &[("a.js", code)]).mismatches,
        []
    );
}

#[test]
fn files_that_cannot_be_run_say_why() {
    let said = |test: Value, files: &[(&str, &str)]| {
        play("r/a.test.json", &test, files)
            .expect_err("a test that cannot run")
            .to_string()
    };
    let none = said(json!({ "cases": [] }), &[]);
    assert!(none.contains("there is no code `a`"), "{none}");
    let unknown = said(json!({ "cases": [], "tests": [] }), &[]);
    assert!(unknown.contains("unknown field `tests`"), "{unknown}");
    let wrong = said(
        json!({ "cases": [] }),
        &[("r/a.js", "export function request( {}")],
    );
    assert!(wrong.starts_with("r/a.js: "), "{wrong}");
    let list = said(
        json!({ "cases": [{ "name": "x", "context": [] }] }),
        &[("r/a.req.vtl", "{}")],
    );
    assert!(
        list.contains("x: the context is not a JSON object"),
        "{list}"
    );
}

#[test]
fn the_schema_has_every_member_of_the_format() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let everything = json!({ "$schema": "s", "functions": ["f"], "cases": [{
        "name": "n", "context": {},
        "answers": [{ "result": 1, "error": { "message": "m", "type": "t" } }],
        "expect": { "requests": [], "result": 1, "stash": {}, "error": null, "errors": [] },
    }] });
    let file = TestFile::parse("a.test.json", &everything.to_string()).expect("a test file");
    assert_eq!(serde_json::to_value(&file).expect("JSON"), everything);
    let names = |value: &Value| -> Vec<String> {
        let mut names: Vec<String> = value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        names.sort();
        names
    };
    let case = &everything["cases"][0];
    for (schema, example) in [
        (&schema["properties"], &everything),
        (&schema["$defs"]["case"]["properties"], case),
        (
            &schema["$defs"]["answer"]["properties"],
            &case["answers"][0],
        ),
        (
            &schema["$defs"]["expectation"]["properties"],
            &case["expect"],
        ),
    ] {
        assert_eq!(names(schema), names(example));
    }
}

#[test]
fn lines_that_tests_run_are_told_in_the_files_as_written() {
    let test = json!({ "functions": ["load"], "cases": [
        { "name": "one", "context": { "arguments": { "n": 1 } } },
        { "name": "two", "context": { "arguments": { "n": 2 } } },
    ] });
    let files = BTreeMap::from([
        (
            "r/Query.a.ts",
            "import { big } from './lib/big';

interface Args {
  n: number;
}
export function request(ctx: { args: Args }) {
  if (big(ctx.args.n)) {
    util.error('too big');
  }
  return {};
}
export const response = (ctx) => ctx.prev.result;
",
        ),
        (
            "r/lib/big.ts",
            "\nexport const big = (n: number): boolean => n > 9;\nexport const other = () => 1;\n",
        ),
        (
            "r/load.req.vtl",
            "#if($ctx.args.n > 1)\n#set($ctx.stash.x = 1)\n#end\n{\n}",
        ),
    ]);
    let file = TestFile::parse("r/Query.a.test.json", &test.to_string()).expect("a test file");
    let host = Host::system();
    let options = Options {
        coverage: true,
        ..Options::new(&host)
    };
    let (outcomes, coverage) = run_with(&file, options, |path| {
        files.get(path).map(|text| (*text).to_owned())
    })
    .expect("a test that runs");
    assert_eq!(outcomes.len(), 2);
    assert_eq!(
        coverage.to_lcov(),
        "TN:
SF:r/Query.a.ts
DA:7,2
DA:8,0
DA:10,2
DA:12,2
LF:4
LH:3
end_of_record
TN:
SF:r/lib/big.ts
DA:2,2
DA:3,0
LF:2
LH:1
end_of_record
TN:
SF:r/load.req.vtl
DA:1,2
DA:2,1
DA:4,2
DA:5,2
LF:4
LH:4
end_of_record
"
    );
}

#[test]
fn errors_are_told_in_the_files_as_written() {
    let test = json!({ "cases": [{ "name": "fails" }] });
    let files = [
        (
            "r/Query.a.ts",
            "import { title } from './lib/title';
interface Args { id: string }
export const request = (ctx: { args: Args }) => title(ctx.args);",
        ),
        (
            "r/lib/title.ts",
            "interface Post { title: string }

export const title = (args: any): string => args.post.title;",
        ),
    ];
    let outcome = only("r/Query.a.test.json", &test, &files);
    assert_eq!(
        outcome.in_files,
        ["r/lib/title.ts:3:45: cannot read property 'title' of undefined"]
    );
}
