//! Handlers that are not run, or that get a part of their context only, give what they would give otherwise.

use std::sync::LazyLock;

use appsynth_js::{Engine, EngineOptions, Module};
use appsynth_util::{Context, Evaluation, Half, Host, Outcome};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(EngineOptions {
        workers: 1,
        plain: false,
        ..EngineOptions::new(Host::system())
    })
});

fn compile(before: &str, body: &str) -> Module {
    let code = format!("export function response(ctx) {{{before}\n{body}\n}}");
    let compiled = ENGINE.compile("code.js", &code);
    compiled.unwrap_or_else(|error| panic!("{error}: {code}"))
}

/// The way to a member of the context.
fn path() -> impl Strategy<Value = String> {
    let of_context = select(vec![
        "args",
        "arguments",
        "identity",
        "source",
        "stash",
        "prev",
        "result",
        "error",
        "outErrors",
        "none",
    ]);
    let step = (
        select(vec![".", "?."]),
        select(vec![
            "result",
            "a",
            "b",
            "length",
            "constructor",
            "__proto__",
        ]),
    );
    let steps = prop::collection::vec(step.prop_map(|(dot, name)| format!("{dot}{name}")), 0..3);
    (select(vec![".", "?."]), of_context, steps)
        .prop_map(|(dot, member, steps)| format!("ctx{dot}{member}{}", steps.concat()))
}

fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => path(),
        1 => path().prop_map(|path| format!("{path} ?? null")),
        1 => path().prop_map(|path| format!("typeof {path}")),
        1 => path().prop_map(|path| format!("Object.keys({path} ?? {{}}).length")),
        1 => path().prop_map(|path| format!("({path})?.['a']")),
        1 => path().prop_map(|path| format!("{path}?.hasOwnProperty('a')")),
        1 => path().prop_map(|path| format!("{path}?.toString()")),
        1 => Just("{}".to_owned()),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("[{one}, {other}]")),
            (inner.clone(), path()).prop_map(|(one, path)| format!("({{ ...{path}, x: {one} }})")),
            inner.prop_map(|one| format!("[1].map((a) => {one})")),
        ]
    })
}

fn body() -> impl Strategy<Value = String> {
    let before = prop_oneof![
        4 => Just(String::new()),
        2 => path().prop_map(|path| format!("if ({path}) {{ return 'early'; }}")),
        2 => path().prop_map(|path| format!("if ({path} !== null) {{ return 'early'; }}")),
        1 => path().prop_map(|path| format!("const {{ a, b = 2 }} = {path} ?? {{}};")),
        1 => Just("const { args, stash: { a } } = ctx;".to_owned()),
        1 => expression().prop_map(|value| format!("ctx.stash.a = {value};")),
        1 => expression().prop_map(|value| format!("ctx.args.b = {value};")),
        1 => Just("delete ctx.args.a;".to_owned()),
    ];
    let given = prop_oneof![2 => path(), 3 => expression()];
    (before, given).prop_map(|(before, given)| format!("{before}\nreturn {given};"))
}

/// What JavaScript keeps as it is.
fn kept() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!({}),
        json!({"a": 1, "b": null}),
        json!({"result": {"a": [1.5], "b": "text"}}),
        json!({"a": {"a": 1, "length": 2}, "result": null}),
        json!({"__proto__": {"a": 1}, "constructor": 2}),
        json!([1, {"a": 2}]),
        json!("text"),
        json!(0),
    ])
}

fn object(value: Value) -> Value {
    if value.is_object() {
        value
    } else {
        json!({"a": value})
    }
}

fn context() -> impl Strategy<Value = Context> {
    let rounded = select(vec![
        json!({"a": 1.0, "result": [9_007_199_254_740_993_u64]}),
        json!(2.0),
    ]);
    let member = prop_oneof![4 => kept(), 1 => rounded];
    let members = prop::array::uniform6(member);
    // The stash of handlers that do not see it is not JavaScript's.
    (members, kept().prop_map(object)).prop_map(|(members, stash)| {
        let [arguments, identity, source, prev, result, error] = members;
        Context {
            arguments: object(arguments),
            identity,
            source,
            stash,
            prev,
            result,
            error,
            ..Context::default()
        }
    })
}

proptest! {
    #[test]
    fn they_give_what_the_whole_gives(body in body(), context in context()) {
        // Who hands its context on is run, with all of it.
        let whole = compile("[ctx];", &body).evaluate_blocking(Half::Response, &context);
        let module = compile("", &body);
        let short = module.evaluate_blocking(Half::Response, &context);
        prop_assert_eq!(short.stash_of(&context), whole.stash_of(&context), "{}", body);
        let whole = Evaluation { stash: short.stash.clone(), ..whole };
        prop_assert_eq!(&short, &whole, "{}", body);
        if let Some(value) = module.take_response(&mut context.clone()) {
            prop_assert_eq!(whole.outcome, Outcome::Value(value), "{}", body);
        }
    }
}
