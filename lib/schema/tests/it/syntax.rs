//! What is said about texts that are not GraphQL.

use appsynth_diagnostics::Sources;
use expect_test::{Expect, expect};

/// The messages and help of texts, each of one line.
fn check(texts: &[&str], expected: Expect) {
    let mut table = String::new();
    for text in texts {
        let mut sources = Sources::new();
        let id = sources.add("schema.graphql", *text);
        let (_, problems) = appsynth_schema::parse(&sources, [id]);
        for problem in problems {
            let help = problem.help.join("; ");
            let shown = text.replace('\n', "⏎");
            table += &format!("{shown}\n    {}: {help}\n", problem.message);
        }
    }
    expected.assert_eq(&table);
}

#[test]
fn brackets_that_are_missing_or_too_many() {
    check(
        &[
            "type Query { a: Int",
            "type Query { a: [Int }",
            "type Query { a(id: ID : Int }",
            "type Query { a: Int }\n}",
            "type Query a: Int }",
            "type Post @auth(rules: [{allow: owner}) { a: Int }",
            "type A {\n  a: Int\n\ntype B {\n  b: Int\n}",
        ],
        expect![[r#"
            type Query { a: Int
                expected `}`, found the end of the text: close the definition with `}`
            type Query { a: [Int }
                expected `]`, found `}`: write `]` before this, or remove what stands here
            type Query { a(id: ID : Int }
                expected `)`, found `:`: write `)` before this, or remove what stands here
            type Query { a: Int }⏎}
                expected a definition such as `type` or `input`: remove it: every bracket before is closed
            type Query a: Int }
                expected a definition such as `type` or `input`: write `@` in front of a directive, and put the members in `{ … }`
            type Post @auth(rules: [{allow: owner}) { a: Int }
                expected a valid value: close the brackets in the order they were opened, and give every name a value
            type A {⏎  a: Int⏎⏎type B {⏎  b: Int⏎}
                expected a type: close the definition before with `}`
        "#]],
    );
}

#[test]
fn signs_that_are_missing() {
    check(
        &[
            "type Query { a Int }",
            "type Query { a(id ID): Int }",
            "type Post model { a: Int }",
            r#"type Post @model(queries { get: "x" }) { a: Int }"#,
            "type Post @model() { a: Int }",
            "type Post implements A, B { a: Int }",
            "schema { query Query }",
            "directive @foo FIELD",
        ],
        expect![[r#"
            type Query { a Int }
                expected a type: write `:` between a name and its type: `name: Type`
            type Query { a(id ID): Int }
                expected a name: write `:` between a name and its type: `name: Type`
            type Post model { a: Int }
                expected a definition such as `type` or `input`: write `@` in front of a directive, and put the members in `{ … }`
            type Post @model(queries { get: "x" }) { a: Int }
                expected `)`, found `{`: write `:` between an argument and its value, and close the arguments with `)`
            type Post @model() { a: Int }
                expected an argument: remove the parentheses, or put an argument in them
            type Post implements A, B { a: Int }
                expected a definition such as `type` or `input`: write `&` between interfaces
            schema { query Query }
                expected a name type: write `:` between a name and its type: `name: Type`
            directive @foo FIELD
                expected directive locations: write `on` and the places, such as `on OBJECT`
        "#]],
    );
}

#[test]
fn what_other_languages_write() {
    check(
        &[
            "type Query { a: Int; b: Int }",
            "type Post @index(name: 'x') { a: Int }",
            "type Query { a: Int // comment\n b: Int }",
            "type Query { a = Int }",
            "enum E { A: 1, B }",
            r#"type Query { a: Int @deprecated(reason: "x) }"#,
            "type Query { a: !Int }",
            "type Query { a!: Int }",
            "type Query { a: Int? }",
            "type Query { a: List<Int> }",
            "type Query { a: Int[] }",
            "type Query { a: { b: Int } }",
            "type Post extends Node { a: Int }",
            "type Query { a: `Int` }",
            "type Post @default(value: \"a\nb\") { a: Int }",
        ],
        expect![[r#"
            type Query { a: Int; b: Int }
                unexpected character `;`: remove it: the end of a line separates fields
            type Post @index(name: 'x') { a: Int }
                unexpected character `'`: put texts in double quotes: `"…"`
            type Query { a: Int // comment⏎ b: Int }
                unexpected character `/`: begin a comment with `#`
            type Query { a = Int }
                expected a type: write `name: Type`
            enum E { A: 1, B }
                expected `}`, found `:`: write `}` before this, or remove what stands here
            type Query { a: Int @deprecated(reason: "x) }
                unterminated string value: close the text with `"`; one of several lines stands in `"""`
            type Query { a: !Int }
                expected a type: write `!` behind the type: `name: Type!`
            type Query { a!: Int }
                expected a type: write `!` behind the type: `name: Type!`
            type Query { a: Int? }
                unexpected character `?`: remove it: what does not end in `!` may be null
            type Query { a: List<Int> }
                unexpected character `<`: write a list as `[Type]`
            type Query { a: Int[] }
                expected `}`, found `[`: write a list as `[Type]`
            type Query { a: { b: Int } }
                expected a type: define a type with these fields, and name it here
            type Post extends Node { a: Int }
                expected a definition such as `type` or `input`: write `implements` in front of interfaces
            type Query { a: `Int` }
                unexpected character ```: remove it: names have no quotes, and texts have double ones
            type Post @default(value: "a⏎b") { a: Int }
                unexpected line terminator: close the text with `"`; one of several lines stands in `"""`
            type Post @default(value: "a⏎b") { a: Int }
                expected a valid value: close the brackets in the order they were opened, and give every name a value
        "#]],
    );
}

#[test]
fn members_and_names_that_are_missing() {
    check(
        &[
            "type Foo {}\ntype Query { a: Int }",
            "type { a: Int }",
            "type Query { a: }",
            "type Query { a(): Int }",
            "# nothing",
            "type Query { a: Int @ }",
            "input A { a: Int = }",
            "enum E {}",
            "input E {}",
        ],
        expect![[r#"
            type Foo {}⏎type Query { a: Int }
                expected field definition: add a field, such as `id: ID!`, or remove the definition
            type { a: Int }
                expected a name: give the definition a name
            type Query { a: }
                expected a type: write the type, such as `String`
            type Query { a(): Int }
                expected an argument definition: remove the parentheses, or put an argument in them
            # nothing
                the text is empty, or ends in the middle of a definition: write at least one definition: `type Query { … }`
            type Query { a: Int @ }
                expected a name: look just before this, too: a bracket may not be closed, or a `:` be missing
            input A { a: Int = }
                expected a valid value: close the brackets in the order they were opened, and give every name a value
            enum E {}
                expected enum value definition: add a value, or remove the definition
            input E {}
                expected an input value definition: add a field, such as `id: ID!`, or remove the definition
        "#]],
    );
}

#[test]
fn words_and_names_that_do_not_fit() {
    check(
        &[
            "tpye Query { a: Int }",
            "type My-Post { a: Int }",
            "type 3Post { a: Int }",
            r#"{ "a": 1 }"#,
        ],
        expect![[r#"
            tpye Query { a: Int }
                expected a definition such as `type` or `input`: there is a similar word: `type`
            type My-Post { a: Int }
                unexpected character `P`: begin names with a letter or underscore; use letters, digits and underscores only
            type 3Post { a: Int }
                unexpected character `P` as integer suffix: begin names with a letter or underscore; use letters, digits and underscores only
            { "a": 1 }
                expected at least one selection in selection set: look just before this, too: a bracket may not be closed, or a `:` be missing
        "#]],
    );
}
