//! What becomes of resolver files that import others or have types.

use std::collections::BTreeMap;

use appsynth_bundle::{Bundle, BundleError, ProblemKind, SourceMap, bundle};
use proptest::prelude::*;

fn of(files: &[(&str, &str)]) -> Result<Bundle, BundleError> {
    let texts: BTreeMap<&str, &str> = files.iter().copied().collect();
    bundle(files[0].0, |path| {
        texts.get(path).map(|text| (*text).to_owned())
    })
}

fn code(files: &[(&str, &str)]) -> String {
    of(files).expect("files that fit together").code
}

fn problem(files: &[(&str, &str)]) -> (ProblemKind, String, String) {
    let error = of(files).expect_err("files that do not fit together");
    let problem = &error.problems[0];
    let text = files
        .iter()
        .find(|(path, _)| *path == problem.path)
        .map_or("", |(_, text)| text);
    let at = text[problem.range.clone()].to_owned();
    (problem.kind, problem.path.clone(), at)
}

#[test]
fn javascript_on_its_own_stays_as_it_is() {
    let text = "import { util } from '@aws-appsync/utils' // odd\nexport function request(){}";
    assert_eq!(code(&[("a.js", text)]), text);
}

#[test]
fn types_go_and_imports_that_only_types_use() {
    let text = "import { Context, util } from '@aws-appsync/utils';
import type { Post } from './post';
interface Arguments { id: string }
export function request(ctx: Context<Arguments>): Post { return util.toJson(ctx.args.id as string)!; }
";
    let expected = "import { util } from \"@aws-appsync/utils\";
function request(ctx) {
\treturn util.toJson(ctx.args.id);
}
export { request };
";
    assert_eq!(
        code(&[("a.ts", text), ("post.ts", "export type Post = any;")]),
        expected
    );
}

#[test]
fn names_of_several_files_do_not_clash() {
    let bundled = code(&[
        (
            "r/Query.a.js",
            "import { util as u } from '@aws-appsync/utils';
import { id as other, twice } from '../lib/x.js';
import { id } from '../lib/y';
const local = 1;
export function request(ctx) { const id$1 = 0; return [u.autoId(), other(), id(), twice(local), id$1]; }",
        ),
        (
            "lib/x.ts",
            "import { util } from '@aws-appsync/utils';
const local = (n: number) => n * 2;
export const id = () => util.autoId();
export { local as twice };",
        ),
        ("lib/y/index.js", "export function id() { return 'y'; }"),
    ]);
    assert_eq!(
        bundled,
        "import { util } from \"@aws-appsync/utils\";
const local$1 = (n) => n * 2;
const id$3 = () => util.autoId();
function id$2() {
\treturn \"y\";
}
const local = 1;
function request(ctx) {
\tconst id$1 = 0;
\treturn [
\t\tutil.autoId(),
\t\tid$3(),
\t\tid$2(),
\t\tlocal$1(local),
\t\tid$1
\t];
}
export { request };
"
    );
}

#[test]
fn handlers_of_another_file_can_be_exported_again() {
    let bundled = code(&[
        (
            "a.js",
            "export { load as request } from './b';\nexport * from './b';\nexport { response } from './c';",
        ),
        ("b.js", "export function load() { return {}; }"),
        ("c.js", "export const response = (ctx) => ctx.result;"),
    ]);
    assert!(
        bundled.ends_with("export { load as request, response };\n"),
        "{bundled}"
    );
}

#[test]
fn imports_may_lead_out_of_the_folder_that_paths_begin_in() {
    let bundled = code(&[
        (
            "a.js",
            "import { b } from '../lib/b';\nexport const request = () => b;",
        ),
        ("../lib/b.js", "export { c as b } from '../../c';"),
        ("../../c.js", "export const c = 1;"),
    ]);
    assert!(bundled.starts_with("const c = 1;\n"), "{bundled}");
}

#[test]
fn files_may_import_each_other() {
    let bundled = code(&[
        (
            "a.js",
            "import { b } from './b';\nexport function a() { return b; }\nexport function request() { return a(); }",
        ),
        (
            "b.js",
            "import { a } from './a';\nexport const b = 1;\nexport const c = () => a();",
        ),
    ]);
    assert!(
        bundled.starts_with("const b = 1;\nconst c = () => a();\n"),
        "{bundled}"
    );
}

