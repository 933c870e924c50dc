//! How nulls climb.

use expect_test::expect;
use serde_json::json;

use crate::fixture::Fixture;

fn fixture() -> Fixture {
    Fixture::new(
        "type Query {
            must: String! report: Report reports: [Report] strict: [Report!]! names: [String!]
            matrix: [[Int!]!] fine: String
        }
        type Report { title: String! pages: Int tags: [String]! }",
    )
    .value("Query.must", json!(null))
    .value("Query.report", json!({"pages": 3}))
    .value("Query.reports", json!([{"title": "a"}, {}]))
    .value("Query.strict", json!([{"title": "a"}, {}]))
    .value("Query.names", json!(["a", null]))
    .value("Query.matrix", json!([[1], [2, null]]))
    .value("Query.fine", json!("ok"))
}

#[test]
fn a_null_climbs_to_the_next_nullable_field() {
    fixture().check(
        "{ report { pages title } fine }",
        expect![[r#"
            {"report":null,"fine":"ok"}
            {"path":["report","title"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/report/title)"}
        "#]],
    );
    fixture().check(
        "{ report { pages } }",
        expect![[r#"
            {"report":{"pages":3}}
        "#]],
    );
    fixture().check(
        "{ summary: report { heading: title tags } }",
        expect![[r#"
            {"summary":null}
            {"path":["summary","heading"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/summary/heading)"}
            {"path":["summary","tags"],"locations":null,"message":"Cannot return null for non-nullable type: 'null' within parent 'Report' (/summary/tags)"}
        "#]],
    );
}

#[test]
fn a_null_in_a_list_stops_at_the_member_or_takes_the_list() {
    fixture().check(
        "{ reports { title } names matrix fine }",
        expect![[r#"
            {"reports":[{"title":"a"},null],"names":null,"matrix":null,"fine":"ok"}
            {"path":["reports",1,"title"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/reports[1]/title)"}
            {"path":["names",1],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Query' (/names[1])"}
            {"path":["matrix",1,1],"locations":null,"message":"Cannot return null for non-nullable type: 'Int' within parent 'Query' (/matrix[1][1])"}
        "#]],
    );
}

#[test]
fn one_member_is_given_under_several_keys() {
    fixture().check(
        "{ reports { __typename title head: title also: title pages } strict { first: title title } }",
        expect![[r#"
            null
            {"path":["reports",1,"title"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/reports[1]/title)"}
            {"path":["reports",1,"head"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/reports[1]/head)"}
            {"path":["reports",1,"also"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/reports[1]/also)"}
            {"path":["strict",1,"first"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/strict[1]/first)"}
            {"path":["strict",1,"title"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/strict[1]/title)"}
        "#]],
    );
}

#[test]
fn a_null_at_the_root_takes_everything() {
    fixture().check(
        "{ must fine }",
        expect![[r#"
            null
            {"path":["must"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Query' (/must)"}
        "#]],
    );
    fixture().check(
        "{ strict { title } }",
        expect![[r#"
            null
            {"path":["strict",1,"title"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Report' (/strict[1]/title)"}
        "#]],
    );
}

#[test]
fn values_of_the_wrong_shape_are_null_with_an_error() {
    Fixture::new(
        "type Query { list: [Int] object: Node number: Int color: Color when: AWSDateTime text: String }
        type Node { a: Int } enum Color { RED }",
    )
    .value("Query.list", json!("one"))
    .value("Query.object", json!([1]))
    .value("Query.number", json!("many"))
    .value("Query.color", json!("BLUE"))
    .value("Query.when", json!("yesterday"))
    .value("Query.text", json!({"a": 1}))
    .check(
        "{ list object { a } number color when text }",
        expect![[r#"
            {"list":null,"object":null,"number":null,"color":null,"when":null,"text":"{a=1}"}
            {"path":["list"],"locations":null,"message":"Can't resolve value (/list) : type mismatch error, expected type LIST"}
            {"path":["object"],"locations":null,"message":"Can't resolve value (/object) : type mismatch error, expected type OBJECT"}
            {"path":["number"],"locations":null,"message":"Can't serialize value (/number) : Expected type 'Int' but was 'String'."}
            {"path":["color"],"locations":null,"message":"Can't serialize value (/color) : Invalid input for Enum 'Color'. Unknown value 'BLUE'"}
            {"path":["when"],"locations":null,"message":"Can't serialize value (/when) : Unable to serialize `yesterday` as a valid DateTime Object."}
        "#]],
    );
}

#[test]
fn what_is_no_text_is_no_value_of_an_enum() {
    Fixture::new("type Query { number: Color list: [Color] object: Color } enum Color { RED }")
        .value("Query.number", json!(1))
        .value("Query.list", json!(["RED", true]))
        .value("Query.object", json!({"RED": 1}))
        .check(
            "{ number list object }",
            expect![[r#"
                {"number":null,"list":["RED",null],"object":null}
                {"path":["number"],"locations":null,"message":"Can't serialize value (/number) : Invalid input for Enum 'Color'. Unknown value '1'"}
                {"path":["list",1],"locations":null,"message":"Can't serialize value (/list[1]) : Invalid input for Enum 'Color'. Unknown value 'true'"}
                {"path":["object"],"locations":null,"message":"Can't serialize value (/object) : Invalid input for Enum 'Color'. Unknown value '{RED=1}'"}
            "#]],
        );
}
