//! Code that makes sense for the most part, and the contexts for it.

use appsynth_util::Context;
use proptest::{collection::vec, prelude::*, sample::select, strategy::BoxedStrategy};
use serde_json::{Value, json};

/// Expressions of some depth by what they mostly give.
#[derive(Clone)]
struct Expressions {
    text: BoxedStrategy<String>,
    number: BoxedStrategy<String>,
    list: BoxedStrategy<String>,
    object: BoxedStrategy<String>,
    any: BoxedStrategy<String>,
}

/// One of these texts.
fn one(of: &[&'static str]) -> BoxedStrategy<String> {
    select(of.to_vec()).prop_map(str::to_owned).boxed()
}

/// A text with what two strategies give in place of `§0` and `§1`.
fn form(
    form: &'static str,
    first: &BoxedStrategy<String>,
    second: &BoxedStrategy<String>,
) -> BoxedStrategy<String> {
    let parts = (first.clone(), second.clone());
    parts
        .prop_map(move |(first, second)| form.replace("§0", &first).replace("§1", &second))
        .boxed()
}

impl Expressions {
    /// Variables, members of the context, and values as they are written.
    fn leaves() -> Self {
        let text = one(&[
            "t",
            "t",
            "ctx.args.t",
            "ctx.args.t",
            "ctx.stash.t",
            "ctx.result.items[0].t",
            "ctx.identity?.t",
            "'a'",
            "'a,b'",
            "''",
            "'ß😀'",
            "' a '",
        ]);
        let number = one(&[
            "n",
            "n",
            "ctx.args.n",
            "ctx.stash.o.n",
            "ctx.args.l.length",
            "ctx.args?.t?.length",
            "0",
            "1",
            "2.5",
            "-3",
        ]);
        let list = one(&[
            "l",
            "l",
            "ctx.args.l",
            "ctx.stash.l",
            "ctx.result.items",
            "ctx.args['l']",
            "[]",
            "['a', 1]",
            "[[1], {}]",
        ]);
        let object = one(&[
            "o",
            "o",
            "ctx.args.o",
            "ctx.stash.o",
            "ctx.stash",
            "ctx.result",
            "ctx.result?.items[0]",
            "({})",
            "({ t: 'x', n: 1 })",
        ]);
        let odd = one(&[
            "null",
            "undefined",
            "true",
            "ctx.args.x",
            "ctx.stash.x",
            "ctx.args.none?.a",
            "ctx.identity",
            "ctx.source",
            "o?.x?.[0]",
            "l[9]",
            "ctx",
            "o.constructor",
            "o.__proto__",
            "1e21",
        ]);
        Self::with_any(text, number, list, object, &odd)
    }

    fn with_any(
        text: BoxedStrategy<String>,
        number: BoxedStrategy<String>,
        list: BoxedStrategy<String>,
        object: BoxedStrategy<String>,
        odd: &BoxedStrategy<String>,
    ) -> Self {
        let any = prop_oneof![
            3 => text.clone(), 3 => number.clone(), 3 => list.clone(), 3 => object.clone(), 1 => odd.clone(),
        ];
        let any = any.boxed();
        Self {
            text,
            number,
            list,
            object,
            any,
        }
    }

    /// Expressions of these.
    fn deeper(&self) -> Self {
        let Self {
            text,
            number,
            list,
            object,
            any,
        } = self;
        let texts = prop_oneof![
            4 => text.clone(),
            1 => form("`<${§0}-${§1}>`", text, number),
            1 => form("(§0 + §1)", text, any),
            1 => form("§0.toUpperCase().concat(§1)", text, number),
            1 => form("§0.toLowerCase().trim()", text, text),
            1 => form("§0.slice(§1)", text, number),
            1 => form("§0.join(§1)", list, text),
            1 => form("(§0 ?? §1)", text, text),
            1 => form("JSON.stringify(§0)", any, any),
            1 => form("String(§0)", any, any),
            1 => form("(typeof §0)", any, any),
            1 => form("util.urlEncode(§0)", text, text),
            1 => one(&["util.autoId()", "util.time.nowISO8601()", "util.authType()"]),
            1 => form("Object.keys(§0)[0]", object, any),
        ];
        let numbers = prop_oneof![
            4 => number.clone(),
            1 => form("(§0 + §1)", number, number),
            1 => form("(§0 - §1)", number, number),
            1 => form("(§0 * §1)", number, number),
            1 => form("(§0 / §1)", number, number),
            1 => form("(§0 % §1)", number, number),
            1 => form("(- §0)", number, number),
            1 => form("Math.floor(§0)", number, number),
            1 => form("Math.ceil(§0)", number, number),
            1 => form("Math.max(§0, §1)", number, number),
            1 => form("Math.min(§0, §1)", number, number),
            1 => form("§0.indexOf(§1)", text, text),
            1 => form("§0.indexOf(§1)", list, any),
            1 => form("Object.keys(§0).length", any, any),
            1 => form("§0.push(§1)", list, any),
        ];
        let tests = prop_oneof![
            form("(§0 === §1)", any, any),
            form("(§0 !== §1)", any, any),
            form("(§0 == §1)", any, any),
            form("(§0 != §1)", any, any),
            form("(§0 < §1)", number, number),
            form("(§0 >= §1)", number, number),
            form("(§0 > §1)", text, text),
            form("(§0 <= §1)", text, text),
            form("(!§0)", any, any),
            form("§0.includes(§1)", text, text),
            form("§0.includes(§1)", list, any),
            form("§0.startsWith(§1)", text, text),
            form("§0.endsWith(§1)", text, text),
            form("Array.isArray(§0)", any, any),
            form("Object.hasOwn(§0, §1)", object, text),
            form("§0.some((item) => item === §1)", list, any),
            form("§0.every((item, at) => at < §1)", list, number),
        ];
        let tests = tests.boxed();
        let lists = prop_oneof![
            4 => list.clone(),
            1 => form("[§0, ...§1]", any, list),
            1 => form("§0.map((item) => [item, §1])", list, any),
            1 => form("§0.map(({ t, ...rest }, at) => ({ t, rest, at }))", list, any),
            1 => form("§0.filter((item) => item !== §1)", list, any),
            1 => form("§0.slice(§1)", list, number),
            1 => form("§0.concat(§1)", list, list),
            1 => form("§0.split(§1)", text, text),
            1 => form("Object.entries(§0)", object, any),
            1 => form("Object.values(§0)", object, any),
            1 => form("Object.keys(§0)", object, any),
        ];
        let objects = prop_oneof![
            4 => object.clone(),
            1 => form("({ x: §0, ...§1, n: 1 })", any, object),
            1 => form("({ [§0]: §1 })", text, any),
            1 => form("Object.assign(§0, §1)", object, object),
            1 => form("util.dynamodb.toDynamoDB(§0)", any, any),
            1 => form("util.dynamodb.toMapValues(§0)", object, any),
            1 => form("JSON.parse(JSON.stringify(§0))", object, any),
            1 => form("twice(§0, §1)", any, any),
            1 => form("ddb.get({ key: §0, consistentRead: §1 })", object, any),
            1 => form("put({ key: §0, item: §1, condition: { t: { ne: 'a' } }, _version: 1 })", object, object),
            1 => form("ddb.remove({ key: §0, condition: §1 })", object, object),
            1 => form("ddb.update({ key: { t: 'k' }, update: §0, condition: null })", object, any),
            1 => form(
                "ddb.update({ key: { t: 'k' }, update: { a: operations.increment(§0), b: operations.append(§1),
                   c: operations.remove(), d: §1, e: [operations.updateListItem(§0, 1)] } })",
                any, any,
            ),
            1 => form("ddb.query({ query: { t: { eq: §0 } }, limit: §1, index: 'i', scanIndexForward: false })", any, number),
            1 => form("ddb.scan({ filter: { n: { gt: §0 } }, nextToken: §1, projection: ['t', 'o.t', 't'] })", number, any),
        ];
        let odd = prop_oneof![
            form("(§0 && §1)", any, any),
            form("(§0 || §1)", any, any),
            form("(§0 ?? §1)", any, any),
            form("(§0 ? §1 : null)", &tests, any),
            form("§0[§1]", list, number),
            form("§0[§1]", object, text),
            form("§0?.x?.n", any, any),
            form("§0?.slice?.(§1)", any, any),
            form("§0.find((item) => item?.t === §1)", list, text),
            form("§0.forEach((item) => { o.last = item; })", list, any),
            form("util.isNull(§0)", any, any),
            tests.clone(),
        ];
        Self::with_any(
            texts.boxed(),
            numbers.boxed(),
            lists.boxed(),
            objects.boxed(),
            &odd.boxed(),
        )
    }
}

