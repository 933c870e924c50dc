//! Definitions that do not make an API.

use appsynth_diagnostics::{Sources, render};
use appsynth_runtime::Code;
use expect_test::{Expect, expect};

use crate::fixture::{Fixture, js, vtl};

fn check(fixture: Fixture, expected: Expect) {
    let problems = fixture.try_api().expect_err("is refused");
    expected.assert_eq(&render::full(
        &problems,
        &Sources::new(),
        render::Options::default(),
    ));
}

#[test]
fn every_mistake_is_named_with_its_place() {
    check(
        Fixture::new("type Query { a: String, b: String }")
            .function("broken", "none", vtl("{}", "\n#if($ctx.error)"))
            .function("lost", "table", Code::Direct)
            .unit("Query.c", "none", Code::Direct)
            .pipeline("Query.a", &["broken", "lost", "gone"], Code::Direct)
            .unit(
                "Query.b",
                "none",
                js("export function request(ctx) {\n  return {;\n}\nexport function response() {}"),
            ),
        expect![[r#"
            error[AS4002]: `#if` has no `#end`
             |
             = note: at function broken (response template):2:1
             = help: add `#end` where the `#if` should close

            error[AS4202]: `function lost` uses the data source `table`, which the API does not have
             |
             = help: correct its name, or add the data source

            error[AS4201]: there is no field `Query.c` for the resolver `Query.c`
             |
             = help: there is a similar name: `Query.a`

            error[AS4202]: the pipeline of `Query.a` uses the function `gone`, which the API does not have
             |
             = help: correct its id, or add the function

            error[AS4101]: unexpected token
             |
             = note: at Query.b:2:11: reading stopped here

        "#]],
    );
}

#[test]
fn a_schema_with_mistakes_is_refused() {
    check(
        Fixture::new("type Query {\n  post: Pots\n}\ntype Post { id: ID }"),
        expect![[r#"
            error[AS1002]: the type `Pots` is not defined
             |
             = note: at schema.graphql:2:9: not defined
             = help: there is a similar name: `Post`

        "#]],
    );
    check(
        Fixture::new("type Query {\n  post(: Int\n}"),
        expect![[r#"
            error[AS1001]: expected an argument definition
             |
             = note: at schema.graphql:2:8: does not fit
             = help: look just before this, too: a bracket may not be closed, or a `:` be missing

        "#]],
    );
}
