//! What handlers get and give.

use appsynth_js::{Engine, EngineOptions};
use appsynth_util::{Context, Half, Host, Outcome};
use serde_json::{Value, json};

use crate::{compile, request};

#[test]
fn every_member_of_the_context_is_there() {
    let context = Context {
        arguments: json!({"a": 1}),
        identity: json!({"username": "me"}),
        source: json!({"s": 1}),
        stash: json!({"k": "v"}),
        prev: json!({"result": 3}),
        result: json!([1]),
        error: json!({"message": "m", "type": "T"}),
        request: json!({"headers": {"h": "1"}, "domainName": null}),
        info: json!({"fieldName": "f"}),
        env: json!({"TABLE": "t"}),
    };
    let code = "export const request = (ctx) => ({ ...ctx, same: ctx.args === ctx.arguments });";
    let Outcome::Value(value) = request(code, context.clone()).outcome else {
        panic!("no value");
    };
    for (name, member) in [
        ("args", &context.arguments),
        ("arguments", &context.arguments),
        ("identity", &context.identity),
        ("source", &context.source),
        ("stash", &context.stash),
        ("prev", &context.prev),
        ("result", &context.result),
        ("error", &context.error),
        ("request", &context.request),
        ("info", &context.info),
        ("env", &context.env),
        ("same", &json!(true)),
    ] {
        assert_eq!(&value[name], member, "{name}");
    }
}

#[test]
fn functions_that_every_object_has_see_every_member() {
    let context = Context {
        source: json!({"s": 1}),
        ..Context::default()
    };
    let code =
        "export const request = (ctx) => [ctx.hasOwnProperty('source'), ctx.valueOf().source];";
    assert_eq!(
        request(code, context).outcome,
        Outcome::Value(json!([true, {"s": 1}]))
    );
}

#[test]
fn members_of_members_are_there_whatever_they_are() {
    let context = Context {
        identity: json!({"username": "ada", "claims": {"iss": "i"}}),
        result: json!([1, 2]),
        source: json!("text"),
        stash: json!({"a": 1, "b": 2}),
        ..Context::default()
    };
    let code = "export const request = (ctx) => [
        ctx.identity.username, ctx.identity.claims?.iss, ctx.identity.sub === undefined,
        ctx.result.length, ctx.source.length, ctx.prev?.result === undefined, ctx.stash.a,
    ];";
    let evaluation = request(code, context.clone());
    let value = json!(["ada", "i", true, 2, 4, true, 1]);
    assert_eq!(evaluation.outcome, Outcome::Value(value));
    assert_eq!(evaluation.stash_of(&context), json!({"a": 1, "b": 2}));
}

#[test]
fn what_a_response_half_passes_on_is_moved_out_of_the_context() {
    let module = compile(
        "import { util } from '@aws-appsync/utils';
         export function response(ctx) {
             if (ctx.error) { util.error(ctx.error.message); }
             return ctx.result;
         }",
    );
    let mut context = Context {
        result: json!({"a": [1.0]}),
        error: json!({"message": "m"}),
        ..Context::default()
    };
    assert_eq!(module.take_response(&mut context), None);
    let evaluation = module.evaluate_blocking(Half::Response, &context);
    assert!(matches!(evaluation.outcome, Outcome::Error(error) if error.message == "m"));

    context.error = Value::Null;
    let evaluation = module.evaluate_blocking(Half::Response, &context);
    assert_eq!(evaluation.outcome, Outcome::Value(json!({"a": [1]})));
    assert_eq!(module.take_response(&mut context), Some(json!({"a": [1]})));
    assert_eq!(context.result, Value::Null);
}

#[test]
fn the_stash_comes_back_changed() {
    let context = Context {
        stash: json!({"kept": 1}),
        ..Context::default()
    };
    let changed = request(
        "export function request(ctx) { ctx.stash.added = [ctx.stash.kept]; return {}; }",
        context.clone(),
    );
    assert_eq!(changed.stash, Some(json!({"kept": 1, "added": [1]})));
    let replaced = request(
        "export function request(ctx) { ctx.stash = { n: 1 }; util.error('stop'); }",
        context,
    );
    assert_eq!(replaced.stash, Some(json!({"n": 1})));
}

