//! Requests that are not run, and which operation is.

use appsynth_runtime::{AuthType, Caller, GraphqlRequest};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::json;

use crate::fixture::{Fixture, execute, show, vtl};

fn fixture() -> Fixture {
    Fixture::new("type Query { a(id: ID!): String b: String }")
        .value("Query.a", json!("A"))
        .value("Query.b", json!("B"))
}

#[test]
fn what_does_not_fit_the_schema_is_answered_without_data() {
    fixture().check(
        "{\n  c\n  a\n}",
        expect![[r#"
            null
            {"path":null,"locations":[{"line":2,"column":3,"sourceName":null}],"message":"Validation error of type FieldUndefined: Field 'c' in type 'Query' is undefined @ 'c'"}
            {"path":null,"locations":[{"line":3,"column":3,"sourceName":null}],"message":"Validation error of type MissingFieldArgument: Missing field argument id @ 'a'"}
        "#]],
    );
}

#[test]
fn variables_that_do_not_fit_are_answered_without_data() {
    fixture().check(
        "query Q($id: ID!) { a(id: $id) }",
        expect![[r#"
            null
            {"path":null,"locations":[{"line":1,"column":9,"sourceName":null}],"message":"Variable 'id' has coerced Null value for NonNull type 'ID!'"}
        "#]],
    );
}

#[test]
fn text_that_is_not_graphql_is_a_malformed_request() {
    fixture().check(
        "{ a(",
        expect![[r#"
            null
            {"path":null,"data":null,"errorType":"MalformedHttpRequestException","errorInfo":null,"locations":[{"line":1,"column":5,"sourceName":null}],"message":"Unable to parse GraphQL query."}
        "#]],
    );
}

#[test]
fn the_named_operation_runs() {
    fn check(name: Option<&str>, expected: Expect) {
        check_of("query A { a(id: 1) } query B { b }", name, expected);
    }
    fn check_of(query: &str, name: Option<&str>, expected: Expect) {
        let request = GraphqlRequest {
            query: query.to_owned(),
            operation_name: name.map(str::to_owned),
            ..GraphqlRequest::default()
        };
        let response = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime")
            .block_on(
                fixture()
                    .api()
                    .execute(request, Caller::new(AuthType::ApiKey)),
            );
        expected.assert_eq(&show(&response));
    }
    check(
        Some("B"),
        expect![[r#"
            {"b":"B"}
        "#]],
    );
    check(
        Some("C"),
        expect![[r#"
            null
            {"path":null,"locations":null,"message":"Unknown operation named 'C'."}
        "#]],
    );
    for none in [None, Some("")] {
        check(
            none,
            expect![[r#"
                null
                {"path":null,"locations":null,"message":"Must provide operation name if query contains multiple operations."}
            "#]],
        );
    }
    check_of(
        "query B { b }",
        Some(""),
        expect![[r#"
            {"b":"B"}
        "#]],
    );
}

#[test]
fn a_request_that_comes_again_gets_its_own_answer() {
    let api = Fixture::new("type Query { echo(n: Int): Int }")
        .unit(
            "Query.echo",
            "none",
            vtl(r#"{"payload": $ctx.args.n}"#, "$util.toJson($ctx.result)"),
        )
        .api();
    for n in [1, 2] {
        let query = "query ($n: Int) { echo(n: $n) }";
        let caller = Caller::new(AuthType::ApiKey);
        let response = execute(&api, caller, query, json!({"n": n}));
        assert_eq!(response.data, json!({"echo": n}));
    }
}

#[test]
fn the_body_of_a_request_is_read_leniently() {
    let read = |text: &str| serde_json::from_str::<GraphqlRequest>(text).expect("is a request");
    let request =
        read(r#"{"query": "{ b }", "variables": null, "operationName": null, "extensions": {}}"#);
    assert_eq!(request.query, "{ b }");
    assert_eq!(request.operation_name, None);
    assert!(request.variables.is_empty());
    let request = read(r#"{"query": "{ b }", "variables": {"id": 1}, "operationName": "B"}"#);
    assert_eq!(request.operation_name.as_deref(), Some("B"));
    assert_eq!(request.variables["id"], json!(1));
}

proptest! {
    #[test]
    fn no_text_makes_the_runtime_panic(
        text in "[ \\n{}()\\[\\]$@:!.\"#,a-z0-9]{0,80}",
        tokens in prop::collection::vec(prop::sample::select(vec![
            "query", "mutation", "fragment", "on", "{", "}", "(", ")", "a", "b", "id", ":", "$x", "1",
            "\"s\"", "...", "F", "Query", "@skip", "(if: true)", "[", "]", "!", "ID", "__schema", "types",
        ]), 0..40),
    ) {
        let api = fixture().api();
        for query in [text, tokens.join(" ")] {
            execute(&api, Caller::new(AuthType::ApiKey), &query, json!({"x": 1}));
        }
    }
}
