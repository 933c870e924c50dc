//! What searches count and sum up of fields that not everyone may search.

use appsynth_transform::plan::{Plan, plan};
use appsynth_util::Context;
use serde_json::{Value, json};

use super::callers::user;
use super::truth::options;
use crate::model_with;
use crate::plan::running::{Answer, Run, run_in};

const WORKERS: &str = r#"
    type Worker @model @searchable @auth(rules: [{ allow: owner }, { allow: private, operations: [read] }]) {
        id: ID!
        name: String
        wage: Float @auth(rules: [{ allow: owner }, { allow: groups, groups: ["Pay"], operations: [read] }])
    }
"#;

fn workers() -> Plan {
    plan(&model_with(WORKERS, &options()), &options())
}

fn sum(field: &str, claims: Value, answer: Value) -> Run {
    let context = Context {
        identity: user(claims).identity,
        arguments: json!({ "aggregates": [{ "name": "n", "type": "sum", "field": field }] }),
        ..Context::default()
    };
    let answer = json!({ "aggregations": { "n": { "doc_count": 2, "n": answer } } });
    let answers = vec![Answer::Result(answer)];
    run_in(&workers(), "Query.searchWorkers", context, answers)
}

fn asked(run: &Run) -> &Value {
    &run.request()["params"]["body"]["aggs"]["n"]
}

fn ann(groups: &[&str]) -> Value {
    json!({ "sub": "s-1", "username": "ann", "cognito:groups": groups })
}

#[test]
fn fields_that_all_may_search_are_counted_over_everything_that_is_found() {
    let run = sum("name", ann(&[]), json!({ "value": 2.5 }));
    let of_everything = |field: &str| {
        json!({
            "filter": { "match_all": {} },
            "aggs": { "n": { "sum": { "field": field } } },
        })
    };
    assert_eq!(asked(&run), &of_everything("name.keyword"));
    let run = sum("wage", ann(&["Pay"]), json!({ "value": 2.5 }));
    assert_eq!(asked(&run), &of_everything("wage"));
    assert_eq!(
        run.value()["aggregateItems"],
        json!([{ "name": "n", "result": { "__typename": "SearchableAggregateScalarResult", "value": 2.5 } }])
    );
}

#[test]
fn fields_that_only_owners_may_search_are_counted_over_what_they_own() {
    let run = sum("wage", ann(&[]), json!({ "value": 2.5 }));
    let is_owner = |name: &str| json!({ "term": { "owner.keyword": name } });
    assert_eq!(
        asked(&run),
        &json!({
            "filter": { "bool": {
                "should": [is_owner("s-1::ann"), is_owner("s-1"), is_owner("ann")],
                "minimum_should_match": 1,
            } },
            "aggs": { "n": { "sum": { "field": "wage" } } },
        })
    );
    assert_eq!(
        run.value()["aggregateItems"],
        json!([{ "name": "n", "result": { "__typename": "SearchableAggregateScalarResult", "value": 2.5 } }])
    );
}

#[test]
fn fields_that_the_caller_may_not_search_are_refused() {
    let nobody = json!({ "cognito:groups": ["Other"] });
    let run = sum("wage", nobody.clone(), Value::Null);
    assert_eq!(
        run.error(),
        "Unauthorized to run aggregation on field: wage"
    );
    assert_eq!(run.requests, []);
    assert!(sum("name", nobody, Value::Null).result.is_ok());
}
