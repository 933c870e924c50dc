//! Generated halves in generated contexts: both printings do the same.

use appsynth_program::{
    Comparison, Condition, CtxPath, Expr, Half, Kind, Name, Present, Stmt, all, any, append_error,
    arg, args, comment, compare, concat, contains, count, early_return, empty_list, empty_map,
    end_if, error_with, for_each, for_entries, has_key, identity, if_, if_else, is, is_empty,
    is_null, is_true, item, join, keys, let_, list, map, not, null, push, put, put_all, remove,
    return_, same, set, split, starts_with, stash, stash_put, text, to_dynamodb, to_map_values,
    unauthorized, var,
};
use appsynth_util::Context;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use crate::agreement::evaluations;

/// Texts that mean something to Velocity or to JavaScript.
const HOSTILE: &[&str] = &[
    "id",
    "class",
    "constructor",
    "toString",
    "empty",
    "length",
    "a-b",
    "it's",
    "''",
    "say \"x\"",
    "$ctx.args.id",
    "$!{x}",
    "${id}",
    "`${ctx}`",
    "#end",
    "#if(true)",
    "##",
    "#*",
    "#[[",
    "*/ //",
    "\\",
    "\\'",
    "\\$id",
    "line\nbreak\r\t",
    "\u{2028}\u{0}",
    "é☃😀",
    "",
    " ",
    "#",
    "$",
    "null",
    "true",
    "[x]",
];

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(HOSTILE).prop_map(str::to_owned),
        1 => "[$#'\"\\\\{}a`!]{0,6}",
    ]
}

/// A member that is asked for, which may be one that no object has and all seem to have.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![9 => hostile(), 1 => Just("__proto__".to_owned())]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any_bool().prop_map(Value::Bool),
        (-3_i64..100).prop_map(Value::from),
        hostile().prop_map(Value::String),
    ]
}

fn any_bool() -> impl Strategy<Value = bool> {
    proptest::bool::ANY
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    vec((hostile(), value), 0..4).prop_map(|members| Value::Object(members.into_iter().collect()))
}

fn json_value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::Array),
            object(inner)
        ]
    })
}

/// Arguments whose names tell their types; any of them may be null or missing.
fn arguments() -> impl Strategy<Value = Value> {
    let typed = (
        json_value(),
        hostile(),
        object(json_value()),
        vec(json_value(), 0..3),
        vec(hostile(), 0..3),
        object(json_value()),
    );
    (typed, vec(0..3, 6)).prop_map(|((any, text, map, list, texts, more), presence)| {
        let mut arguments = more;
        let typed = [
            ("any", any),
            ("text", json!(text)),
            ("map", map),
            ("list", Value::Array(list)),
            ("texts", json!(texts)),
        ];
        for ((name, value), presence) in typed.into_iter().zip(presence) {
            match presence {
                0 => {}
                1 => arguments[name] = Value::Null,
                _ => arguments[name] = value,
            }
        }
        arguments
    })
}

fn context() -> impl Strategy<Value = Context> {
    let identity = prop_oneof![
        Just(Value::Null),
        Just(json!({})),
        object(json_value()).prop_map(|claims| json!({ "claims": claims })),
    ];
    (arguments(), identity, object(json_value()), json_value()).prop_map(
        |(arguments, identity, stash, result)| Context {
            arguments,
            identity,
            stash,
            result,
            ..Context::default()
        },
    )
}

/// Variables that every generated half declares first, and the element of a loop that may be around.
#[derive(Debug, Clone, Copy, PartialEq)]
enum In {
    Half,
    Loop,
}

fn maybe_text() -> BoxedStrategy<Expr> {
    prop_oneof![
        hostile().prop_map(text),
        Just(arg("text")),
        Just(var("t").into())
    ]
    .boxed()
}