#[test]
fn undefined_members_are_left_out_as_json_does() {
    let outcome = |code| request(code, Context::default()).outcome;
    assert_eq!(
        outcome(
            "export const request = () => ({ a: undefined, b: [undefined, NaN], c: () => 1 });"
        ),
        Outcome::Value(json!({"b": [null, null]}))
    );
    assert_eq!(
        outcome("export const request = () => { const unused = 1; };"),
        Outcome::Value(Value::Null)
    );
    assert_eq!(
        outcome("export const request = () => ['\\ud83d\\ude00', '\\ud83d', '\\u0000'];"),
        Outcome::Value(json!(["😀", "\u{FFFD}", "\0"]))
    );
}

#[test]
fn values_come_out_as_json_text_has_them() {
    let code = "export function request(ctx) {
        const sparse = [1];
        sparse.length = 3;
        return {
            2: 'second', 1: 'first',
            own: { toJSON: (name) => ({ name, gone: undefined }) },
            list: Object.assign([1], { toJSON: () => 'list' }),
            wrapped: [Object('text'), Object(1), Object(true)],
            bare: Object.assign(Object.create(null), { a: 1 }),
            get computed() { return [() => 1, undefined]; },
            ['\\ud800']: ['\\udc00', 'a\\u0000b'],
            ['n\\u0000ul']: 1,
            sparse, numbers: [1e20, 1e21, 12345678901234567890, -0, 0.1],
        };
    }";
    let Outcome::Value(value) = request(code, Context::default()).outcome else {
        panic!("no value");
    };
    assert_eq!(
        value.to_string(),
        concat!(
            r#"{"1":"first","2":"second","own":{"name":"own"},"list":"list","#,
            r#""wrapped":["text",1,true],"bare":{"a":1},"computed":[null,null],"#,
            "\"\u{FFFD}\":[\"\u{FFFD}\",\"a\\u0000b\"],\"n\\u0000ul\":1,",
            r#""sparse":[1,null,null],"numbers":[1e+20,1e+21,12345678901234567000,0,0.1]}"#,
        )
    );
}

#[test]
fn names_of_properties_that_javascript_knows_are_data() {
    let context = Context {
        arguments: json!({"__proto__": {"polluted": true}, "constructor": 1, "toString": "x"}),
        ..Context::default()
    };
    let code = "export function request(ctx) {
        const { polluted } = ctx.args;
        const copy = {};
        copy.constructor = ctx.args.constructor;
        return { polluted, copy, same: ctx.args };
    }";
    assert_eq!(
        request(code, context.clone()).outcome,
        Outcome::Value(json!({"copy": {"constructor": 1}, "same": context.arguments}))
    );
}

#[test]
fn the_response_half_is_a_handler_of_its_own() {
    let module = compile(
        "const double = (n) => n * 2;
         export function request(ctx) { return 'request'; }
         export const response = (ctx) => ctx.result.map(double);",
    );
    assert!(module.exports(Half::Request) && module.exports(Half::Response));
    let context = Context {
        result: json!([1, 2]),
        ..Context::default()
    };
    assert_eq!(
        module.evaluate_blocking(Half::Response, &context).outcome,
        Outcome::Value(json!([2, 4]))
    );
}

#[test]
fn handlers_may_be_exported_under_their_name_later() {
    let module =
        compile("const handle = (ctx) => 1;\nexport { handle as request, handle as response };");
    assert!(module.exports(Half::Response));
}

#[test]
fn a_half_that_is_not_exported_is_an_error() {
    let module = compile("export const request = (ctx) => 1;");
    assert!(!module.exports(Half::Response));
    let evaluation = module.evaluate_blocking(Half::Response, &Context::default());
    let Outcome::Error(error) = evaluation.outcome else {
        panic!("no error");
    };
    assert_eq!(
        error.message,
        "the code does not export a function `response`"
    );
}

#[tokio::test]
async fn evaluations_run_at_the_same_time() {
    let engine = Engine::new(EngineOptions {
        workers: 2,
        ..EngineOptions::new(Host::system())
    });
    let module = engine
        .compile("test.js", "export const request = (ctx) => ctx.args.n + 1;")
        .expect("valid code");
    let evaluations: Vec<_> = (0..20)
        .map(|n| {
            let module = module.clone();
            tokio::spawn(async move {
                let context = Context {
                    arguments: json!({"n": n}),
                    ..Context::default()
                };
                module.evaluate(Half::Request, &context).await.outcome
            })
        })
        .collect();
    for (n, evaluation) in evaluations.into_iter().enumerate() {
        assert_eq!(
            evaluation.await.expect("no panic"),
            Outcome::Value(json!(n + 1))
        );
    }
}
