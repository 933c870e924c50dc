//! Plain code, which Rust evaluates itself, comes to what QuickJS makes of it.

use std::sync::LazyLock;

use appsynth_js::{Engine, EngineOptions, Module};
use appsynth_util::{Context, Evaluation, Half, Host, Outcome};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::generated::{self, code};

fn engine(plain: bool) -> Engine {
    let host = Host::standing_still(1_767_225_600_000, [7; 16]);
    Engine::new(EngineOptions {
        workers: 1,
        plain,
        ..EngineOptions::new(host)
    })
}

static PLAIN: LazyLock<Engine> = LazyLock::new(|| engine(true));
static QUICKJS: LazyLock<Engine> = LazyLock::new(|| engine(false));

const IMPORT: &str = "import { util, runtime, extensions } from '@aws-appsync/utils';
    import * as ddb from '@aws-appsync/utils/dynamodb';";

fn module(engine: &Engine, code: &str) -> Module {
    let compiled = engine.compile("code.js", code);
    compiled.unwrap_or_else(|error| panic!("{error}: {code}"))
}

/// What Rust makes of code, if it is plain, after asserting that QuickJS makes the same of it.
fn evaluated(code: &str, context: &Context) -> Option<Evaluation> {
    let whole = module(&QUICKJS, code).evaluate_blocking(Half::Request, context);
    let here = module(&PLAIN, code).evaluate_here(Half::Request, context)?;
    // QuickJS makes doubles of the numbers of a stash that it only looks at.
    let whole = match here.stash {
        Some(_) => whole,
        None => {
            let [after, before] = [whole.stash_of(context), context.stash.clone()].map(doubles);
            assert_eq!(after, before, "{code}\n{context:?}");
            Evaluation {
                stash: None,
                ..whole
            }
        }
    };
    assert_eq!(here, whole, "{code}\n{context:?}");
    Some(here)
}

/// A value whose numbers are doubles.
fn doubles(mut value: Value) -> Value {
    match &mut value {
        Value::Number(number) => value = json!(number.as_f64()),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| *item = doubles(item.take())),
        Value::Object(members) => {
            let members = members.values_mut();
            members.for_each(|member| *member = doubles(member.take()));
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
    value
}

fn in_handler(body: &str) -> String {
    format!("{IMPORT}\nexport function request(ctx) {{\n{body}\n}}")
}

fn context() -> Context {
    Context {
        arguments: json!({
            "id": "a::b", "none": null, "count": 3, "half": 0.5, "no": false,
            "list": ["x", 1, null, { "a": 1 }], "words": ["a", "b"], "map": { "a": 1, "b": { "c": null } },
            "json": "{\"a\":[1,{}],\"b\":null}", "word": "Grüße", "2": "sorted",
        }),
        identity: json!({ "sub": "s", "claims": { "cognito:groups": ["g"] } }),
        stash: json!({ "known": { "a": { "b": 1 } }, "list": [{ "a": 1 }], "text": "t" }),
        result: json!({ "items": [{ "id": "1" }], "scannedCount": 2 }),
        ..Context::default()
    }
}

#[test]
fn what_handlers_are_made_of_is_plain() {
    for body in [
        "return { operation: 'PutItem', key: { id: util.dynamodb.toDynamoDB(util.autoId()) },
           attributeValues: util.dynamodb.toMapValues({ ...ctx.args.map, at: util.time.nowISO8601() }) };",
        "const { id, none = 1, absent = 2, map: { a, ...others } } = ctx.args; return [id, none, absent, a, others];",
        "const [a, , b = 7] = ctx.args.words; return [a, b];",
        "ctx.stash.known.a.b += 1; const inner = ctx.stash.known; inner.c = ctx.stash.list; inner.c.push(1);
         return ctx.stash;",
        "const all = []; for (const part of ctx.args.id.split('::')) { all.push(`<${part}>`); } return all.join(', ');",
        "let n = 0; for (const name in ctx.args.map) { n += name.length; } return n;",
        "for (const word of ctx.args.words) { if (word === 'b') { return word; } else if (!word) { break; } }",
        "switch (ctx.args.id) { case 'x': return 1; case 'a::b': { ctx.stash.x = 1; } default: return 2; }",
        "return ctx.args.list.filter((item) => item).map((item, at) => ({ item, at }));",
        "return ctx.result.items.some(({ id }) => id === '1') && ctx.args.words.every((word) => word !== 'c');",
        "return [ctx.args.absent?.a.b, ctx.args.map?.b?.c ?? 'none', ctx.identity?.claims?.['cognito:groups'][0]];",
        "const filter = JSON.parse(ctx.args.json); delete filter.b; filter['c d'] ??= filter.a; return filter;",
        "return JSON.stringify({ a: [1, 'x', null, undefined], b: undefined, c: ctx.args.map });",
        "return Object.entries(ctx.args.map).concat([Object.keys(ctx.identity), Object.values(ctx.args.map)[0]]);",
        "util.appendError('Careful', 'Kind', { a: 1 }); util.error(`No ${ctx.args.count}`, 'Wrong', ctx.args.map);",
        "console.log('here', ctx.args.map, undefined); return util.authType();",
        "if (ctx.args.count > 2 && typeof ctx.args.id === 'string') { runtime.earlyReturn({ a: 1 }, { skipTo: 'END' }); }",
        "extensions.evictFromApiCache('Query', 'a', { 'context.arguments.id': 1 });
         util.http.addResponseHeader('a', 'b'); return null;",
        "util.unauthorized();",
        "return ddb.get({ key: { id: ctx.args.id }, projection: ['id', 'map.a', 'id'] });",
        "return ddb.put({ key: { id: 1 }, item: { ...ctx.args.map, at: 'now' }, condition: { id: { attributeExists: false } } });",
        "return ddb.update({ key: { id: 1 }, update: { word: ctx.args.word, none: ddb.operations.remove(),
           count: ddb.operations.increment(2), list: ddb.operations.append([1]) } });",
        "return ddb.remove({ key: { id: ctx.args.id }, condition: { 'count': { gt: 1 } } });",
        "return ddb.query({ query: { id: { eq: ctx.args.id } }, index: 'byId', limit: 20, nextToken: ctx.args.none });",
        "return ddb.scan({ filter: { word: { contains: 'r' } }, limit: ctx.args.count });",
        "return ['ab'.slice(1), 'ab'.slice(-1), 'a-b'.toUpperCase(), ' a '.trim(), 'ab'.indexOf('b'), ctx.args.word.length];",
    ] {
        let code = in_handler(body);
        assert!(evaluated(&code, &context()).is_some(), "{body}");
    }
}