#[test]
fn members_of_enums_become_their_values() {
    let bundled = code(&[(
        "a.ts",
        "enum Kind { Short, Long = 'long' }\nexport const request = () => [Kind.Short, Kind.Long];",
    )]);
    assert_eq!(
        bundled,
        "const request = () => [0, \"long\"];\nexport { request };\n"
    );
    let bundled = code(&[
        (
            "a.ts",
            "import { Kind } from './b';\nexport const request = () => Kind.Long;",
        ),
        ("b.ts", "export enum Kind { Short, Long = 'long' }"),
    ]);
    assert!(bundled.contains("Kind[\"Long\"] = \"long\""), "{bundled}");
    assert!(bundled.contains(".Long;"), "{bundled}");
}

#[test]
fn places_lead_back_into_the_files() {
    let bundle = of(&[
        ("r/a.ts", "import { f } from './b';\n\ninterface X {}\n\nexport function request() {\n  return f();\n}\n"),
        ("r/b.ts", "// a comment\nexport function f(): number {\n  return missing.member;\n}\n"),
    ])
    .expect("files that fit together");
    let line = |text: &str| {
        let at = bundle.code.find(text).expect("the text is there");
        let before = &bundle.code[..at];
        let column = at - before.rfind('\n').map_or(0, |start| start + 1);
        (before.matches('\n').count() + 1, column + 1)
    };
    let (l, c) = line("missing");
    let place = bundle.original(l, c).expect("a place");
    assert_eq!((place.path, place.line, place.column), ("r/b.ts", 3, 10));
    let (l, c) = line("f();");
    let place = bundle.original(l, c).expect("a place");
    assert_eq!((place.path, place.line, place.column), ("r/a.ts", 6, 10));
}

#[test]
fn columns_count_characters_in_modules_and_in_files() {
    let text = "export const request = (ctx: any) => '😀' + ctx.prev + '😀😀' + ctx.args;";
    let bundle = of(&[("a.ts", text)]).expect("a file");
    let map = bundle.source_map().expect("a map");
    let read = SourceMap::read(&map.to_json(), &bundle.code).expect("a map");
    let column = |text: &str, part: &str| {
        let (before, _) = text.split_once(part).expect("a part");
        before.chars().count() + 1
    };
    for part in ["ctx.prev", "ctx.args"] {
        for map in [map, &read] {
            let place = map
                .original(1, column(&bundle.code, part))
                .expect("a place");
            assert_eq!(place.column, column(text, part));
        }
    }
}

#[test]
fn members_of_files_are_used_by_their_names() {
    let entry = "import * as pages from './shared/pages';
import * as ddb from '@aws-appsync/utils/dynamodb';
export function request(ctx) {
  const limit = pages.limit(ctx.args);
  return ddb.scan({ limit, nextToken: pages.start, order: pages.default() });
}
export function response(ctx: pages.Context) { return pages.limit(ctx.result).x; }
";
    let pages = "export type Context = unknown;
export const start = null;
export function limit(args: { limit?: number }) { return args.limit ?? 10; }
export default () => 'asc';
";
    assert_eq!(
        code(&[("a.ts", entry), ("shared/pages.ts", pages)]),
        "import * as ddb from \"@aws-appsync/utils/dynamodb\";
const start = null;
function limit$1(args) {
	return args.limit ?? 10;
}
const pages_default = () => \"asc\";
function request(ctx) {
	const limit = limit$1(ctx.args);
	return ddb.scan({
		limit,
		nextToken: start,
		order: pages_default()
	});
}
function response(ctx) {
	return limit$1(ctx.result).x;
}
export { request, response };
"
    );
}

#[test]
fn what_is_exported_as_default_has_a_name_or_gets_one() {
    let entry = "import twice from './twice';
import once, { other } from './once';
import { default as table } from './table.config';
import named from './named';
export const request = (ctx) => ({ payload: [twice(1), once(1), other, table.name, named()] });
";
    let files = [
        ("a.js", entry),
        ("twice.js", "export default function (n) { return n * 2; }"),
        (
            "once.ts",
            "const f = (n: number) => n;\nexport const other = 1;\nexport default f;",
        ),
        (
            "table.config.js",
            "const table_default = 1;\nexport default { name: 'posts', table_default };",
        ),
        ("named.js", "export default function named() { return 1; }"),
    ];
    assert_eq!(
        code(&files),
        "function twice_default(n) {
	return n * 2;
}
const f = (n) => n;
const other = 1;
const table_default = 1;
const table_default$ = {
	name: \"posts\",
	table_default
};
function named() {
	return 1;
}
const request = (ctx) => ({ payload: [
	twice_default(1),
	f(1),
	other,
	table_default$.name,
	named()
] });
export { request };
"
    );
}

