//! Values that are completed in one go are those that are completed one by one.

use appsynth_runtime::{AuthType, Caller, Code};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::fixture::{Canned, Fixture};

const SCHEMA: &str = "
    type Query { node: Node nodes: [Node!]! }
    interface Named { name: String }
    enum Kind { SMALL LARGE }
    type Node implements Named {
        name: String
        count: Int!
        kind: Kind
        texts: [String!]
        secret: String @aws_iam
        withheld: Int! @aws_iam
        resolved: Int
        node: Node
        must: Node!
        named: Named
        nodes: [Node]
        grid: [[Node!]]
    }
";

const LEAVES: &[&str] = &[
    "name", "count", "kind", "texts", "secret", "withheld", "resolved",
];
const NODES: &[&str] = &["node", "must", "named", "nodes", "grid"];

fn fixture(value: Value) -> Fixture {
    Fixture::new(SCHEMA)
        .value("Query.node", value.clone())
        .source("all", Canned(Ok(json!([value, {}, value]))))
        .unit("Query.nodes", "all", Code::Direct)
        .value("Node.resolved", json!(7))
}

/// What is selected of a node, whose keys tell their fields, so that none means two.
fn selection() -> impl Strategy<Value = String> {
    let field = |fields| (prop::sample::select(fields), prop::option::of("[ab]"));
    let key = |(field, alias): (&str, Option<String>)| match alias {
        Some(alias) => format!("{alias}_{field}: {field}"),
        None => field.to_owned(),
    };
    let leaf = prop_oneof![
        6 => field(LEAVES).prop_map(key),
        1 => Just("__typename".to_owned()),
        1 => Just("count @skip(if: true)".to_owned()),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        let inner = prop::collection::vec(inner, 1..5).prop_map(|fields| fields.join(" "));
        prop_oneof![
            4 => (field(NODES), inner.clone()).prop_map(move |(field, inner)| {
                let of = if field.0 == "named" { "... on Node" } else { "..." };
                format!("{} {{ __typename {of} {{ {inner} }} }}", key(field))
            }),
            1 => inner.prop_map(|inner| format!("... on Node {{ {inner} }}")),
        ]
    })
}

/// A node, or what is none.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!("text")),
        Just(json!(1)),
        Just(json!("SMALL")),
        Just(json!(["a", null])),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let names: Vec<&str> = LEAVES.iter().chain(NODES).copied().collect();
        let members = prop::collection::vec((prop::sample::select(names), inner.clone()), 3..9);
        prop_oneof![
            4 => members.prop_map(|members| {
                let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
                let mut members: Map<String, Value> = members.collect();
                members.insert("__typename".to_owned(), json!("Node"));
                members.entry("count").or_insert(json!(1));
                Value::Object(members)
            }),
            1 => prop::collection::vec(inner, 0..4).prop_map(Value::Array),
        ]
    })
}

proptest! {
    #[test]
    fn they_are_the_same(fields in prop::collection::vec(selection(), 1..5), value in value()) {
        let fields = fields.join(" ");
        let query = format!("{{ node {{ {fields} }} nodes {{ {fields} }} }}");
        let answer = fixture(value).check_traced(Caller::new(AuthType::ApiKey), &query, json!({}));
        prop_assert!(answer.errors.iter().all(|error| error.path.is_some()), "{query}: {:?}", answer.errors);
    }
}
