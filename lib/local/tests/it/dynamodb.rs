//! The tables as a DynamoDB endpoint, spoken to as AWS's clients do.

use appsynth_local::Outputs;
use serde_json::{Value, json};

use crate::project::{Answer, Project, blog, post, query};

fn send(outputs: &Outputs, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let url = outputs.apis[0].graphql_url.replace("/graphql", "/");
    // Clients of AWS sign; nobody here looks at the signature.
    let mut all = vec![
        ("x-amz-target", target),
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIA/20300101/eu-west-1/dynamodb/aws4_request",
        ),
    ];
    all.extend(headers);
    post(&url, &all, body)
}

fn call(outputs: &Outputs, operation: &str, request: &Value) -> Answer {
    let target = format!("DynamoDB_20120810.{operation}");
    send(outputs, &target, &[], &request.to_string())
}

#[test]
fn clients_of_dynamodb_reach_the_tables_of_the_api() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    query(
        &outputs,
        r#"mutation { createPost(input: {id: "1", title: "a"}) { id } }"#,
    );

    let tables = call(&outputs, "ListTables", &json!({}));
    assert_eq!(tables.body, json!({"TableNames": ["blog-Posts"]}));
    assert_eq!(tables.headers["content-type"], "application/x-amz-json-1.0");
    assert!(tables.headers.contains_key("x-amzn-requestid"));
    let key = json!({"id": {"S": "1"}});
    let update = json!({
        "TableName": "blog-Posts",
        "Key": key,
        "UpdateExpression": "SET title = :title",
        "ExpressionAttributeValues": {":title": {"S": "b"}},
    });
    assert_eq!(call(&outputs, "UpdateItem", &update).status, 200);
    assert_eq!(
        query(&outputs, r#"{ getPost(id: "1") { title } }"#),
        json!({"data": {"getPost": {"title": "b"}}})
    );
}

#[test]
fn refusals_are_exceptions_of_dynamodb() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let item = |id: &str| json!({"TableName": "blog-Posts", "Item": {"id": {"S": id}}});
    call(&outputs, "PutItem", &item("1"));
    let mut again = item("1");
    again["ConditionExpression"] = json!("attribute_not_exists(id)");
    again["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    let answer = call(&outputs, "PutItem", &again);
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.body,
        json!({
            "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
            "message": "The conditional request failed",
            "Item": {"id": {"S": "1"}},
        })
    );
    for (operation, body, exception) in [
        (
            "PutItem",
            "{",
            "com.amazon.coral.service#SerializationException",
        ),
        (
            "Dance",
            "{}",
            "com.amazon.coral.service#UnknownOperationException",
        ),
        (
            "GetItem",
            "{}",
            "com.amazon.coral.validate#ValidationException",
        ),
        (
            "GetItem",
            r#"{"TableName": "Nothing", "Key": {"id": {"S": "1"}}}"#,
            "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
        ),
    ] {
        let answer = send(
            &outputs,
            &format!("DynamoDB_20120810.{operation}"),
            &[],
            body,
        );
        assert_eq!(answer.status, 400, "{operation}");
        assert_eq!(answer.body["__type"], exception);
    }
}

#[test]
fn other_services_are_not_there() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    assert_eq!(
        send(&outputs, "Kinesis_20131202.PutRecord", &[], "{}").status,
        404
    );
}
