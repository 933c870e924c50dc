//! Where errors at run time are said to be.

use appsynth_util::{Context, Half, Outcome};
use expect_test::{Expect, expect};

use crate::compile;

fn check(code: &str, expected: Expect) {
    let outcome = compile(code)
        .evaluate_blocking(Half::Request, &Context::default())
        .outcome;
    let Outcome::Error(error) = outcome else {
        panic!("no error: {outcome:?}");
    };
    assert_eq!(error.error_type.as_deref(), Some("Code"));
    expected.assert_eq(&error.message);
}

#[test]
fn members_of_nothing_are_placed_where_their_expression_begins() {
    check(
        "export function request(ctx) {\n  const { prev } = ctx;\n  return prev.result.items;\n}",
        expect!["code.js:3:10: cannot read property 'result' of null"],
    );
}

#[test]
fn members_of_literals_are_placed_where_their_expression_begins() {
    check(
        "export function request(ctx) {\n  const { env } = ctx;\n  return [env.a, null.x];\n}",
        expect!["code.js:3:18: cannot read property 'x' of null"],
    );
    check(
        "export function request(ctx) {\n  return { a: 1,\n    b: (null)['foo'].bar };\n}",
        expect!["code.js:3:8: cannot read property 'foo' of null"],
    );
    check(
        "const x = [].a.b;\nexport function request(ctx) {\n  return 1;\n}",
        expect!["code.js:1:11: cannot read property 'b' of undefined"],
    );
}

#[test]
fn patterns_that_take_nothing_apart_are_placed() {
    check(
        "export function request(ctx) {\n  const id = ctx.args.id;\n  const { items } = ctx.prev.result.page;\n}",
        expect!["code.js:3:21: cannot read property 'result' of null"],
    );
    check(
        "export function request(ctx) {\n  const id = ctx.args.id;\n  const { items } = ctx.prev;\n}",
        expect!["code.js:3:9: Cannot convert undefined or null to object"],
    );
    check(
        "export function request({ args: { input: { id } } }) {\n  return id;\n}",
        expect!["code.js:1:25: Cannot convert undefined or null to object"],
    );
    check(
        "export function request(ctx) {\n  const keys = Object.keys(ctx.prev);\n  const { a } = {};\n}",
        expect!["code.js:2:16: Cannot convert undefined or null to object"],
    );
}

#[test]
fn unknown_names_are_placed() {
    check(
        "export function request(ctx) {\n  return new Date();\n}",
        expect!["code.js:2:14: Date is not defined"],
    );
}

#[test]
fn what_is_not_a_function_is_named() {
    check(
        "export function request(ctx) {\n  const id = 1; return ctx.args.load(id);\n}",
        expect!["code.js:2:24: ctx.args.load is not a function"],
    );
}

#[test]
fn arguments_that_are_refused_are_placed_at_their_call() {
    check(
        "import { select, createPgStatement } from '@aws-appsync/utils/rds';
export function request(ctx) {
  const table = 't';
  return createPgStatement(select({ table, columns: 1 }));
}",
        expect!["code.js:4:10: Expected column to be * or an array."],
    );
    check(
        "import * as rds from '@aws-appsync/utils/rds';
export function request(ctx) {
  return rds.createPgStatement(rds.select(ctx.args.x));
}",
        expect!["code.js:3:32: An argument is expected to be passed to select"],
    );
}

#[test]
fn columns_count_characters() {
    check(
        "export function request(ctx) {\n  return ['é', '😀', ctx.prev.x];\n}",
        expect!["code.js:2:21: cannot read property 'x' of null"],
    );
}

#[test]
fn functions_of_the_user_are_followed() {
    check(
        "const inner = (value) => value.a.b;\nexport function request(ctx) {\n  return inner({});\n}",
        expect!["code.js:1:26: cannot read property 'b' of undefined"],
    );
}

#[test]
fn values_that_are_not_json_have_no_place() {
    check(
        "export function request(ctx) {\n  const a = {};\n  a.a = a;\n  return a;\n}",
        expect!["circular reference"],
    );
}
