//! Searches.

use appsynth_transform::plan::Plan;
use appsynth_util::Context;
use serde_json::{Value, json};

use crate::plan::plan_of;
use crate::plan::running::{Answer, Run, run, run_in};

fn posts() -> Plan {
    plan_of(
        r#"type Post @model @searchable @auth(rules: [{ allow: public }]) {
            title: String!
            rating: Int
        }"#,
    )
}

fn search(arguments: Value) -> Run {
    run(&posts(), "Query.searchPosts", arguments, Vec::new())
}

/// What OpenSearch is asked.
fn body(run: &Run) -> Value {
    let request = run.request();
    assert_eq!(request["path"], "/post/_search");
    request["params"]["body"].clone()
}

#[test]
fn a_search_for_everything_is_sorted_by_the_key() {
    assert_eq!(
        body(&search(json!({}))),
        json!({
            "size": 100,
            "version": false,
            "sort": [{ "id.keyword": { "order": "desc" } }],
            "query": { "match_all": {} },
            "aggs": {},
        })
    );
}

#[test]
fn numbers_are_sorted_as_such_and_the_key_comes_last() {
    let sort = json!([{ "field": "rating", "direction": "asc" }, { "field": "title" }]);
    assert_eq!(
        body(&search(json!({ "sort": sort })))["sort"],
        json!([
            { "rating": { "order": "asc" } },
            { "title.keyword": { "order": "desc" } },
            { "id.keyword": { "order": "desc" } },
        ])
    );
}

#[test]
fn a_page_leads_to_the_next_one() {
    let hits = json!([{ "_source": { "id": "1" }, "sort": ["x", 5] }]);
    let answer = json!({ "hits": { "total": { "value": 7 }, "hits": hits } });
    let answers = vec![Answer::Result(answer)];
    let first = run(&posts(), "Query.searchPosts", json!({}), answers);
    assert_eq!(first.value()["total"], 7);
    let next = search(json!({ "nextToken": first.value()["nextToken"], "from": 2, "limit": 3 }));
    let body = body(&next);
    assert_eq!(body["search_after"], json!(["x", 5]));
    assert_eq!((&body["from"], &body["size"]), (&json!(2), &json!(3)));
}

#[test]
fn what_is_no_page_is_refused() {
    let run = search(json!({ "nextToken": "e30=" }));
    assert_eq!(run.error(), "Invalid pagination token given.");
    assert_eq!(run.requests, []);
}

#[test]
fn a_query_that_a_users_function_puts_into_the_stash_has_to_hold_too() {
    let tenant = json!({ "term": { "tenant.keyword": "t-1" } });
    let context = Context {
        arguments: json!({ "filter": { "title": { "match": "engines" } } }),
        stash: json!({ "authFilter": tenant }),
        ..Context::default()
    };
    let run = run_in(&posts(), "Query.searchPosts", context, Vec::new());
    assert_eq!(
        body(&run)["query"],
        json!({ "bool": { "must": [{ "match": { "title": "engines" } }, tenant] } })
    );
}
