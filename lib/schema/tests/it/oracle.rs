//! Another validator, the one inside the parser's crate, agrees with ours on what GraphQL itself refuses.

use std::fs;

use apollo_compiler::{ExecutableDocument, Schema as Oracle};
use appsynth_diagnostics::Sources;
use appsynth_schema::Request;
use proptest::prelude::*;

/// What AppSync refuses and GraphQL does not, and default values, which the oracle does not look at.
const OURS_ALONE: [&str; 4] = ["AS1011", "AS1012", "AS1017", "AS1019"];

fn we_accept(text: &str) -> bool {
    let mut sources = Sources::new();
    let id = sources.add("schema.graphql", text);
    let (document, problems) = appsynth_schema::parse(&sources, [id]);
    problems.is_empty() && appsynth_schema::validate(document).is_ok()
}

/// The oracle does not know AppSync's directives, so it is told about them.
fn the_oracle_accepts(text: &str) -> bool {
    let directives = "
        directive @aws_api_key on OBJECT | FIELD_DEFINITION
        directive @aws_iam on OBJECT | FIELD_DEFINITION
        directive @aws_cognito_user_pools(cognito_groups: [String]) on OBJECT | FIELD_DEFINITION
        directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION
        directive @renamed(to: String!) on FIELD_DEFINITION
    ";
    Oracle::parse_and_validate(format!("{text}{directives}"), "schema.graphql").is_ok()
}

#[test]
fn the_oracle_refuses_the_fixtures_too() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/diagnostics");
    for entry in fs::read_dir(folder).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ours_alone = OURS_ALONE.iter().any(|code| name.starts_with(code));
        if !name.ends_with(".graphql") || ours_alone {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        assert!(!we_accept(&text), "{name}");
        assert!(!the_oracle_accepts(&text), "{name}");
    }
}

/// Small schemas of few names, so that many of them fit together by chance.
fn schemas() -> impl Strategy<Value = String> {
    let type_name = || prop::sample::select(vec!["A", "B", "C", "D", "E", "Int", "ID"]);
    let ty = (type_name(), 0..4).prop_map(|(name, wrap)| match wrap {
        0 => name.to_owned(),
        1 => format!("{name}!"),
        2 => format!("[{name}]"),
        _ => format!("[{name}!]!"),
    });
    let field = (
        prop::sample::select(vec!["x", "y", "z"]),
        ty.clone(),
        prop::option::of(ty.clone()),
    )
        .prop_map(|(name, ty, argument)| match argument {
            Some(argument) => format!("{name}(n: {argument}): {ty}"),
            None => format!("{name}: {ty}"),
        });
    let input =
        (prop::sample::select(vec!["x", "y"]), ty).prop_map(|(name, ty)| format!("{name}: {ty}"));
    let fields = prop::collection::vec(field, 1..3).prop_map(|list| list.join(" "));
    let inputs = prop::collection::vec(input, 1..3).prop_map(|list| list.join(" "));
    let definition = (0..6, type_name(), type_name(), fields, inputs).prop_map(
        |(kind, name, other, fields, inputs)| match kind {
            0 => format!("type {name} {{ {fields} }}"),
            1 => format!("type {name} implements {other} {{ {fields} }}"),
            2 => format!("interface {name} {{ {fields} }}"),
            3 => format!("input {name} {{ {inputs} }}"),
            4 => format!("union {name} = {other}"),
            _ => format!("enum {name} {{ RED GREEN }}"),
        },
    );
    prop::collection::vec(definition, 1..4)
        .prop_map(|list| format!("type Query {{ a: Int }} {}", list.join(" ")))
}

const PETS: &str = "
    type Query { pet(id: ID!, n: Int): Pet any: Any cat(like: Like, ids: [ID!]): Cat! }
    interface Pet { name: String size(unit: Unit = CM): Int }
    type Cat implements Pet { name: String size(unit: Unit = CM): Int owner: Person lives: Int! }
    type Dog implements Pet { name: String size(unit: Unit = CM): Int lives: Int }
    type Person { name: String pets: [Pet] }
    union Any = Cat | Dog
    enum Unit { CM INCH }
    input Like { id: ID n: Int! = 1 not: Like }
";