#[test]
fn functions_and_constants_of_the_module_are_plain() {
    let code = "import { util as u } from '@aws-appsync/utils';
        const TABLE = 'posts', LIMIT = 2 * 10;
        const named = ({ name }, fallback = TABLE) => name ?? fallback;
        function twice(value) { const pair = [value]; pair.push(value); return pair; }
        const handle = (context) => ({ limit: LIMIT, all: context.args.words.map(twice), name: named({}) });
        export { handle as request };";
    let evaluation = evaluated(code, &context()).expect("plain code");
    let expected = json!({ "limit": 20, "all": [["a", "a"], ["b", "b"]], "name": "posts" });
    assert_eq!(evaluation.outcome, Outcome::Value(expected));
}

#[test]
fn what_javascript_has_rules_of_its_own_for_is_left_to_it() {
    for body in [
        "return ctx.args.absent.a;",
        "return ctx.nothing;",
        "return ctx.args.map.toString();",
        "return ctx.args.map.constructor;",
        "return `${ctx.args.map}`;",
        "return `${ctx.args.half}`;",
        "return { ...ctx.args };",
        "const o = {}; o[ctx.args.count] = 1; o.a = 2; return o;",
        "const o = {}; o.o = o; return o;",
        "return ctx.args.list.sort();",
        "return 'a' < 'ä';",
        "return JSON.parse('{');",
        "return ddb.get({ key: ctx.args.list });",
        "return ddb.put({ key: { id: 1 }, item: { tags: ddb.toStringSet(['a']) } });",
        "return util.time.parseISO8601ToEpochMilliSeconds('soon');",
        "ctx.args.map.a = 2; return ctx.args.map;",
        "const all = []; for (const word of ctx.args.words) { all.push(word); ctx.args.words.push(word); } return all;",
        "let text = 'ab'; for (const a of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) { for (const b of [1, 2, 3, 4, 5, 6, 7, 8]) {
           text = text.concat(text.slice(0, 20000)); } } return text.length;",
    ] {
        let code = in_handler(body);
        assert!(evaluated(&code, &context()).is_none(), "{body}");
    }
}