#[test]
fn what_does_not_fit_together_is_refused_at_its_place() {
    let none = problem(&[("a.js", "import { x } from './b';")]);
    assert_eq!(none, (ProblemKind::NoFile, "a.js".into(), "x".into()));
    let missing = problem(&[
        ("a.js", "import { x } from './b';"),
        ("b.js", "export const y = 1;"),
    ]);
    assert_eq!(missing, (ProblemKind::NoExport, "a.js".into(), "x".into()));
    let object = "import * as b from './b'; export const request = () => ";
    for (use_of_object, place) in [("({ b })", "b"), ("b?.x", "b"), ("(b.x = 1)", "b")] {
        let entry = format!("{object}{use_of_object};");
        let whole = problem(&[("a.js", &entry), ("b.js", "export const x = 1;")]);
        assert_eq!(whole, (ProblemKind::Object, "a.js".into(), place.into()));
    }
    let member = problem(&[
        ("a.js", &format!("{object}b.y + b.x;")),
        ("b.js", "export const x = 1;"),
    ]);
    assert_eq!(member, (ProblemKind::NoExport, "a.js".into(), "b.y".into()));
    let again = problem(&[("a.js", "export * as b from './b';"), ("b.js", "")]);
    assert_eq!(again.0, ProblemKind::Form);
    let syntax = problem(&[("a.ts", "const x: = 1;")]);
    assert_eq!((syntax.0, syntax.1), (ProblemKind::Syntax, "a.ts".into()));
    let alone = problem(&[("a.js", "const a = [1; 2];")]);
    assert_eq!(alone, (ProblemKind::Syntax, "a.js".into(), ";".into()));
    let types = problem(&[("a.js", "const f = (a: number) => a;")]);
    assert_eq!(types, (ProblemKind::TypeScript, "a.js".into(), ":".into()));
    for (file, text) in [
        ("a.js", "const one = 1; const one = 2;"),
        (
            "a.ts",
            "const one: number = 1; function f(one: string) {} let one = 2;",
        ),
    ] {
        let twice = problem(&[(file, text)]);
        assert_eq!(twice, (ProblemKind::Early, file.into(), "one".into()));
    }
    let imported = problem(&[
        ("a.js", "import { b } from './b'; export const request = b;"),
        ("b.js", "export const b = () => { let c; let c; };"),
    ]);
    assert_eq!(imported, (ProblemKind::Early, "b.js".into(), "c".into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_files_panic(
        entry in "(import |export |\\{ |\\}|a|b|\\* |as | from |'\\./b'|'\\./a'|;|const |= |: string|function |\\(\\)|default |enum |enum E \\{ A, B = 'b' \\}|E\\.A|namespace N \\{ export const a = 1 \\}|é|\n){0,30}",
        other in "(import |export |\\{ |\\}|a|b|\\* |as | from |'\\./b'|'\\./a'|;|const |= |: string|function |\\(\\)|default |enum |enum E \\{ A, B = 'b' \\}|E\\.A|namespace N \\{ export const a = 1 \\}|é|\n){0,30}",
    ) {
        drop(of(&[("a.ts", &entry), ("b.ts", &other)]));
    }
}

#[test]
fn deep_syntax_has_a_deep_stack() {
    for (before, after) in [
        ("(", ")"),
        ("[", "]"),
        ("!", ""),
        ("-(", ")"),
        ("{a:", "}"),
        ("()=>", ""),
        ("f`${", "}`"),
        ("a?.[", "]"),
        ("<T>", ""),
        ("class{a=", "}"),
        ("function(){return ", "}"),
    ] {
        for characters in [300, 10_000] {
            let depth = characters / (before.len() + after.len());
            let value = format!("{}1{}", before.repeat(depth), after.repeat(depth));
            for file in ["a.ts", "a.js"] {
                // Whether it can be bundled does not matter.
                drop(of(&[
                    (file, &format!("import './b';\nexport const a = {value};")),
                    ("b.ts", "export default 1;"),
                ]));
            }
        }
    }
}
