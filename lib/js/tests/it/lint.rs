//! The rules of `@aws-appsync/eslint-plugin`: what `fixtures/lint.json` lists for each piece of code is
//! what the plugin, with type information, says of it.

use appsynth_diagnostics::Sources;
use appsynth_js::lint::{Language, lint};
use proptest::prelude::*;
use serde_json::Value;

fn findings(code: &str, language: Language) -> Vec<String> {
    let mut sources = Sources::new();
    let source = sources.add("code.js", code);
    let linted = lint(code, language).expect("readable code");
    let text = sources.get(source).expect("the source just added");
    linted
        .findings
        .iter()
        .map(|finding| {
            let at = text.line_column(finding.range.start);
            format!("{}:{} {}", at.line, at.column, finding.rule)
        })
        .collect()
}

#[test]
fn finds_what_the_plugin_finds_where_the_plugin_finds_it() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../fixtures/lint.json")).expect("a list of cases");
    let mut wrong = String::new();
    for case in &cases {
        let code = case["code"].as_str().expect("code");
        let language = match case["language"].as_str() {
            Some("TypeScript") => Language::TypeScript,
            _ => Language::JavaScript,
        };
        let mut expected: Vec<String> =
            serde_json::from_value(case["findings"].clone()).expect("a list of findings");
        let mut found = findings(code, language);
        // Of several findings at one place, the order means nothing.
        expected.sort();
        found.sort();
        if found != expected {
            let more: Vec<_> = found.iter().filter(|one| !expected.contains(one)).collect();
            let fewer: Vec<_> = expected.iter().filter(|one| !found.contains(one)).collect();
            wrong.push_str(&format!(
                "{code}\n  too many: {more:?}\n  missing: {fewer:?}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn comments_silence_rules_for_a_line_or_the_rest_of_the_file() {
    let code = "\
const a = /x/; // appsynth-disable-line no-regex -- known
// appsynth-disable-next-line
const b = /x/;
const c = /x/; // appsynth-disable-line no-for
// eslint-disable-next-line @aws-appsync/no-regex
const d = /x/;
/* appsynth-disable no-this, no-try */
this.x = /x/;
";
    assert_eq!(
        findings(code, Language::JavaScript),
        ["4:11 no-regex", "8:10 no-regex"]
    );
}

#[test]
fn comments_have_rules_speak_again() {
    let code = "\
while (a) {} /* eslint-disable */ while (b) {}
for (;;) {}
/* eslint-enable @aws-appsync/no-while */ while (c) {} for (;;) {}
// appsynth-enable
for (;;) {}
";
    let found = findings(code, Language::JavaScript);
    assert_eq!(found, ["1:1 no-while", "3:43 no-while", "5:1 no-for"]);
}

#[test]
fn types_that_lead_in_circles_end_unknown() {
    let code = "let a = b; let b = a; a.repeat(2); const f = () => f(); f().repeat(2); type T = T[]; let t: T; t.keys();";
    assert_eq!(
        findings(code, Language::TypeScript),
        [
            "1:52 no-recursion",
            "1:57 no-recursion",
            "1:96 no-disallowed-methods"
        ]
    );
    let doubled: String = (1..200)
        .map(|n| format!("let x{n} = x{} + x{};", n - 1, n - 1))
        .collect();
    let code = format!("let x0 = ctx; {doubled} x199.repeat(2);");
    assert_eq!(findings(&code, Language::JavaScript), [""; 0]);
}

#[test]
fn interfaces_that_extend_themselves_end_unknown() {
    let circles =
        "interface A extends B { own: string } interface B extends A { } interface C extends C { }
interface D extends Record<string, number> { own: string } let a: A; let c: C; let d: D;
a.own.repeat(2); a.none.repeat(2); c.none.repeat(2); d.own.repeat(2);";
    assert_eq!(
        findings(circles, Language::TypeScript),
        ["3:1 no-disallowed-methods", "3:54 no-disallowed-methods"]
    );
    let doubled: String = (1..60)
        .map(|n| format!("interface A{n} extends A{0}, A{0} {{ }} ", n - 1))
        .collect();
    let code =
        format!("interface A0 {{ s: string }} {doubled} let a: A59; let b: A0; b.s.repeat(2);");
    assert_eq!(findings(&code, Language::TypeScript).len(), 1);
}

#[test]
fn tells_what_code_uses_of_appsync_and_of_the_stash() {
    let code = "import { util } from '@aws-appsync/utils';
export function request(ctx) { ctx.stash.id = util.autoID(); util.time.now(); }
export function response(ctx) { return [util.time.nowISO8601(), ctx.stash.owner]; }";
    let facts = lint(code, Language::JavaScript)
        .expect("readable code")
        .facts;
    let unknown: Vec<_> = facts
        .unknown_utilities
        .iter()
        .map(|call| (&*call.name, call.similar.as_deref()))
        .collect();
    assert_eq!(
        unknown,
        [
            ("util.autoID", Some("util.autoId")),
            ("util.time.now", None)
        ]
    );
    let without_return: Vec<_> = facts.without_return.iter().map(|(name, _)| name).collect();
    assert_eq!(without_return, ["request"]);
    let stash = facts.stash;
    let reads: Vec<_> = stash.reads.iter().map(|read| &read.name).collect();
    assert_eq!(reads, ["owner"]);
    assert_eq!(stash.stash_writes, ["id"]);
    assert!(!stash.stash_is_hidden);
    let hidden = lint("Object.assign(ctx.stash, {});", Language::JavaScript);
    assert!(hidden.expect("readable code").facts.stash.stash_is_hidden);
}

#[test]
fn generic_types_that_lead_in_circles_end_unknown() {
    let code = "\
type A = A | B | B; type B = 'x' | A | A; declare const m: { [K in A]: string }; m.y.repeat(2);
type P<T> = { p: P<P<T>>; q: P<T[]> }; declare const p: P<string>; p.p.q.p.repeat(2);
type Q<T> = Q<Q<T>>['a']; declare const q: Q<string>; q.repeat(2);
interface I<T> extends I<T[]> { t: T } declare const i: I<string>; i.t.repeat(2);
function f<T>(x: T) { return x ? f([x]) : f(f(x)); } f('a').repeat(2);
const g = <T>(x: T) => h(h(x)); const h = <T>(x: T) => g(g(x)); g('a').repeat(2);
";
    let found = findings(code, Language::TypeScript);
    assert!(
        found.contains(&"4:68 no-disallowed-methods".to_owned()),
        "{found:?}"
    );
}

#[test]
fn comments_that_define_types_by_each_other_end_unknown() {
    let code = "\
/** @typedef {{ a: B, b: B, c: string }} A */
/** @typedef {{ a: A, b: A }} B */
/** @type {A} */
const a = x;
a.a.b.a.repeat(2); a.c.repeat(2);
";
    assert_eq!(
        findings(code, Language::JavaScript),
        ["5:20 no-disallowed-methods"]
    );
}

#[test]
fn types_that_would_fill_the_memory_end_unknown() {
    let doubled: String = (1..400)
        .map(|n| format!("const o{n} = {{ a: o{}, b: o{} }};", n - 1, n - 1))
        .collect();
    let code = format!("const o0 = {{ s: 'x' }}; {doubled} o399.a.s.repeat(2); o0.s.repeat(2);");
    assert_eq!(findings(&code, Language::JavaScript).len(), 1);
}

#[test]
fn calls_of_everything_by_everything_end() {
    let functions: String = (0..200)
        .map(|n| {
            let calls: String = (0..20).map(|m| format!("f{}();", (n + m) % 200)).collect();
            format!("function f{n}() {{ {calls} }}")
        })
        .collect();
    assert!(!findings(&functions, Language::JavaScript).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_code_panics(code in "(export |const |function |request|\\(|\\)|\\{|\\}|ctx|=>|=|;|'|\\.|,|1|\n|é|: |string|/\\*\\*|\\*/|@type \\{|import |from |type |interface |extends |enum |readonly |keyof |\\[|\\]|async |x|<|>|\\||&|as |\\.repeat|\\.map|\\.stash|return ){0,40}") {
        drop(lint(&code, Language::JavaScript));
        drop(lint(&code, Language::TypeScript));
    }
}
