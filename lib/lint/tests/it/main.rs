//! What is found in a project's resolver code.

use appsynth_diagnostics::{Severity, Sources};
use appsynth_lint::Use;

mod helpers;
mod names;

/// `file:line:column severity code rule` of everything found in some files.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    found_used(files, None)
}

/// The same for files that are all used so.
fn found_used(files: &[(&str, &str)], used: Option<&Use>) -> Vec<String> {
    found_where(files, |_| used.cloned())
}

/// The same for files that are used as their names tell.
fn found_where(files: &[(&str, &str)], used: impl Fn(&str) -> Option<Use>) -> Vec<String> {
    let mut sources = Sources::new();
    let ids: Vec<_> = files
        .iter()
        .map(|(name, text)| sources.add(*name, *text))
        .collect();
    let used = |id| used(sources.get(id).expect("one of the sources").name());
    appsynth_lint::check(&sources, ids, used, [])
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
fn resolver_code_exports_its_handlers_by_name() {
    let used = Use {
        fields: ["Query.a".to_owned()].into(),
        ..Use::default()
    };
    let found = |code: &str| found_used(&[("a.js", code)], Some(&used));
    let handlers = "export function request(ctx) { return {}; }
export function response(ctx) { return ctx.result; }
";
    assert!(found(handlers).is_empty());
    assert!(found("export { request, response } from './shared';").is_empty());
    for (code, expected) in [
        (
            "export default { request() { return {}; } };".to_owned(),
            "a.js:1:1 error AS4105 -",
        ),
        (
            format!("{handlers}export default request;"),
            "a.js:3:1 error AS4105 -",
        ),
        (
            format!("{handlers}export {{ util }} from '@aws-appsync/utils';"),
            "a.js:3:1 error AS4105 -",
        ),
        (
            "export function respnse(ctx) { return ctx.result; }".to_owned(),
            "a.js:1:1 error AS4105 -",
        ),
        (
            "export function request(ctx) { return import('x'); }".to_owned(),
            "a.js:1:39 error AS4102 -",
        ),
    ] {
        assert_eq!(found(&code), [expected], "{code}");
    }
    // What is imported needs no handlers.
    assert!(self::found(&[("shared.js", "export function respnse(ctx) { return 1; }")]).is_empty());
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
fn what_appsync_refuses_is_told_of_typescript_too() {
    let code = "import { gett, DynamoDBNewRequest } from '@aws-appsync/utils/dynamodb';
import fs, { type Stats } from 'fs';
import type { Request } from 'express';
import { Response } from 'express';
import { helper } from './helper';
export function request(ctx: Request): DynamoDBNewRequest {
  if (ctx.args.x) throw fs.read() as typeof Response;
  while (helper()) { }
  return gett({ key: {} });
}
export function response(ctx: { result: Stats }) { return ctx.result; }";
    assert_eq!(
        found(&[("a.ts", code)]),
        [
            "a.ts:1:10 error AS4104 -",
            "a.ts:2:32 error AS4103 -",
            "a.ts:7:19 error AS4102 -",
            "a.ts:8:3 error AS4107 no-while",
        ]
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
fn generated_code_writes_to_the_stash_as_well() {
    let mut sources = Sources::new();
    let own = "$ctx.stash.hasAuth $ctx.stash.conditions $ctx.stash.nope";
    let id = sources.add("own.vtl", own);
    let generated = [
        (
            "auth.js",
            "const allow = (stash) => { stash.hasAuth = true; };
             export function request(ctx) { allow(ctx.stash); return {}; }",
        ),
        ("init.vtl", "$util.qr($ctx.stash.put('conditions', []))"),
        ("schema.graphql", "type Query { a: String }"),
    ];
    let found = appsynth_lint::check(&sources, [id], |_| None, generated);
    let messages: Vec<_> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["no code writes `nope` to the stash"]);
}

#[test]
fn templates_that_do_not_parse_are_reported() {
    assert_eq!(found(&[("a.vtl", "#if($x)")]), ["a.vtl:1:1 error AS4002 -"]);
}

fn used(fields: &[&str], data_source: &str) -> Use {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Use {
        fields: set(fields),
        arguments: set(&["id", "limit"]),
        siblings: set(&["id", "title"]),
        source_is_item: false,
        data_sources: set(&[data_source]),
    }
}

#[test]
fn arguments_are_those_of_the_field() {
    let code = "export function request(ctx) {
  const { id, limt } = ctx.args;
  ctx.args.made = 1;
  return { payload: [id, limt, ctx.arguments.limit, ctx.args?.idd, ctx.args.made] };
}
export function response(ctx) { return ctx.result; }";
    let template = "#set($ctx.args.made = 1)$util.qr($ctx.args.put('put', 1))
$ctx.args.id $ctx.args.made $context.arguments.get('put') $ctx.args.limt $ctx.arguments['other']";
    let files = [("a.js", code), ("b.vtl", template)];
    assert_eq!(
        found_used(&files, Some(&used(&["Query.posts"], "NONE"))),
        [
            "a.js:2:15 warning AS4112 unknown-argument",
            "a.js:4:63 warning AS4112 unknown-argument",
            "b.vtl:2:59 warning AS4112 unknown-argument",
            "b.vtl:2:74 warning AS4112 unknown-argument",
        ]
    );
    let silenced = format!("/* appsynth-disable unknown-argument */\n{code}");
    let used = used(&["Query.posts"], "NONE");
    assert_eq!(found_used(&[("a.js", &silenced)], Some(&used)), [""; 0]);
    // Code of which nothing is known may read anything.
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn templates_write_arguments_for_what_follows() {
    let reads = "export function request(ctx) { return ctx.args.made; }
export function response(ctx) { return ctx.result; }";
    let used = used(&["Query.posts"], "NONE");
    for writes in [
        "$util.qr($ctx.args.put('made', 1))",
        "#set($ctx.args.made = 1)",
        "#set($ctx.args = $more)",
        "#set($args = $ctx.args)$util.qr($args.put('made', 1))",
        "$util.qr($ctx.args.putAll($more))",
    ] {
        let files = [
            ("a.vtl", writes),
            ("b.vtl", "$ctx.args.made"),
            ("c.js", reads),
        ];
        assert_eq!(found_used(&files, Some(&used)), [""; 0], "{writes}");
    }
    let files = [
        ("a.vtl", "$util.toJson($ctx.args)"),
        ("b.vtl", "$ctx.args.made"),
    ];
    assert_eq!(
        found_used(&files, Some(&used)),
        ["b.vtl:1:1 warning AS4112 unknown-argument"]
    );
}

#[test]
fn templates_are_warned_of_what_velocity_refuses() {
    for (template, place) in [
        ("#set($x = null)", 11),
        ("#if($x == null)#end", 11),
        ("#set($x = [null])", 12),
        ("#set($x = {\"a\": null})", 17),
        ("$l.get($i - 1)", 8),
        ("$m.put(\"a\", !$x)", 13),
        ("$l.get((1))", 8),
        ("$l[1 + 1]", 4),
        ("$l[null]", 4),
        ("#set($x = [1 + 2])", 12),
        ("#set($x = {\"a\": (1)})", 17),
        ("#set($x = [$a + 1..3])", 12),
        ("#set($x = 1-2)", 12),
        ("#set($x = $n -2)", 14),
        ("#foreach($x in ($l))$x#end", 16),
        ("#foreach($x in $l + $m)$x#end", 16),
        ("$util.toJson( )", 13),
        ("#set($x = { })", 11),
        ("#set($x = \"$l.get($i - 1)\")", 19),
        ("${$ctx.args.n}", 1),
        ("$util.toJson(foo)", 14),
        ("$ctx.args##x", 10),
    ] {
        assert_eq!(
            found(&[("a.vtl", template)]),
            [format!("a.vtl:1:{place} warning AS4007 velocity")],
            "{template}"
        );
    }
    for template in [
        "$util.defaultIfNull($ctx.args, null) $util.toJson([null, {\"a\": null}])",
        "#set($x = $null)#if($util.isNull($x) && $x != $null)#end",
        "#set($x = 1 - 2)#set($x = 1 - -2)#set($x = -2)#set($x = ($x + 1) * 2)",
        "#set($x = [1, -2, [1..$x], {}, \"a\"])#set($x = {\"a\": $x, $x: 'b'})#set($x = $x[-1])",
        "#foreach($x in [1..3])#end#foreach($x in $ctx.args.get(\"l\"))$x#end#return(null)",
        "$ctx.args ##x\n${ctx.args}##x\n$x##x",
    ] {
        assert_eq!(found(&[("a.vtl", template)]), [""; 0], "{template}");
    }
    let silenced = "#* appsynth-disable velocity *##set($x = null)";
    assert_eq!(found(&[("a.vtl", silenced)]), [""; 0]);
}

#[test]
fn comments_silence_rules_in_templates_too() {
    let template = "#* appsynth-disable-line unknown-argument *#$ctx.args.limt $util.nope()
## appsynth-disable-next-line -- they are known
$util.nope() $ctx.stash.key $ctx.args.limt
$ctx.stash.key
#* appsynth-disable
   unwritten-stash-key, unknown-argument *#
$ctx.stash.key $ctx.args.limt $util.nope()";
    assert_eq!(
        found_used(
            &[("a.vtl", template)],
            Some(&used(&["Query.posts"], "NONE"))
        ),
        [
            "a.vtl:1:66 error AS4109 unknown-utility",
            "a.vtl:7:37 error AS4109 unknown-utility",
            "a.vtl:4:1 warning AS4111 unwritten-stash-key",
        ]
    );
}

#[test]
fn members_of_the_source_are_fields_of_its_type() {
    let code =
        "export function request(ctx) { return { payload: [ctx.source.id, ctx.source.titel] }; }
export function response(ctx) { return ctx.result; }";
    let files = [
        ("a.js", code),
        ("b.vtl", "$ctx.source.title $ctx.source.titel"),
    ];
    assert_eq!(
        found_used(&files, Some(&used(&["Post.author"], "NONE"))),
        [
            "a.js:1:77 warning AS4113 unknown-source-field",
            "b.vtl:1:19 warning AS4113 unknown-source-field",
        ]
    );
    let root = used(&["Query.posts"], "NONE");
    assert_eq!(found_used(&files, Some(&root)), [""; 0]);
}

#[test]
fn operations_that_no_data_source_has_are_told() {
    let code = "export function request(ctx) { return { operation: 'GetItm' }; }
export function response(ctx) { return ctx.result; }";
    let used = |data_source| used(&["Query.posts"], data_source);
    assert_eq!(
        found_used(&[("a.js", code)], Some(&used("AMAZON_DYNAMODB"))),
        ["a.js:1:52 error AS4114 unsupported-operation"]
    );
    for data_source in ["NONE", "HTTP", "RELATIONAL_DATABASE"] {
        let found = found_used(&[("a.js", code)], Some(&used(data_source)));
        assert_eq!(found, [""; 0], "{data_source}");
    }
}

#[test]
fn requests_are_those_of_the_data_source() {
    let code = "import { get } from '@aws-appsync/utils/dynamodb';
export function request(ctx) {
  if (ctx.args.id) return get({ key: { id: ctx.args.id } });
  return { operation: 'GetItem', payload: { operation: 'Scan' } };
}
export function response(ctx) { return { operation: 'Query' }; }";
    let template = r#"{ "operation": "Scan", "payload": { "operation": "Query" } }"#;
    let files = [("a.js", code), ("b.vtl", template)];
    assert_eq!(
        found_used(&files, Some(&used(&["Query.posts"], "AWS_LAMBDA"))),
        [
            "a.js:3:27 error AS4114 unsupported-operation",
            "a.js:4:23 error AS4114 unsupported-operation",
            "b.vtl:1:17 error AS4114 unsupported-operation",
        ]
    );
    for fine in ["AMAZON_DYNAMODB", "NONE"] {
        assert_eq!(
            found_used(&files, Some(&used(&["Query.posts"], fine))),
            [""; 0]
        );
    }
}

#[test]
fn arguments_and_source_are_known_by_whatever_name_they_are_reached() {
    for code in [
        "export const request = (ctx) => ({ payload: ctx.args.idd });",
        "export const request = ({ args }) => { return args.idd; };",
        "export const request = ({ args: { idd } }) => idd;",
        "export const request = function ({ args = {} }) { return args?.idd; };",
        "export function request({ arguments: { id, idd } }) { return [id, idd]; }",
        "export function request(ctx) { const { args } = ctx; return args.idd; }",
        "export function request(ctx) { const { args: { idd } } = ctx; return idd; }",
        "export function request(ctx) { const args = ctx.args; const { idd } = args; return idd; }",
        "function request(ctx) { const a = ctx.args; return a.idd; } export { request };",
    ] {
        let found = found_used(&[("a.js", code)], Some(&used(&["Query.posts"], "NONE")));
        let rules: Vec<_> = found
            .iter()
            .filter_map(|one| one.rsplit(' ').next())
            .collect();
        assert_eq!(rules, ["unknown-argument"], "{code}");
    }
    for code in [
        "export const request = ({ args }) => { args.made = 1; return args.made; };",
        "export const request = (ctx) => { let args = ctx.args; args = {}; return args.idd; };",
        "export const request = ({ args, ...rest }) => [args.id, rest.idd];",
        "export const request = ({ stash }) => { stash.made = 1; return {}; };
         export const response = ({ stash: { made } }) => made;",
        "export const request = ({ stash }) => [{ ...stash }];
         export const response = (ctx) => ctx.stash.any;",
    ] {
        let found = found_used(&[("a.js", code)], Some(&used(&["Query.posts"], "NONE")));
        assert_eq!(found, [""; 0], "{code}");
    }
    assert_eq!(
        found(&[(
            "a.js",
            "export const request = ({ stash: { owner } }) => owner;"
        )]),
        ["a.js:1:36 warning AS4111 unwritten-stash-key"]
    );
}

#[test]
fn requests_of_handlers_that_are_assigned_are_known_too() {
    for code in [
        "export const request = (ctx) => ({ operation: 'GetItem' });",
        "export const request = (ctx) => { return { operation: 'GetItem' }; };",
    ] {
        let found = found_used(
            &[("a.js", code)],
            Some(&used(&["Query.posts"], "AWS_LAMBDA")),
        );
        let rules: Vec<_> = found
            .iter()
            .filter_map(|one| one.rsplit(' ').next())
            .collect();
        assert_eq!(rules, ["unsupported-operation"], "{code}");
    }
}

#[test]
fn templates_have_a_length_that_appsync_takes() {
    let template = |length: usize| format!("## {}", "é".repeat(length - 3));
    assert_eq!(found(&[("a.vtl", &template(65_536))]), [""; 0]);
    assert_eq!(
        found(&[("a.vtl", &template(65_537))]),
        ["a.vtl:1:1 error AS4006 -"]
    );
}
