//! Queries.

use appsynth_transform::plan::Plan;
use serde_json::{Value, json};

use crate::plan::plan_of;
use crate::plan::running::{Answer, expression, run};

fn lanterns() -> Plan {
    plan_of(
        r#"type Lantern @model @auth(rules: [{ allow: public }]) {
            id: ID!
            name: String!
            port: String @index(name: "byPort", sortKeyFields: ["lumens"], queryField: "lanternsOfPort")
            lumens: Int
        }"#,
    )
}

#[test]
fn one_item_is_read_by_a_query() {
    let answer = json!({"items": [{"id": "1", "name": "Harbour"}], "scannedCount": 1});
    let run = run(
        &lanterns(),
        "Query.getLantern",
        json!({"id": "1"}),
        vec![Answer::Result(answer)],
    );
    assert_eq!(
        run.request(),
        &json!({
            "version": "2018-05-29",
            "operation": "Query",
            "query": {
                "expression": "#id = :id",
                "expressionNames": {"#id": "id"},
                "expressionValues": {":id": {"S": "1"}},
            },
        })
    );
    assert_eq!(run.value(), &json!({"id": "1", "name": "Harbour"}));
}

#[test]
fn an_item_that_is_not_there_is_null() {
    let run = run(
        &lanterns(),
        "Query.getLantern",
        json!({"id": "1"}),
        vec![Answer::Result(json!({"items": [], "scannedCount": 0}))],
    );
    assert_eq!(run.value(), &Value::Null);
}

#[test]
fn an_item_that_the_filter_of_the_rules_hides_is_refused() {
    let run = run(
        &lanterns(),
        "Query.getLantern",
        json!({"id": "1"}),
        vec![Answer::Result(json!({"items": [], "scannedCount": 1}))],
    );
    assert_eq!(run.error(), "Unauthorized");
}

#[test]
fn all_items_are_read_by_a_scan() {
    let arguments =
        json!({"filter": {"name": {"beginsWith": "H"}}, "limit": 5, "nextToken": "abc"});
    let run = run(&lanterns(), "Query.listLanterns", arguments, Vec::new());
    assert_eq!(run.request()["operation"], "Scan");
    assert_eq!(run.request()["limit"], 5);
    assert_eq!(run.request()["nextToken"], "abc");
    assert_eq!(
        expression(&run.request()["filter"]),
        r#"(begins_with(name,{"S":"H"}))"#
    );
}

#[test]
fn a_hundred_items_come_at_once() {
    for arguments in [
        json!({}),
        json!({"limit": null, "filter": {}, "nextToken": null}),
    ] {
        let run = run(&lanterns(), "Query.listLanterns", arguments, Vec::new());
        assert_eq!(
            run.request(),
            &json!({"version": "2018-05-29", "operation": "Scan", "limit": 100})
        );
    }
}

#[test]
fn filters_that_ask_only_whether_something_is_there_have_no_values() {
    let arguments = json!({"filter": {"name": {"attributeExists": true}}});
    let run = run(&lanterns(), "Query.listLanterns", arguments, Vec::new());
    assert_eq!(run.request()["filter"].get("expressionValues"), None);
}

#[test]
fn an_index_is_read_by_its_key() {
    let arguments = json!({"port": "Oslo", "lumens": {"between": [1, 9]}, "sortDirection": "DESC"});
    let run = run(&lanterns(), "Query.lanternsOfPort", arguments, Vec::new());
    let request = run.request();
    assert_eq!(request["operation"], "Query");
    assert_eq!(request["index"], "byPort");
    assert_eq!(request["scanIndexForward"], false);
    assert_eq!(
        expression(&request["query"]),
        r#"port = {"S":"Oslo"} AND lumens BETWEEN {"N":1} AND {"N":9}"#
    );
}

#[test]
fn errors_of_the_table_are_the_fields() {
    for query in ["getLantern", "listLanterns", "lanternsOfPort"] {
        let arguments = json!({"id": "1", "port": "Oslo"});
        let run = run(
            &lanterns(),
            &format!("Query.{query}"),
            arguments,
            vec![Answer::Error("no")],
        );
        assert_eq!(run.error(), "no");
    }
}
