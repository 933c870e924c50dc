//! Code that does not compile, and what is said about it.

use appsynth_diagnostics::{Diagnostics, SourceId, Sources, fixtures};
use appsynth_js::ProblemKind;

use crate::engine;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/diagnostics");

fn problems(sources: &mut Sources, source: SourceId) -> Diagnostics {
    let text = sources.get(source).expect("just added").text().to_owned();
    match engine().compile("test.js", &text) {
        Ok(_) => Diagnostics::new(),
        Err(error) => error.diagnostics(source),
    }
}

#[test]
fn mistakes_are_named_at_their_token() {
    fixtures::check(FIXTURES, "js", problems);
}

#[test]
fn code_has_at_most_32768_characters() {
    let code = |padding: usize| {
        format!(
            "export const request = (ctx) => null;\n//{}",
            "é".repeat(padding)
        )
    };
    let beside = code(0).chars().count();
    assert!(engine().compile("test.js", &code(32_768 - beside)).is_ok());
    let error = engine()
        .compile("test.js", &code(32_769 - beside))
        .expect_err("one too many");
    assert_eq!(
        error.problems[0].kind,
        ProblemKind::TooLong { characters: 32_769 }
    );
    let mut sources = Sources::new();
    let source = sources.add("test.js", code(32_769 - beside));
    let codes: Vec<_> = error
        .diagnostics(source)
        .iter()
        .map(|one| one.code.id)
        .collect();
    assert_eq!(codes, ["AS4106"]);
    let source = Sources::new().add("test.js", "");
    let codes: Vec<_> = (error.diagnostics(source).iter())
        .map(|one| one.code.id)
        .collect();
    assert_eq!(codes, ["AS4106"]);
}

#[test]
fn problems_have_the_types_of_the_service() {
    let types = |code: &str| {
        let error = engine().compile("test.js", code).expect_err("bad code");
        error
            .problems
            .iter()
            .map(|problem| (problem.error_type(), problem.line(), problem.column()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        types("export const request = (ctx) => ;"),
        [("PARSER_ERROR", 1, 33)]
    );
    assert_eq!(
        types("export const request = (ctx) => {\n  let n = 1;\n  n++;\n  throw n;\n};"),
        [("LINT_ERROR", 3, 3), ("LINT_ERROR", 4, 3)]
    );
}

#[test]
fn types_of_the_package_may_be_imported() {
    let code = "import { util, Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
                export const request = (ctx) => typeof Context;";
    assert!(engine().compile("test.js", code).is_ok());
}
