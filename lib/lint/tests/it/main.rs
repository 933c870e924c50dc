//! What is found in a project's resolver code.

use appsynth_diagnostics::{Severity, Sources};

/// `file:line:column severity code rule` of everything found in some files.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let mut sources = Sources::new();
    let ids: Vec<_> = files
        .iter()
        .map(|(name, text)| sources.add(*name, *text))
        .collect();
    appsynth_lint::check(&sources, ids)
        .iter()
        .map(|one| {
            let span = one.labels[0].span;
            let source = sources.get(span.source).expect("one of the sources");
            let at = source.line_column(span.start);
            let severity = match one.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            format!(
                "{}:{}:{} {severity} {} {}",
                source.name(),
                at.line,
                at.column,
                one.code.id,
                one.rule.unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn rules_and_refusals_of_appsync_are_reported_once_each() {
    let code = "import { get } from 'lodash';
export function request(ctx) {
  while (ctx.args.n) { throw 1; }
  return ctx.args.list.map((x) => x++);
}
";
    assert_eq!(
        found(&[("a.js", code)]),
        [
            "a.js:1:21 error AS4103 -",
            "a.js:3:3 error AS4107 no-while",
            "a.js:3:24 error AS4102 -",
            "a.js:4:35 error AS4107 no-disallowed-unary-operators",
        ]
    );
}

#[test]
fn typescript_and_imported_files_are_checked_too() {
    let entry = "import { twice } from './shared/twice';
export function request(ctx: { args: { n: number } }) { return twice(ctx.args.n); }";
    let shared =
        "export const twice = (n: number): string => { const s = `${n}`; return s.repeat(2); };";
    assert_eq!(
        found(&[("Query.a.ts", entry), ("shared/twice.ts", shared)]),
        ["shared/twice.ts:1:72 error AS4107 no-disallowed-methods"]
    );
}

#[test]
fn unknown_utilities_are_found_in_both_languages() {
    let code = "import { util } from '@aws-appsync/utils';
export function request(ctx) { return util.autoID(); }
export function response(ctx) { return util.autoId(); }";
    assert_eq!(
        found(&[("a.js", code), ("b.vtl", "$util.toJSON($ctx.args)")]),
        [
            "a.js:2:39 error AS4109 unknown-utility",
            "b.vtl:1:7 error AS4109 unknown-utility",
        ]
    );
}

#[test]
fn handlers_return_something() {
    let code = "export function request(ctx) { ctx.args; }
export function response(ctx) { return ctx.result; }";
    assert_eq!(
        found(&[("a.js", code)]),
        ["a.js:1:17 warning AS4110 no-return"]
    );
    let silenced = format!("// appsynth-disable-next-line no-return\n{code}");
    assert_eq!(found(&[("a.js", &silenced)]), [""; 0]);
}

#[test]
fn keys_of_the_stash_are_written_somewhere() {
    let writes = "export function request(ctx) { ctx.stash.owner = 1; return {}; }";
    let reads = "$util.toJson($ctx.stash.owner) $util.toJson($ctx.stash.ower)";
    assert_eq!(
        found(&[("a.js", writes), ("b.vtl", reads)]),
        ["b.vtl:1:45 warning AS4111 unwritten-stash-key"]
    );
    let hides = "#set($all = $ctx.stash)";
    assert_eq!(found(&[("b.vtl", reads), ("c.vtl", hides)]), [""; 0]);
}

#[test]
fn templates_that_do_not_parse_are_reported() {
    assert_eq!(found(&[("a.vtl", "#if($x)")]), ["a.vtl:1:1 error AS4002 -"]);
}