fn statement(of: &Expressions) -> BoxedStrategy<String> {
    let Expressions {
        text,
        number,
        list,
        object,
        any,
    } = of;
    let single = prop_oneof![
        form("t = §0;", text, any),
        form("t += §0;", text, any),
        form("n = §0;", number, any),
        form("n -= §0;", number, any),
        form("l = §0;", list, any),
        form("o = §0;", object, any),
        form("o.x = §0;", any, any),
        form("o.x ??= §0;", any, any),
        form("o[§0] = §1;", text, any),
        form("o.inner = o.inner ?? {}; o.inner.x = §0;", any, any),
        form("l.push(§0, §1);", any, any),
        form("l[0] = §0;", any, any),
        form("delete o.x; delete o[§0];", text, any),
        form("ctx.stash.x = §0;", any, any),
        form("ctx.stash.o.x = §0;", any, any),
        form("ctx.stash.l.push(§0);", any, any),
        form("ctx.args.x = §0;", any, any),
        form(
            "{ const { t: u = 'd', ...others } = §0; o = { u, others }; }",
            object,
            any
        ),
        form(
            "{ const [first, , third = 3] = §0; o.pair = [first, third]; }",
            list,
            any
        ),
        form("console.log(§0, §1);", any, any),
        form("util.appendError('careful', 'Kind', §0);", any, any),
        form("extensions.setSubscriptionFilter(§0);", object, any),
    ];
    let ends = prop_oneof![
        form("return §0;", any, any),
        form("util.error(§0, 'Kind', §1);", text, any),
        form("runtime.earlyReturn(§0, { skipTo: 'END' });", any, any),
        one(&["util.unauthorized();"]),
    ];
    let statement = prop_oneof![12 => single, 1 => ends].boxed();
    let nested = prop_oneof![
        form("if (§0) { §1 } else { n = 1; }", any, &statement),
        form(
            "for (const item of §0) { o.item = item; §1 }",
            list,
            &statement
        ),
        form(
            "for (const name in §0) { if (name === 'x') break; §1 }",
            object,
            &statement
        ),
        form(
            "switch (§0) { case 'a': §1 break; case 1: n = 2; default: t = 'd'; }",
            any,
            &statement
        ),
    ];
    prop_oneof![3 => statement, 1 => nested].boxed()
}