fn sure_text() -> BoxedStrategy<Expr> {
    let part = prop_oneof![
        3 => maybe_text(),
        1 => (-9_i64..9).prop_map(Expr::from),
        1 => any_bool().prop_map(Expr::from),
        1 => Just(null()),
        1 => (maybe_text(), hostile()).prop_map(|(value, other)| value.or(other).into()),
    ];
    prop_oneof![
        2 => hostile().prop_map(text),
        2 => vec(part, 0..4).prop_map(|parts| concat(parts).into()),
        1 => (texts(), hostile()).prop_map(|(list, separator)| join(list, separator).into()),
        1 => Just(var("t").into()),
    ]
    .boxed()
}

fn texts() -> BoxedStrategy<Expr> {
    prop_oneof![
        Just(arg("texts")),
        maybe_map().prop_map(|map| keys(map).into()),
        (
            maybe_text(),
            select(
                &[
                    "#", "$", "-", "|", ".", "^", "\\", "'", "a", "::", "$a", "\\.", "[^"
                ][..]
            )
        )
            .prop_map(|(text, separator)| split(text, separator)),
        vec(hostile().prop_map(text), 0..3).prop_map(|texts| list(texts).into()),
    ]
    .boxed()
}

fn maybe_map() -> BoxedStrategy<Expr> {
    prop_oneof![
        5 => whole_map(),
        1 => Just(Expr::Ctx(CtxPath::Stash)),
    ]
    .boxed()
}

/// A map that can be put into the stash, which must not come to contain itself.
fn whole_map() -> BoxedStrategy<Expr> {
    prop_oneof![
        2 => Just(arg("map")),
        1 => Just(args()),
        1 => Just(identity().get("claims")),
        1 => Just(arg("map").or(empty_map()).into()),
        1 => Just(map([("it's $5", text("v")), ("k", null())]).into()),
    ]
    .boxed()
}

fn maybe_list() -> BoxedStrategy<Expr> {
    prop_oneof![
        2 => Just(arg("list")),
        1 => texts(),
        1 => Just(arg("list").or(empty_list()).into()),
        1 => vec(maybe_text(), 0..3).prop_map(|elements| list(elements).into()),
    ]
    .boxed()
}

fn value(within: In) -> BoxedStrategy<Expr> {
    let element = if within == In::Loop {
        item("x")
    } else {
        null()
    };
    let leaf = prop_oneof![
        2 => Just(arg("any")),
        2 => (maybe_map(), name()).prop_map(|(map, name)| map.get(name)),
        2 => (maybe_map(), sure_text()).prop_map(|(map, name)| map.get(name)),
        1 => sure_text(),
        1 => maybe_text(),
        1 => maybe_list(),
        1 => whole_map(),
        1 => Just(element),
        1 => any_bool().prop_map(Expr::from),
        1 => (-9_i64..9).prop_map(Expr::from),
        1 => maybe_list().prop_map(|list| count(list).into()),
        1 => Just(var("v").into()),
        1 => name().prop_map(stash),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|elements| list(elements).into()),
            vec((name(), inner.clone()), 0..3).prop_map(|members| {
                let members: std::collections::BTreeMap<_, _> = members.into_iter().collect();
                map(members).into()
            }),
            (inner.clone(), inner.clone())
                .prop_map(|(value, other)| value.or(other_or_text(other)).into()),
            inner.clone().prop_map(|value| to_dynamodb(value).into()),
            whole_map().prop_map(to_map_values),
        ]
    })
    .boxed()
}

fn other_or_text(value: Expr) -> Present {
    value.or("")
}

