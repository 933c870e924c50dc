//! Which statements ran.

use appsynth_js::{Engine, EngineOptions, Module};
use appsynth_util::{Context, Half, Host, Outcome};
use serde_json::{Value, json};

fn measured(code: &str) -> Module {
    let engine = Engine::new(EngineOptions {
        workers: 1,
        coverage: true,
        ..EngineOptions::new(Host::system())
    });
    match engine.compile("test.js", code) {
        Ok(module) => module,
        Err(error) => panic!("{error}"),
    }
}

fn run(module: &Module, arguments: Value) -> Outcome {
    let context = Context {
        arguments,
        ..Context::default()
    };
    module.evaluate_blocking(Half::Request, &context).outcome
}

fn covered(module: &Module) -> Vec<(usize, usize, u64)> {
    let covered = module.covered();
    covered
        .map(|one| (one.line, one.column, one.count))
        .collect()
}

#[test]
fn statements_are_counted_in_every_evaluation() {
    let module = measured(
        "import { util } from '@aws-appsync/utils';
export const twice = (n) => n * 2;
export function request(ctx) {
  const { n } = ctx.args;
  if (n > 1) return twice(n);
  else if (n < 0) {
    util.error('negative');
  }
  for (const m of [1, 2]) n
  return [n].map((m) => ({ m }))
}
export function response(ctx) { return 1 }",
    );
    assert_eq!(run(&module, json!({"n": 2})), Outcome::Value(json!(4)));
    assert_eq!(
        run(&module, json!({"n": 1})),
        Outcome::Value(json!([{"m": 1}]))
    );
    let mut places = covered(&module);
    places.sort_unstable();
    assert_eq!(
        places,
        [
            (2, 29, 1),
            (4, 3, 2),
            (5, 3, 2),
            (5, 14, 1),
            (6, 8, 1),
            (7, 5, 0),
            (9, 3, 1),
            (9, 27, 2),
            (10, 3, 1),
            (10, 25, 1),
            (12, 33, 0),
        ]
    );
}

#[test]
fn what_is_nested_at_one_place_ends_from_the_inside() {
    let module = measured(
        "export function request(ctx) {
  let f;
  if (ctx.args.n) if (ctx.args.n > 1) f = (a) => (b) => a + b
  return f ? f(1)(2) : null;
}",
    );
    assert_eq!(run(&module, json!({"n": 2})), Outcome::Value(json!(3)));
    assert_eq!(run(&module, json!({"n": 1})), Outcome::Value(json!(null)));
}

#[test]
fn places_of_errors_and_log_lines_stay_those_of_the_code() {
    let code = "export function request(ctx) {
  if (ctx.args.x) { console.log('é'); const a = ['é', ctx.prev.y]; }
  return [1].map((n) => ctx.load(n));
}";
    for arguments in [json!({"x": 1}), json!({})] {
        let context = Context {
            arguments,
            ..Context::default()
        };
        let plain = crate::request(code, context.clone());
        let measured = measured(code).evaluate_blocking(Half::Request, &context);
        assert_eq!(measured.outcome, plain.outcome);
        assert_eq!(measured.logs, plain.logs);
        assert!(matches!(plain.outcome, Outcome::Error(_)));
    }
}

#[test]
fn code_may_have_the_names_that_the_engine_uses() {
    let code = "import { util } from '@aws-appsync/utils';
const $modules = 1;
export function request(ctx) {
  const $$count = 2;
  const \\u0024$count$ = 3;
  return [$modules, $$count, $$count$, util.urlEncode('a b')];
}";
    let module = measured(code);
    assert_eq!(
        run(&module, json!({})),
        Outcome::Value(json!([1, 2, 3, "a+b"]))
    );
    assert_eq!(
        run(&crate::compile(code), json!({})),
        Outcome::Value(json!([1, 2, 3, "a+b"]))
    );
    assert!(covered(&module).contains(&(4, 3, 1)));
}

#[test]
fn without_being_asked_nothing_is_counted() {
    assert_eq!(
        covered(&crate::compile("export const request = () => 1;")),
        []
    );
}