/// A module with a handler for requests.
pub(crate) fn code() -> impl Strategy<Value = String> {
    let expressions = Expressions::leaves().deeper().deeper();
    (vec(statement(&expressions), 1..4), expressions.any).prop_map(|(statements, last)| {
        format!(
            "import {{ util, runtime, extensions }} from '@aws-appsync/utils';
             import * as ddb from '@aws-appsync/utils/dynamodb';
             import {{ operations, put }} from '@aws-appsync/utils/dynamodb';
             const KNOWN = ['a', 'b'];
             const twice = (value, other = KNOWN) => ({{ value, other }});
             export function request(ctx) {{
             let t = 'text'; let n = 2; let l = [1, 'b']; let o = {{ t, n, l }};
             {}
             return [{last}, t, n, l, o];
             }}",
            statements.join("\n")
        )
    })
}

fn json_value() -> impl Strategy<Value = Value> {
    let scalar = select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(3),
        json!(-1.5),
        json!("a"),
        json!(""),
        json!("x,y"),
        json!("ß"),
    ]);
    scalar.prop_recursive(3, 12, 3, |inner| {
        let name = prop_oneof![
            9 => select(vec!["t", "n", "l", "o", "x"]),
            1 => select(vec!["0", "length", "constructor", "__proto__"]),
        ];
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::Array),
            vec((name, inner), 0..4).prop_map(|members| {
                let members = members.into_iter();
                Value::Object(
                    members
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

/// An object whose members have the types that their names tell, for the most part.
fn typed() -> impl Strategy<Value = Value> {
    let members = (
        select(vec!["", "a", "b,c", "a::b", "ß😀"]),
        select(vec![json!(0), json!(1), json!(2.5), json!(1.0), json!(-7)]),
        vec(json_value(), 0..3),
        json_value(),
        vec(0..12, 5),
    );
    members.prop_map(|(t, n, l, x, lots)| {
        let o = json!({ "t": "in", "n": n, "x": x });
        let members = [
            ("t", json!(t)),
            ("n", n),
            ("l", json!(l)),
            ("o", o),
            ("x", x),
        ];
        let mut object = json!({});
        for ((name, value), lot) in members.into_iter().zip(lots) {
            match lot {
                0 => {}
                1 => object[name] = Value::Null,
                _ => object[name] = value,
            }
        }
        object
    })
}

pub(crate) fn context() -> impl Strategy<Value = Context> {
    (typed(), typed(), vec(typed(), 0..3), json_value()).prop_map(
        |(arguments, stash, items, identity)| Context {
            arguments,
            identity,
            stash,
            result: json!({ "items": items }),
            ..Context::default()
        },
    )
}
