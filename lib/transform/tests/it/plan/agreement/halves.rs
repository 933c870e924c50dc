//! Every generated half on its own, in contexts that also hold what no step before it would leave there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use appsynth_program::Half;
use appsynth_util::Context;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::super::both::{Both, halves};
use super::super::plan_with;
use crate::options;

/// Something of everything that is generated, with fields of few names: `n` and `d` are numbers, the others
/// are texts.
const SCHEMA: &str = include_str!("../../../fixtures/agreement/everything.graphql");

/// Every distinct half of the schema, by what it is called first.
static HALVES: LazyLock<BTreeMap<String, &'static Both>> = LazyLock::new(|| {
    let mut options = options();
    options.environment = Some("dev".to_owned());
    let plan = plan_with(SCHEMA, &options);
    let mut seen: Vec<Half> = Vec::new();
    let mut all = BTreeMap::new();
    for resolver in plan.resolvers.values() {
        let around = [(
            format!("{} around", resolver.coordinate()),
            &resolver.around,
        )];
        let steps = resolver.steps.iter().map(|step| {
            let (slot, index) = (step.slot.name(), step.index);
            (
                format!("{} {slot} {index}", resolver.coordinate()),
                &step.code,
            )
        });
        for (name, code) in around.into_iter().chain(steps) {
            for (which, half) in ["request", "response"].into_iter().zip(halves(code)) {
                if !seen.contains(half) {
                    seen.push(half.clone());
                    all.insert(format!("{name} {which}"), Both::of(half));
                }
            }
        }
    }
    all
});

/// A text, or a number for `d` and names with an `n`.
fn scalar(name: &str) -> BoxedStrategy<Value> {
    let value = if matches!(name, "n" | "d" | "oneTwoN") {
        (0_i64..200).prop_map(Value::from).boxed()
    } else {
        let texts = vec!["a", "", "z", "it's $5 #if", "a#b"];
        select(texts).prop_map(Value::from).boxed()
    };
    prop_oneof![3 => value, 1 => Just(Value::Null)].boxed()
}

/// A map with some of these members.
fn some(members: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| proptest::option::of(value).prop_map(move |value| (name, value)))
        .collect();
    members
        .prop_map(|members| {
            let given = members
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)));
            Value::Object(given.collect())
        })
        .boxed()
}

fn item() -> BoxedStrategy<Value> {
    let fields = ["id", "a", "b", "n", "c", "d", "e", "j", "owner", "secret"];
    let keys = ["oneTwoA", "oneTwoN", "oneTwoB", "oneThreesId"];
    let operation = select(vec!["Mutation", "Query"]).prop_map(Value::from);
    let members = fields
        .into_iter()
        .chain(keys)
        .map(|name| (name, scalar(name)));
    some(
        members
            .chain([("__operation", operation.boxed())])
            .collect(),
    )
}

/// A filter, also one that AppSync does not understand.
fn filter() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!({})),
        Just(json!({"a": {"eq": "x"}})),
        Just(json!({"a": {"attributeExists": true}})),
        Just(json!({"n": {"between": [1, 2]}})),
        Just(json!({"n": {"between": "test"}})),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(|all| json!({"and": all})),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(|any| json!({"or": any})),
            inner.prop_map(|one| json!({"not": one})),
        ]
    })
    .boxed()
}

/// A condition on a sort key, single or composite.
fn key_condition() -> BoxedStrategy<Value> {
    let composite = some(vec![
        ("n", scalar("n")),
        ("b", scalar("b")),
        ("d", scalar("d")),
        ("e", scalar("e")),
    ]);
    let value = prop_oneof![scalar("a"), composite];
    let between = proptest::collection::vec(value.clone(), 0..4).prop_map(Value::from);
    some(vec![
        ("eq", value.clone().boxed()),
        ("ge", value.clone().boxed()),
        ("beginsWith", value.boxed()),
        ("between", between.boxed()),
    ])
}

fn arguments() -> BoxedStrategy<Value> {
    let token = prop_oneof![Just(Value::Null), Just(json!("WyJhIiwxXQ=="))].boxed();
    let number = prop_oneof![Just(Value::Null), (1_i64..9).prop_map(Value::from)].boxed();
    let direction = select(vec![json!("ASC"), json!("DESC"), json!("asc"), Value::Null]).boxed();
    let sort = proptest::collection::vec(
        some(vec![
            (
                "field",
                select(vec!["a", "n", "id"]).prop_map(Value::from).boxed(),
            ),
            (
                "direction",
                select(vec!["asc", "desc"]).prop_map(Value::from).boxed(),
            ),
        ]),
        0..3,
    );
    let aggregates = proptest::collection::vec(
        select(vec!["a", "n"])
            .prop_map(|field| json!({"name": "x", "type": "sum", "field": field})),
        0..2,
    );
    let mut members = vec![
        ("input", item()),
        ("filter", filter()),
        ("condition", filter()),
        ("limit", number.clone()),
        ("from", number),
        ("nextToken", token),
        ("sortDirection", direction),
        ("sort", sort.prop_map(Value::from).boxed()),
        ("aggregates", aggregates.prop_map(Value::from).boxed()),
        ("nB", key_condition()),
        ("dE", key_condition()),
        ("n", key_condition()),
        ("query", item()),
        ("body", item()),
        ("params", some(vec![("id", scalar("id"))])),
    ];
    members.extend(["id", "a", "b", "c", "d"].map(|name| (name, scalar(name))));
    some(members)
}