fn condition(within: In) -> BoxedStrategy<Condition> {
    let comparison = select(vec![
        Comparison::Equal,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ]);
    let kind = select(vec![
        Kind::Text,
        Kind::Number,
        Kind::Boolean,
        Kind::List,
        Kind::Map,
    ]);
    let sized = prop_oneof![sure_text(), maybe_text(), maybe_list(), maybe_map()];
    let any_value = || value(within);
    let leaf = prop_oneof![
        any_value().prop_map(is_null),
        sized.prop_map(is_empty),
        (kind, any_value()).prop_map(|(kind, value)| is(kind, value)),
        any_value().prop_map(is_true),
        Just(is_true(var("b"))),
        (any_value(), any_value()).prop_map(|(left, right)| same(left, right)),
        (sure_text(), any_value()).prop_map(|(left, right)| same(left, right)),
        (maybe_text(), sure_text()).prop_map(|(left, right)| same(left, right)),
        (any_value(), comparison, any_value())
            .prop_map(|(left, comparison, right)| compare(left, comparison, right)),
        (any_value(), any_value()).prop_map(|(list, element)| contains(list, element)),
        (maybe_list(), sure_text()).prop_map(|(list, element)| contains(list, element)),
        (any_value(), hostile()).prop_map(|(value, beginning)| starts_with(value, beginning)),
        (maybe_map(), sure_text()).prop_map(|(map, name)| has_key(map, name)),
        (maybe_map(), name()).prop_map(|(map, name)| has_key(map, name)),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(not),
            vec(inner.clone(), 0..3).prop_map(all),
            vec(inner, 0..3).prop_map(any),
        ]
    })
    .boxed()
}

fn statement(within: In, depth: usize) -> BoxedStrategy<Stmt> {
    let simple = prop_oneof![
        3 => (name(), value(within)).prop_map(|(name, value)| put("m", name, value)),
        2 => (sure_text(), value(within)).prop_map(|(name, value)| put("m", name, value)),
        2 => (name(), value(within)).prop_map(|(name, value)| stash_put(name, value)),
        1 => (maybe_map(), Just(())).prop_map(|(map, ())| put_all("m", map)),
        1 => hostile().prop_map(|name| remove("m", name)),
        1 => sure_text().prop_map(|name| remove("m", name)),
        2 => value(within).prop_map(|value| push("l", value)),
        1 => sure_text().prop_map(|text| set("t", concat([text]))),
        1 => value(within).prop_map(|value| set("v", value.or(0))),
        1 => any_bool().prop_map(|value| set("b", value)),
        1 => hostile().prop_map(comment),
        1 => sure_text().prop_map(|message| append_error(concat([message]), "Type")),
    ];
    if depth == 0 {
        return simple.boxed();
    }
    let block = move |within| vec(statement(within, depth - 1), 0..3);
    let ending = prop_oneof![
        value(within).prop_map(early_return),
        (sure_text(), value(within), value(within)).prop_map(|(message, data, info)| {
            error_with(concat([message]), "Type", data, info)
        }),
        Just(unauthorized()),
    ];
    prop_oneof![
        6 => simple,
        2 => (condition(within), block(within)).prop_map(|(condition, body)| if_(condition, body)),
        1 => (condition(within), block(within), block(within))
            .prop_map(|(condition, then, otherwise)| if_else(condition, then, otherwise)),
        1 => (vec((condition(within), block(within)), 1..3), block(within))
            .prop_map(|(branches, otherwise)| Stmt::If(branches, otherwise)),
        1 => (maybe_list(), block(In::Loop)).prop_map(|(list, body)| for_each("x", list, body)),
        1 => (whole_map(), block(In::Loop), sure_text()).prop_map(|(map, mut body, key)| {
            body.push(put("m", item("k"), item("x")));
            body.push(let_("inner", concat([item("k"), key])));
            body.push(push("l", var("inner")));
            for_entries(("k", "x"), map, body)
        }),
        1 => (condition(within), ending).prop_map(|(condition, end)| if_(condition, [end])),
    ]
    .boxed()
}

fn half() -> impl Strategy<Value = Half> {
    let body = vec(statement(In::Half, 2), 0..6);
    (body, condition(In::Half), value(In::Half)).prop_map(|(body, condition, value)| {
        let declared = [
            let_("m", empty_map()),
            let_("l", empty_list()),
            let_("t", "$t"),
            let_("v", 0),
            let_("b", false),
        ];
        let everything = ["m", "l", "t", "v", "b"].map(|name| var(Name::from(name)).into());
        Half::new(
            declared.into_iter().chain(body),
            end_if(
                condition,
                Half::new([], return_(list(everything))),
                Half::new([], return_(value)),
            ),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_printings_of_a_half_do_the_same(half in half(), contexts in vec(context(), 1..4)) {
        evaluations(&half, &contexts);
    }
}
