//! Lambda functions that decide about writes whose condition does not hold.

use appsynth_local::Outputs;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::project::{Project, add, api, posts_table, query, resolver, table_source};
use crate::sources::serve;

const SCHEMA: &str = "
    type Person { id: ID! name: String counted: Int }
    type Query { person(id: ID!): Person }
    type Mutation {
        put(id: ID!, name: String, expected: Int): Person
        update(id: ID!, name: String, expected: Int): Person
        delete(id: ID!, expected: Int): Person
    }
";

/// People whose writes expect a count of changes; `decide` gets the events of those that expect another.
fn deploy(decide: impl Fn(Value) -> Value + Clone + Send + Sync + 'static) -> (Project, Outputs) {
    let mut project = Project::new(&json!({}));
    let app = Router::new().route(
        "/",
        post(move |Json(event): Json<Value>| async move { Json(decide(event)) }),
    );
    let url = serve(&project, app);

    let mut template = api(SCHEMA);
    let mut table = posts_table();
    table["Properties"]["TableName"] = json!("people");
    add(&mut template, "People", table);
    let mut people = table_source("People", json!({"Ref": "People"}));
    people["Properties"]["DynamoDBConfig"]["AwsRegion"] = json!("eu-west-1");
    add(&mut template, "Source", people);
    let key = r#""version": "2018-05-29", "key": {"id": {"S": "$ctx.args.id"}}"#;
    let condition = r##""condition": {
        "expression": "attribute_not_exists(id) OR counted = :expected",
        "expressionValues": {":expected": {"N": $ctx.args.expected}},
        "equalsIgnore": ["counted"],
        "consistentRead": false,
        "conditionalCheckFailedHandler": {
            "strategy": "Custom",
            "lambdaArn": "arn:aws:lambda:eu-west-1:123456789012:function:decide"
        }
    }"##;
    for (field, operation, change) in [
        ("Query.person", "GetItem", ""),
        (
            "Mutation.put",
            "PutItem",
            r#", "attributeValues": {"name": {"S": "$ctx.args.name"}, "counted": {"N": $math.add}}"#,
        ),
        (
            "Mutation.update",
            "UpdateItem",
            r##", "update": {
                "expression": "SET #name = :name",
                "expressionNames": {"#name": "name"},
                "expressionValues": {":name": {"S": "$ctx.args.name"}}
            }"##,
        ),
        ("Mutation.delete", "DeleteItem", ""),
    ] {
        let condition = match operation {
            "GetItem" => String::new(),
            _ => format!(", {condition}"),
        };
        let change = change.replace("$math.add", "#set($next = $ctx.args.expected + 1)$next");
        let request = format!(r#"{{"operation": "{operation}", {key}{change}{condition}}}"#);
        let mut resolver = resolver(field, "Source", &request);
        resolver["Properties"]["ResponseMappingTemplate"] = json!(
            "#if($ctx.error)$util.error($ctx.error.message, $ctx.error.type, $ctx.result)#end$util.toJson($ctx.result)"
        );
        add(&mut template, &field.replace('.', ""), resolver);
    }
    project.set_template(&template);
    let mut options = project.options();
    options.lambda_endpoints.insert("decide".to_owned(), url);
    let outputs = project
        .deploy_with(options)
        .expect("the assembly is deployed");
    query(
        &outputs,
        r#"mutation { put(id: "1", name: "Ann", expected: 7) { id } }"#,
    );
    (project, outputs)
}

const STALE: &str = r#"mutation { put(id: "1", name: "Bob", expected: 1) { name counted } }"#;

#[test]
fn a_rejected_write_is_an_error_with_the_current_item() {
    let (_project, outputs) = deploy(|_| json!({"action": "reject"}));
    let answer = query(&outputs, STALE);
    assert_eq!(answer["data"], json!({"put": null}));
    let error = &answer["errors"][0];
    assert_eq!(
        error["errorType"],
        "DynamoDB:ConditionalCheckFailedException"
    );
    assert_eq!(error["data"], json!({"name": "Ann", "counted": 8}));
}

#[test]
fn a_discarded_write_gives_the_current_item() {
    let (_project, outputs) = deploy(|_| json!({"action": "discard"}));
    for (mutation, field) in [
        (STALE, "put"),
        (
            r#"mutation { delete(id: "1", expected: 1) { name counted } }"#,
            "delete",
        ),
    ] {
        let answer = query(&outputs, mutation);
        assert_eq!(
            answer,
            json!({"data": {field: {"name": "Ann", "counted": 8}}})
        );
    }
}