/// The arguments of a query for one item, where a sort key is a value and not a condition.
fn key_arguments() -> BoxedStrategy<Value> {
    some(
        ["id", "a", "n", "b"]
            .map(|name| (name, scalar(name)))
            .into(),
    )
}

fn stash() -> BoxedStrategy<Value> {
    let key = json!({"a": {"S": "x"}, "n#b": {"S": "1#y"}});
    let query = json!({"expression": "#a = :a", "expressionNames": {"#a": "a"}});
    let conditions = prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!([{"a": {"eq": "x"}}, {"n": {"attributeExists": false}}])),
    ];
    let rules = select(vec![
        json!({"or": [{"owner": {"eq": "me"}}, {"b": {"in": ["g", "h"]}}]}),
        json!({"or": []}),
        json!({}),
        Value::Null,
    ]);
    some(vec![
        ("typeName", Just(json!("Query")).boxed()),
        ("conditions", conditions.boxed()),
        ("authFilter", rules.boxed()),
        ("metadata", Just(json!({"modelObjectKey": key})).boxed()),
        (
            "modelQueryExpression",
            select(vec![query, json!({})]).boxed(),
        ),
        ("defaultValues", item()),
        ("indexKeys", some(vec![("d#e", scalar("e"))])),
        ("connectionAttributes", item()),
        ("deniedField", Just(true.into()).boxed()),
        (
            "transformedArgs",
            some(vec![("input", item()), ("filter", filter())]),
        ),
    ])
}

fn result() -> BoxedStrategy<Value> {
    let page = some(vec![
        (
            "items",
            proptest::collection::vec(item(), 0..3)
                .prop_map(Value::from)
                .boxed(),
        ),
        ("nextToken", Just(json!("more")).boxed()),
        ("scannedCount", (0_i64..3).prop_map(Value::from).boxed()),
    ]);
    let hits = proptest::collection::vec(
        (item(), scalar("a")).prop_map(|(item, sort)| json!({"_source": item, "sort": [sort]})),
        0..3,
    );
    let aggregations = select(vec![
        Value::Null,
        json!({"x": {"doc_count": 1, "x": {"value": 2.5}}, "y": {"y": {"buckets": [{"key": "k", "doc_count": 1}]}}, "z": {}}),
    ]);
    let search = (hits, aggregations).prop_map(|(hits, aggregations)| {
        json!({"hits": {"total": {"value": hits.len()}, "hits": hits}, "aggregations": aggregations})
    });
    let bodies = vec!["{\"a\": 1}", "", "<a><b>1</b></a>", "[1]"];
    let kinds = vec!["application/json", "text/xml"];
    let http = (
        select(vec![200, 201, 204, 301, 404, 500]),
        select(bodies),
        select(kinds),
    )
        .prop_filter_map("the body is of its type", |(status, body, kind)| {
            let is_xml = body.starts_with('<');
            let fits = body.is_empty() || is_xml == kind.ends_with("xml");
            fits.then(
                || json!({"statusCode": status, "body": body, "headers": {"content-type": kind}}),
            )
        });
    prop_oneof![Just(Value::Null), item(), page, search, http].boxed()
}

fn context() -> impl Strategy<Value = Context> {
    let identity = select(vec![
        Value::Null,
        json!({"sub": "me", "username": "me", "claims": {"sub": "me", "username": "me", "cognito:groups": ["g"]}}),
        json!({"claims": {}}),
    ]);
    let error = select(vec![
        Value::Null,
        Value::Null,
        json!({"message": "no", "type": "DynamoDB:ConditionalCheckFailedException"}),
    ]);
    let source = prop_oneof![Just(Value::Null), item(), item()];
    (arguments(), identity, source, stash(), result(), error).prop_map(
        |(arguments, identity, source, stash, result, error)| Context {
            arguments,
            identity,
            source,
            stash,
            result,
            error,
            request: json!({"headers": {"x-a": "1", "host": "h"}, "domainName": null}),
            ..Context::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_printings_of_every_half_do_the_same(context in context(), key in key_arguments()) {
        let of_key = Context { arguments: key, ..context.clone() };
        for (name, both) in HALVES.iter() {
            let is_for_one = name.starts_with("Query.get");
            both.evaluation(if is_for_one { &of_key } else { &context });
        }
    }
}