#[test]
fn what_quickjs_finds_wrong_is_found_without_it() {
    for code in [
        "const a = 1; const a = 2; export const request = () => a;",
        "import { util } from '@aws-appsync/utils'; const util = 1; export const request = () => util;",
        "function f() {} const f = 1; export const request = () => f();",
        "export const request = (a) => { const a = 1; return a; };",
        "export function request(a) { let a = 1; return a; }",
        "export const request = (a, a) => a;",
        "export const request = ({ a }, [a]) => a;",
        "export const request = () => { let a; let a; };",
        "export const request = () => { break; };",
        "export const request = () => { if (1) { break; } };",
        "export const request = () => { let let = 1; return 1; };",
        "export const request = () => { const a; return a; };",
        "export const request = (eval) => eval;",
        "export const request = () => 010;",
        "export const request = () => '\\01';",
        "export const request = () => { switch (1) { case 1: let a; case 2: let a; } };",
        "export const request = (ctx) => { for (const a of ctx.args) { const a = 1; } };",
        "export const request = (ctx) => { for (const a of a) { return a; } };",
        "export { request }; const handler = () => 1;",
        "export const request = () => 1; export { request };",
    ] {
        let compiled = [&PLAIN, &QUICKJS].map(|engine| {
            let compiled = engine.compile("code.js", code);
            compiled.map(drop).map_err(|error| error.to_string())
        });
        assert_eq!(compiled[0], compiled[1], "{code}");
    }
}

/// A list within lists.
fn nested(inner: &str, depth: usize) -> String {
    format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn plain_code_needs_little_of_a_stack() {
    let code = format!(
        "const twice = (value) => {}; export function request(ctx) {{ return twice({}); }}",
        nested("value", 25),
        nested("ctx.args.id", 25),
    );
    let evaluate = move || evaluated(&code, &context()).is_some();
    let thread = std::thread::Builder::new().stack_size(512 * 1024);
    let thread = thread.spawn(evaluate).expect("a thread");
    assert!(thread.join().expect("enough stack"));
}

#[test]
fn what_is_nested_deeply_is_left_to_javascript() {
    let code = in_handler(&format!("return {};", nested("1", 60)));
    assert!(evaluated(&code, &context()).is_none());
}

#[test]
fn steps_that_take_long_count_as_many() {
    let long = Context {
        arguments: json!({ "long": "a".repeat(1_000_000), "same": "a".repeat(1_000_000), "list": vec![0; 300] }),
        ..Context::default()
    };
    for step in [
        "ctx.args.long === ctx.args.same",
        "ctx.args.long.includes('b')",
        "ctx.args.long.slice(1)",
        "ctx.args.long.length",
        "`${ctx.args.long}`",
        "[ctx.args.long].includes(ctx.args.same)",
        "switch (ctx.args.long) { case ctx.args.same: }",
        "util.str.toUpper(ctx.args.long)",
    ] {
        let code = in_handler(&format!("ctx.args.list.forEach((a) => {{ {step}; }});"));
        let module = module(&PLAIN, &code);
        assert!(
            module.evaluate_here(Half::Request, &long).is_none(),
            "{step}"
        );
    }
    let lists = Context {
        arguments: json!({ "list": vec![0; 50_000], "map": many_members(20_000) }),
        ..Context::default()
    };
    for body in [
        "ctx.args.list.forEach(() => {}); for (const a of ctx.args.list) {}",
        "const l = [...ctx.args.list, ...ctx.args.list]; return l.length;",
        "for (const a in ctx.args.map) {} for (const a in ctx.args.map) {} for (const a in ctx.args.map) {}",
        "const o = { ...JSON.parse(JSON.stringify(ctx.args.map)) }; return Object.hasOwn(o, 'none');",
        "return ddb.update({ key: { id: 1 }, update: ctx.args.map });",
        "return ddb.scan({ projection: Object.keys(ctx.args.map) });",
    ] {
        let module = module(&PLAIN, &in_handler(body));
        assert!(
            module.evaluate_here(Half::Request, &lists).is_none(),
            "{body}"
        );
    }
    let many = "const o = {}; ctx.args.list.forEach((a, i) => { ctx.args.list.forEach((b, j) => {
        o[`a${i * 1000 + j}`] = 1; }); });";
    let module = module(&PLAIN, &in_handler(many));
    assert!(module.evaluate_here(Half::Request, &long).is_none());
}

fn many_members(count: usize) -> Value {
    let members = (0..count).map(|number| (format!("a{number}"), json!(1)));
    Value::Object(members.collect())
}

#[test]
fn functions_that_call_themselves_are_left_to_javascript() {
    let code = "function down(n) { return n === 0 ? 0 : down(n - 1); }
        export function request(ctx) { return down(ctx.args.count * 100); }";
    assert!(evaluated(code, &context()).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn any_code_comes_to_what_quickjs_makes_of_it(code in code(), context in generated::context()) {
        evaluated(&code, &context);
    }
}
