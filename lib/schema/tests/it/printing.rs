//! Printing gives the same bytes for the same data, and parses back to them.

use appsynth_diagnostics::Sources;
use expect_test::{Expect, expect};

fn print(text: &str) -> String {
    let mut sources = Sources::new();
    let id = sources.add("schema.graphql", text);
    let (document, problems) = appsynth_schema::parse(&sources, [id]);
    assert!(problems.is_empty(), "{problems:?}");
    document.to_string()
}

fn check(text: &str, expected: Expect) {
    let printed = print(text);
    expected.assert_eq(&printed);
    assert_eq!(print(&printed), printed, "parses back to the same");
}

#[test]
fn a_schema_is_printed_whole() {
    check(
        r#"schema @beta { query: Q }
        directive @beta(since: Int = 1, "Why." why: [String!] = ["a\nb"]) repeatable on SCHEMA | OBJECT
        "Reads." type Q implements A & B @beta(since: 2) {
            """
            One.

            Two.
            """ a(x: In = {n: 1.50e3, s: "q\"", e: RED, l: [true, null]}): [[Int!]]! @deprecated
            b("The id." id: ID!, n: Int): Any
        }
        interface A { a: Int } interface B { b: Int }
        union Any = Q | R
        enum E @x { RED @deprecated(reason: "old") "Go." GREEN }
        input In { "A number." n: Float = 0 s: String }
        extend type Q { c: Int }"#,
        expect![[r#"
            schema @beta {
              query: Q
            }

            directive @beta(
              since: Int = 1
              "Why."
              why: [String!] = ["a\nb"]
            ) repeatable on SCHEMA | OBJECT

            "Reads."
            type Q implements A & B @beta(since: 2) {
              """
              One.

              Two.
              """
              a(x: In = {n: 1.50e3, s: "q\"", e: RED, l: [true, null]}): [[Int!]]! @deprecated
              b(
                "The id."
                id: ID!
                n: Int
              ): Any
            }

            interface A {
              a: Int
            }

            interface B {
              b: Int
            }

            union Any = Q | R

            enum E @x {
              RED @deprecated(reason: "old")
              "Go."
              GREEN
            }

            input In {
              "A number."
              n: Float = 0
              s: String
            }

            extend type Q {
              c: Int
            }
        "#]],
    );
}

#[test]
fn a_request_is_printed_whole() {
    check(
        "query Q($a: Int = 1 @x, $b: [ID!]!) @y { one: a(x: $a) { ...F ... on T @include(if: true) { b } ... { c } } }
        { d } fragment F on T { e } mutation { f }",
        expect![[r#"
            query Q($a: Int = 1 @x, $b: [ID!]!) @y {
              one: a(x: $a) {
                ...F
                ... on T @include(if: true) {
                  b
                }
                ... {
                  c
                }
              }
            }

            {
              d
            }

            fragment F on T {
              e
            }

            mutation {
              f
            }
        "#]],
    );
}
