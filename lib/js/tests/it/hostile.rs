//! Code that means harm or goes astray ends with an error, and the engine goes on.

use std::time::Duration;

use appsynth_js::{Engine, EngineOptions};
use appsynth_util::{Context, Half, Host, Outcome};
use proptest::prelude::*;
use serde_json::json;

use crate::engine;

fn limited() -> Engine {
    Engine::new(EngineOptions {
        time_limit: Duration::from_secs(1),
        memory_limit: 8 * 1024 * 1024,
        workers: 1,
        ..EngineOptions::new(Host::system())
    })
}

/// Runs statements under tight limits, then something harmless on the same engine.
fn error(statements: &str) -> String {
    let engine = limited();
    let run = |statements: &str| {
        let code = format!("export function request(ctx) {{ {statements} }}");
        engine
            .compile("test.js", &code)
            .unwrap_or_else(|error| panic!("{error}"))
            .evaluate_blocking(Half::Request, &Context::default())
            .outcome
    };
    let outcome = run(statements);
    assert_eq!(
        run("return [1].map((n) => n + 1);"),
        Outcome::Value(json!([2]))
    );
    match outcome {
        Outcome::Error(error) => error.message,
        other => panic!("no error: {other:?}"),
    }
}

const TIME: &str = "the code ran longer than 1000 ms";
const MEMORY: &str = "the code used more than 8192 KiB of memory";

#[test]
fn loops_that_take_too_long_end() {
    assert_eq!(
        error(
            "const a = ' '.repeat(1000); let n = 0;
             for (const x of a) for (const y of a) for (const z of a) n += 1;"
        ),
        TIME
    );
}

#[test]
fn endless_loops_end_after_their_rounds() {
    let module = limited().compile(
        "test.js",
        "export function request() {
           const a = [1]; for (const n of a) { a.shift(); a.push(n); a.push(n); }
           return a.length;
         }",
    );
    let module = module.unwrap_or_else(|error| panic!("{error}"));
    let evaluation = module.evaluate_blocking(Half::Request, &Context::default());
    assert_eq!(evaluation.outcome, Outcome::Value(json!(1001)));
}

#[test]
fn endless_native_functions_end() {
    assert_eq!(
        error("const a = []; a.length = 4294967295; return a.lastIndexOf(1) + a.indexOf(1);"),
        TIME
    );
}

#[test]
fn native_functions_that_cannot_be_interrupted_end() {
    assert_eq!(
        error("return 'a'.repeat(600000).indexOf('a'.repeat(300000) + 'b');"),
        TIME
    );
}

#[test]
fn memory_bombs_end() {
    assert_eq!(error("return 'x'.repeat(100000000);"), MEMORY);
    assert!(!error("return 'x'.padEnd(1000000000);").is_empty());
    assert_eq!(
        error(
            "const a = ['x']; for (const s of a) for (const t of a) a.push('some more text' + t);"
        ),
        MEMORY
    );
}

#[test]
fn deep_recursion_ends() {
    for statements in [
        "const f = (n) => f(n + 1) + 1; return f(0);",
        "const f = () => [1, 2].forEach(f); f();",
    ] {
        let message = error(statements);
        assert!(message.contains("call stack"), "{message}");
    }
}

#[test]
fn deep_values_are_refused() {
    let message = error("let a = []; for (const n of ' '.repeat(300)) { a = [a]; } return a;");
    assert!(message.contains("recursion limit"), "{message}");
}

#[test]
fn values_that_are_large_only_when_written_out_are_refused() {
    assert_eq!(
        error(
            "let a = ['x'.repeat(10000)]; for (const n of ' '.repeat(60)) { a = [a, a]; } return a;"
        ),
        MEMORY
    );
    for shared in [
        "Object('x'.repeat(100000))",
        "Object.assign(Object.create(null), { text: 'x'.repeat(100000) })",
        "'x'.repeat(100000)",
    ] {
        let statements = format!(
            "const shared = {shared}; const a = [];
             for (const n of ' '.repeat(150)) {{ a.push(shared); }} return a;"
        );
        assert_eq!(error(&statements), MEMORY, "{shared}");
    }
    let message = error("const a = []; a.length = 4294967295; return a;");
    assert!([MEMORY, TIME].contains(&message.as_str()), "{message}");
}

#[test]
fn values_within_themselves_are_refused() {
    assert_eq!(
        error("const a = {}; a.b = [{ a, c: a }]; return a;"),
        "circular reference"
    );
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
    ] {
        let depth = 30_000 / before.len().max(1) / 2;
        let code = format!(
            "export const request = (ctx) => {}1{};",
            before.repeat(depth),
            after.repeat(depth)
        );
        // Whether it compiles does not matter.
        drop(limited().compile("test.js", &code));
    }
}

#[test]
fn conversions_run_code_of_the_user() {
    assert_eq!(
        error("return { toJSON: () => util.error('from toJSON') };"),
        "from toJSON"
    );
    assert_eq!(
        error("ctx.stash = { toJSON: () => util.error('x') }; util.error('stop');"),
        "stop"
    );
    assert_eq!(
        error("util.error({ toString: 1, toJSON: () => 'text' });"),
        "text"
    );
}

#[test]
fn regular_expressions_that_backtrack_end() {
    let message =
        error("return util.matches('(a+)+$', 'a'.repeat(40) + 'b') ? 1 : util.error('no match');");
    assert!(!message.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_code_panics(code in "(export |const |function |request|\\(|\\)|\\{|\\}|ctx|=>|=|;|`|\\$\\{|'|\"|\\.|,|1|\n|é|/|\\*|import |from |\\[|\\]|\\?|async |yield |x|:|\\\\){0,40}") {
        run(&code);
    }

    #[test]
    fn no_expression_panics(expression in "(ctx|util|\\.dynamodb|\\.toMapValues|\\(|\\)|\\[|\\]|\\.args|\\.map|=>|x|1|-|\\+|'a'|,|\\.|null|NaN|\\{|\\}|:|console\\.log|JSON\\.parse){0,25}") {
        run(&format!("export const request = (ctx) => {expression};"));
    }
}

fn run(code: &str) {
    if let Ok(module) = engine().compile("test.js", code) {
        module.evaluate_blocking(Half::Request, &Context::default());
    }
}

#[tokio::test]
async fn work_whose_evaluation_cannot_be_stopped_is_given_up() {
    let engine = limited();
    let compile = |body: &str| {
        let code = format!("export function request(ctx) {{ {body} }}");
        engine.compile("test.js", &code).expect("valid code")
    };
    let endless = compile("const a = []; a.length = 4294967295; a.sort(); return a.length;");
    let harmless = compile("return ctx.args.a;");
    let context = |a: u32| Context {
        arguments: json!({ "a": a }),
        ..Context::default()
    };
    let (first, again) = (harmless.clone(), harmless.clone());
    let given_up = engine.run(move |evaluator| {
        evaluator.evaluate(&first, Half::Request, &context(1));
        evaluator.evaluate(&endless, Half::Request, &context(2));
    });
    assert_eq!(given_up.await.expect_err("endless").message, TIME);
    let outcomes = engine.run(move |evaluator| {
        [3, 4].map(|a| {
            evaluator
                .evaluate(&again, Half::Request, &context(a))
                .outcome
        })
    });
    assert_eq!(
        outcomes.await.expect("an answer"),
        [3, 4].map(|a| Outcome::Value(json!(a)))
    );
}
