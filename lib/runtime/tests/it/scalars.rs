//! Values on their way in and out.

use expect_test::expect;
use serde_json::json;

use crate::fixture::{Fixture, vtl};

#[test]
fn resolvers_see_coerced_arguments() {
    Fixture::new(
        "type Query { echo(in: In!, ids: [ID!], color: Color = RED): AWSJSON }
        input In { id: ID n: Int = 7 blob: AWSJSON when: AWSDateTime }
        enum Color { RED GREEN }",
    )
    .unit(
        "Query.echo",
        "none",
        vtl(r#"{"payload": $util.toJson($ctx.args)}"#, "$util.toJson($ctx.result)"),
    )
    .check_with(
        r#"query Q($in: In!, $one: ID!) {
            a: echo(in: $in)
            b: echo(in: {id: 5, blob: "[1, 2]", n: null}, ids: [$one, 2], color: GREEN)
        }"#,
        json!({"in": {"id": 1, "blob": "{\"a\": true}", "when": "2024-02-29T07:30:15.250Z"}, "one": "x"}),
        expect![[r#"
            {"a":"{\"in\":{\"id\":\"1\",\"n\":7,\"blob\":{\"a\":true},\"when\":\"2024-02-29T07:30:15.250Z\"},\"color\":\"RED\"}","b":"{\"in\":{\"id\":\"5\",\"n\":null,\"blob\":[1,2]},\"ids\":[\"x\",\"2\"],\"color\":\"GREEN\"}"}
        "#]],
    );
}

#[test]
fn values_are_given_out_as_their_types() {
    Fixture::new("type Query { all: All } type All { id: ID s: String i: Int f: Float b: Boolean j: AWSJSON t: AWSTimestamp e: E l: [Int] } enum E { A }")
        .value(
            "Query.all",
            json!({"id": 1, "s": 2.5, "i": "3", "f": 3, "b": "true", "j": {"a": [1]}, "t": 5, "e": "A", "l": [1, 2]}),
        )
        .check(
            "{ all { id s i f b j t e l } }",
            expect![[r#"
                {"all":{"id":"1","s":"2.5","i":3,"f":3,"b":true,"j":"{\"a\":[1]}","t":5,"e":"A","l":[1,2]}}
            "#]],
        );
}
