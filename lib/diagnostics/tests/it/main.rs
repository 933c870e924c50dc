//! Renderings as a user sees them.

use appsynth_diagnostics::codes::configuration::UNKNOWN_KEY;
use appsynth_diagnostics::{CallSite, Diagnostic, Diagnostics, Sources, Span, render};
use expect_test::{Expect, expect};

const BLOG: &str =
    "type Post @model {\n  id: ID!\n  status: String @index(sortKeyFields: [\"createdOn\"])\n}\n";

const CALL_SITE: CallSite = CallSite {
    file: "stacks/src/blog.rs",
    line: 31,
    column: 11,
};

/// One with labels in two places of a schema, one that only knows its construct, one without any place.
fn sample() -> (Sources, Diagnostics) {
    let mut sources = Sources::new();
    let source = sources.add("assets/blog.graphql", BLOG);
    let span = |part: &str| {
        let start = BLOG.find(part).expect("is in the schema");
        Span {
            source,
            start,
            end: start + part.len(),
        }
    };
    let diagnostics = [
        Diagnostic::error(
            &UNKNOWN_KEY,
            "`@index` sorts by `createdOn`, but `Post` has no such field",
        )
        .also(span("Post"), "fields: id, status, createdAt")
        .at(span("createdOn"), "not a field of `Post`")
        .help("there is a field with a similar name: `createdAt`")
        .of("blog-dev/Data", Some(CALL_SITE)),
        Diagnostic::error(&UNKNOWN_KEY, "two constructs named `Posts` in `blog-dev`")
            .note("the first is at stacks/src/blog.rs:12:22")
            .help("rename the second")
            .of("blog-dev/Posts", Some(CALL_SITE)),
        Diagnostic::warning(&UNKNOWN_KEY, "nothing to do"),
    ];
    (sources, diagnostics.into_iter().collect())
}

fn check(render: impl Fn(&Diagnostics, &Sources) -> String, expected: Expect) {
    let (sources, diagnostics) = sample();
    expected.assert_eq(&render(&diagnostics, &sources));
    assert_eq!(render(&Diagnostics::new(), &sources).lines().count(), 0);
}