#[test]
fn a_write_is_tried_again_as_the_function_says() {
    let (_project, outputs) = deploy(|event| {
        let counted = event["currentValue"]["counted"]["N"].as_i64();
        let counted = counted.expect("a number, as resolvers write it");
        let mut mapping = json!({"condition": {"expressionValues": {":expected": {"N": counted}}}});
        match event["requestMapping"]["operation"].as_str() {
            Some("PutItem") => {
                mapping["attributeValues"] = json!({
                    "name": {"S": format!("{} the second", event["arguments"]["name"].as_str().unwrap())},
                    "counted": {"N": counted + 1},
                });
            }
            Some("UpdateItem") => {
                mapping["update"] = json!({
                    "expression": "SET counted = :next",
                    "expressionValues": {":next": {"N": counted + 1}},
                });
            }
            _ => {}
        }
        json!({"action": "retry", "retryMapping": mapping})
    });
    assert_eq!(
        query(&outputs, STALE),
        json!({"data": {"put": {"name": "Bob the second", "counted": 9}}})
    );
    assert_eq!(
        query(
            &outputs,
            r#"mutation { update(id: "1", name: "Eve", expected: 1) { name counted } }"#
        ),
        json!({"data": {"update": {"name": "Bob the second", "counted": 10}}})
    );
    assert_eq!(
        query(
            &outputs,
            r#"mutation { delete(id: "1", expected: 1) { counted } }"#
        ),
        json!({"data": {"delete": {"counted": 10}}})
    );
    assert_eq!(
        query(&outputs, r#"{ person(id: "1") { id } }"#),
        json!({"data": {"person": null}})
    );
}

#[test]
fn a_second_failure_is_an_error() {
    let (_project, outputs) = deploy(|_| json!({"action": "retry", "retryMapping": {}}));
    let answer = query(&outputs, STALE);
    assert_eq!(
        answer["errors"][0]["errorType"],
        "DynamoDB:ConditionalCheckFailedException"
    );
}

#[test]
fn the_function_is_told_everything_about_the_write() {
    let (_project, outputs) = deploy(|event| {
        let name = json!({"S": event.to_string()});
        let expected = json!({":expected": {"N": 8}});
        json!({
            "action": "retry",
            "retryMapping": {
                "attributeValues": {"name": name},
                "condition": {"expressionValues": expected},
            },
        })
    });
    let answer = query(&outputs, STALE);
    let name = answer["data"]["put"]["name"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"));
    let event: Value = serde_json::from_str(name).unwrap();
    assert_eq!(
        event["arguments"],
        json!({"id": "1", "name": "Bob", "expected": 1})
    );
    assert_eq!(event["requestMapping"]["key"], json!({"id": {"S": "1"}}));
    assert_eq!(
        event["requestMapping"]["condition"]["equalsIgnore"],
        json!(["counted"])
    );
    assert_eq!(
        event["currentValue"],
        json!({"id": {"S": "1"}, "name": {"S": "Ann"}, "counted": {"N": 8}})
    );
    assert_eq!(
        event["resolver"],
        json!({
            "tableName": "people", "awsRegion": "eu-west-1", "parentType": "Mutation", "field": "put",
            "outputType": "Person",
        })
    );
    assert_eq!(event["identity"], Value::Null);
}

#[test]
fn the_function_is_not_asked_where_the_item_is_as_wanted() {
    let (_project, outputs) = deploy(|event| panic!("asked about {event}"));
    assert_eq!(
        query(
            &outputs,
            r#"mutation { put(id: "1", name: "Ann", expected: 1) { name counted } }"#
        ),
        json!({"data": {"put": {"name": "Ann", "counted": 8}}})
    );
}

#[test]
fn an_answer_that_is_none_is_an_error() {
    let (_project, outputs) = deploy(|_| json!({"action": "maybe"}));
    let answer = query(&outputs, STALE);
    let error = &answer["errors"][0];
    assert_eq!(error["errorType"], "Lambda:IllegalArgument");
    let message = error["message"].as_str().unwrap();
    assert!(
        message.ends_with(r#"it answered {"action":"maybe"}"#),
        "{message}"
    );
}