/// Requests of few names, so that many of them fit by chance.
fn requests() -> impl Strategy<Value = String> {
    let value = || {
        prop::sample::select(vec![
            "1", "\"s\"", "CM", "null", "$v", "$w", "[1]", "{n: 2}", "{id: $v}", "{m: 1}", "true",
        ])
    };
    let argument = (
        prop::sample::select(vec!["id", "n", "unit", "like", "ids"]),
        value(),
    )
        .prop_map(|(name, value)| format!("({name}: {value})"));
    let arguments = prop::option::of(argument).prop_map(Option::unwrap_or_default);
    let directive = prop::sample::select(vec![
        "",
        "",
        "",
        " @skip(if: true)",
        " @include(if: $v)",
        " @gone",
    ]);
    let name = prop::sample::select(vec![
        "name",
        "size",
        "lives",
        "owner",
        "pets",
        "name: size",
        "x: name",
        "x: lives",
        "__typename",
        "gone",
    ]);
    let leaf = (name, arguments.clone(), directive)
        .prop_map(|(name, arguments, directive)| format!("{name}{arguments}{directive}"));
    let selection = leaf.prop_recursive(3, 12, 3, |inner| {
        let set = prop::collection::vec(inner, 1..3).prop_map(|list| list.join(" "));
        (
            prop::sample::select(vec![
                "owner",
                "pets",
                "... on Cat",
                "... on Dog",
                "... on Pet",
                "...",
            ]),
            set,
        )
            .prop_map(|(name, set)| format!("{name} {{ {set} }}"))
    });
    let spread = prop::sample::select(vec!["", "", " ...F", " ...G"]);
    let root = (
        prop::sample::select(vec!["pet", "any", "cat", "pet(id: 1)", "c: cat"]),
        arguments,
        selection.clone(),
        spread,
    )
        .prop_map(|(name, arguments, selection, spread)| {
            let arguments = if name.contains('(') {
                String::new()
            } else {
                arguments
            };
            format!("{name}{arguments} {{ {selection}{spread} }}")
        });
    let head = prop::sample::select(vec![
        "",
        "",
        "query Q($v: ID!) ",
        "query Q($v: Boolean!, $w: Like) ",
        "query Q($v: ID = 1) ",
    ]);
    let fragment = (
        prop::sample::select(vec!["Cat", "Pet", "Any", "Person"]),
        selection,
    )
        .prop_map(|(name, selection)| format!(" fragment F on {name} {{ {selection} }}"));
    (
        head,
        prop::collection::vec(root, 1..3),
        prop::option::of(fragment),
    )
        .prop_map(|(head, roots, fragment)| {
            format!(
                "{head}{{ {} }}{}",
                roots.join(" "),
                fragment.unwrap_or_default()
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_oracle_and_we_agree(text in schemas()) {
        prop_assert_eq!(we_accept(&text), the_oracle_accepts(&text), "{}", text);
    }

    #[test]
    fn the_oracle_and_we_agree_on_requests(text in requests()) {
        let mut sources = Sources::new();
        let id = sources.add("schema.graphql", PETS);
        let (document, _) = appsynth_schema::parse(&sources, [id]);
        let schema = appsynth_schema::validate(document).expect("is valid");
        let ours = Request::parse(&schema, &text).map_err(|errors| {
            errors.into_iter().map(|error| error.message).collect::<Vec<_>>()
        });
        let oracle = Oracle::parse_and_validate(PETS, "schema.graphql").expect("is valid");
        let theirs = ExecutableDocument::parse_and_validate(&oracle, text.as_str(), "query.graphql");
        let theirs = theirs.map_err(|refused| refused.errors.to_string());
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}\n{:?}\n{:?}", text, ours.err(), theirs.err());
    }

    #[test]
    fn no_text_makes_reading_panic(text in "[ \\n{}()\\[\\]$@:!|&=.\"#,a-z0-9é]{0,80}") {
        we_accept(&text);
    }

    #[test]
    fn what_is_printed_reads_back_to_the_same(text in schemas()) {
        let mut sources = Sources::new();
        let id = sources.add("schema.graphql", text);
        let (document, problems) = appsynth_schema::parse(&sources, [id]);
        prop_assume!(problems.is_empty());
        let printed = document.to_string();
        let id = sources.add("printed.graphql", printed.as_str());
        let (again, problems) = appsynth_schema::parse(&sources, [id]);
        prop_assert!(problems.is_empty());
        prop_assert_eq!(again.to_string(), printed);
    }
}