#[test]
fn full_shows_source_lines_labels_help_and_construct() {
    check(
        |diagnostics, sources| render::full(diagnostics, sources, render::Options::default()),
        expect![[r#"
            error[AS8001]: `@index` sorts by `createdOn`, but `Post` has no such field
             --> assets/blog.graphql:3:42
              |
            1 | type Post @model {
              |      ---- fields: id, status, createdAt
            2 |   id: ID!
            3 |   status: String @index(sortKeyFields: ["createdOn"])
              |                                          ^^^^^^^^^ not a field of `Post`
              |
              = help: there is a field with a similar name: `createdAt`
              = note: in `blog-dev/Data`, defined at stacks/src/blog.rs:31:11

            error[AS8001]: two constructs named `Posts` in `blog-dev`
            --> stacks/src/blog.rs:31:11
             = note: the first is at stacks/src/blog.rs:12:22
             = help: rename the second
             = note: in `blog-dev/Posts`

            warning[AS8001]: nothing to do

        "#]],
    );
}

#[test]
fn full_colours_only_when_asked() {
    let (sources, diagnostics) = sample();
    let colored = render::full(
        &diagnostics,
        &sources,
        render::Options {
            color: true,
            ..render::Options::default()
        },
    );
    assert!(colored.contains("\u{1b}["));
}

#[test]
fn concise_is_one_line_each() {
    check(
        render::concise,
        expect![[r#"
        assets/blog.graphql:3:42: error[AS8001] `@index` sorts by `createdOn`, but `Post` has no such field
        stacks/src/blog.rs:31:11: error[AS8001] two constructs named `Posts` in `blog-dev`
        warning[AS8001] nothing to do
    "#]],
    );
}

#[test]
fn json_has_offsets_lines_and_columns() {
    let (sources, diagnostics) = sample();
    let value: serde_json::Value =
        serde_json::from_str(&render::json(&diagnostics, &sources)).expect("is JSON");
    expect![[r#"
        {
          "format": 1,
          "errors": 2,
          "warnings": 1,
          "diagnostics": [
            {
              "code": "AS8001",
              "title": "unknown key in appsynth.yaml",
              "severity": "error",
              "message": "`@index` sorts by `createdOn`, but `Post` has no such field",
              "labels": [
                {
                  "primary": true,
                  "text": "not a field of `Post`",
                  "file": "assets/blog.graphql",
                  "start": {
                    "offset": 70,
                    "line": 3,
                    "column": 42
                  },
                  "end": {
                    "offset": 79,
                    "line": 3,
                    "column": 51
                  }
                },
                {
                  "primary": false,
                  "text": "fields: id, status, createdAt",
                  "file": "assets/blog.graphql",
                  "start": {
                    "offset": 5,
                    "line": 1,
                    "column": 6
                  },
                  "end": {
                    "offset": 9,
                    "line": 1,
                    "column": 10
                  }
                }
              ],
              "notes": [],
              "help": [
                "there is a field with a similar name: `createdAt`"
              ],
              "construct": {
                "path": "blog-dev/Data",
                "call_site": {
                  "file": "stacks/src/blog.rs",
                  "line": 31,
                  "column": 11
                }
              }
            },
            {
              "code": "AS8001",
              "title": "unknown key in appsynth.yaml",
              "severity": "error",
              "message": "two constructs named `Posts` in `blog-dev`",
              "labels": [],
              "notes": [
                "the first is at stacks/src/blog.rs:12:22"
              ],
              "help": [
                "rename the second"
              ],
              "construct": {
                "path": "blog-dev/Posts",
                "call_site": {
                  "file": "stacks/src/blog.rs",
                  "line": 31,
                  "column": 11
                }
              }
            },
            {
              "code": "AS8001",
              "title": "unknown key in appsynth.yaml",
              "severity": "warning",
              "message": "nothing to do",
              "labels": [],
              "notes": [],
              "help": [],
              "construct": null
            }
          ]
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&value).expect("prints"));
    assert_eq!(render::json(&diagnostics, &sources).lines().count(), 1);
}

#[test]
fn github_gets_one_annotation_each() {
    check(
        render::github,
        expect![[r#"
            ::error file=assets/blog.graphql,line=3,col=42,endLine=3,endColumn=51,title=AS8001::`@index` sorts by `createdOn`, but `Post` has no such field%0Athere is a field with a similar name: `createdAt`
            ::error title=AS8001::two constructs named `Posts` in `blog-dev`%0Arename the second
            ::warning title=AS8001::nothing to do
        "#]],
    );
}

#[test]
fn sarif_names_rules_and_places() {
    let (sources, diagnostics) = sample();
    let value: serde_json::Value =
        serde_json::from_str(&render::sarif(&diagnostics, &sources)).expect("is JSON");
    let run = &value["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "AS8001");
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "AS8001");
    assert_eq!(result["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "assets/blog.graphql");
    assert_eq!(place["region"]["startLine"], 3);
    assert_eq!(place["region"]["endColumn"], 51);
    assert_eq!(run["results"][1]["locations"], serde_json::json!([]));
}

#[test]
fn spans_outside_the_text_are_moved_inside() {
    let mut sources = Sources::new();
    let source = sources.add("short.yaml", "é");
    let far = Span {
        source,
        start: 1,
        end: 99,
    };
    let diagnostics =
        Diagnostics::from(Diagnostic::error(&UNKNOWN_KEY, "odd place").at(far, "here"));
    expect!["short.yaml:1:1: error[AS8001] odd place\n"]
        .assert_eq(&render::concise(&diagnostics, &sources));
    assert!(render::full(&diagnostics, &sources, render::Options::default()).contains("here"));
}
