//! What can be seen of requests afterwards.

use std::time::Instant;

use appsynth_local::Outputs;
use serde_json::{Value, json};

use crate::project::{Answer, Project, add, api, blog, get, post, resolver, source};
use crate::socket::Socket;

const CREATE: &str =
    r#"mutation Create($id: ID!) { createPost(input: {id: $id, title: "Hello"}) { id title } }"#;

fn traces(outputs: &Outputs, rest: &str) -> Answer {
    let base = outputs.apis[0].graphql_url.trim_end_matches("/graphql");
    get(&format!("{base}/.appsynth/traces{rest}"))
}

/// The traces so far, newest first.
fn list(outputs: &Outputs) -> Vec<Value> {
    let answer = traces(outputs, "");
    assert_eq!(answer.status, 200);
    let list = answer.body["traces"].as_array();
    list.expect("a list").clone()
}

/// Sends a request with the API's key; gives the answer and its trace.
fn traced(outputs: &Outputs, headers: &[(&str, &str)], body: &Value) -> (Answer, Value) {
    let key = outputs.apis[0].api_key.as_deref().unwrap_or_default();
    let headers = [&[("x-api-key", key), ("x-appsynth-trace", "yes")], headers].concat();
    let answer = post(&outputs.apis[0].graphql_url, &headers, &body.to_string());
    let id = answer.headers["x-amzn-requestid"].to_str().expect("an id");
    let trace = traces(outputs, &format!("/{id}"));
    assert_eq!(trace.status, 200, "the request has a trace");
    (answer, trace.body)
}

#[test]
fn a_request_is_seen_with_its_fields_and_what_was_sent_to_the_table() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let body = json!({"query": CREATE, "operationName": "Create", "variables": {"id": "1"}});
    let (answer, seen) = traced(&outputs, &[], &body);
    assert_eq!(
        answer.body,
        json!({"data": {"createPost": {"id": "1", "title": "Hello"}}})
    );

    let trace = &seen["trace"];
    assert_eq!(trace["request"]["query"], CREATE);
    assert_eq!(trace["request"]["variables"], json!({"id": "1"}));
    assert_eq!(
        trace["caller"],
        json!({"mode": "API_KEY", "identity": null})
    );
    let field = &trace["fields"][0];
    assert_eq!(field["path"], json!(["createPost"]));
    assert_eq!(
        field["arguments"],
        json!({"input": {"id": "1", "title": "Hello"}})
    );
    let step = &field["steps"][0];
    assert_eq!(step["dataSource"], "PostsSource");
    assert_eq!(step["request"]["operation"], "PutItem");
    assert_eq!(step["request"]["key"], json!({"id": {"S": "1"}}));
    assert_eq!(step["result"], json!({"id": "1", "title": "Hello"}));
    assert!(step["dataSourceMicros"].as_u64() > Some(0));

    let listed = &list(&outputs)[0];
    assert_eq!(listed, &seen["summary"]);
    assert_eq!(listed["operation"], "Create");
    assert_eq!(listed["status"], 200);
    assert_eq!(listed["mode"], "API_KEY");
    assert_eq!(traces(&outputs, "/nothing").status, 404);
}

#[test]
fn a_failure_is_seen_at_the_step_it_is_of() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let body = json!({"query": CREATE, "variables": {"id": "1"}});
    traced(&outputs, &[], &body);
    // The same item again would be no failure.
    let other = json!({"query": CREATE.replace("Hello", "Other"), "variables": {"id": "1"}});
    let (_, seen) = traced(&outputs, &[], &other);
    let step = &seen["trace"]["fields"][0]["steps"][0];
    assert_eq!(
        step["failure"]["errorType"],
        "DynamoDB:ConditionalCheckFailedException"
    );
    assert_eq!(seen["trace"]["errors"][0]["path"], json!(["createPost"]));
    assert_eq!(seen["summary"]["errors"], 1);
}

/// An API whose resolver gives and logs the headers that it got.
fn telltale() -> Value {
    let mut template = api("type Query { headers: AWSJSON closed: String @aws_iam }");
    add(
        &mut template,
        "Nothing",
        source("Nothing", "NONE", json!({})),
    );
    let tell = r#"$util.log.info($util.toJson($ctx.request.headers))
        $util.qr($ctx.stash.put("headers", $ctx.request.headers))
        {"version": "2018-05-29", "payload": $util.toJson($ctx.request.headers)}"#;
    add(
        &mut template,
        "Headers",
        resolver("Query.headers", "Nothing", tell),
    );
    template
}

#[test]
fn credentials_are_in_no_trace() {
    let mut project = Project::new(&telltale());
    let outputs = project.deploy();
    let body = json!({"query": "{ headers }"});
    let (answer, seen) = traced(
        &outputs,
        &[("cookie", "session=0123456789"), ("x-mine", "seen")],
        &body,
    );
    let key = outputs.apis[0].api_key.as_deref().expect("a key");
    let told = answer.body.to_string();
    assert!(
        told.contains(key),
        "the resolver itself sees the headers: {told}"
    );
    let text = seen.to_string();
    assert!(
        text.contains("x-mine") && text.contains("(hidden)"),
        "{text}"
    );
    assert!(
        !text.contains(key) && !text.contains("0123456789"),
        "{text}"
    );

    // A caller who is refused has credentials, too.
    let query = json!({"query": "{ closed } # token-of-somebody"});
    let headers = [("authorization", "Bearer token-of-somebody")];
    let (answer, seen) = traced(&outputs, &headers, &query);
    assert_eq!(answer.status, 401);
    assert!(!seen.to_string().contains("token-of-somebody"), "{seen}");

    // Nor is a part of one where the list of traces cuts the text.
    let long = "0123456789".repeat(20);
    let query = json!({"query": format!("{{ closed }} # {long}")});
    let (_, seen) = traced(&outputs, &[("authorization", &long)], &query);
    assert_eq!(seen["summary"]["operation"], "{ closed } # (hidden)");
}

#[test]
fn the_rule_that_denied_is_seen() {
    let mut project = Project::new(&telltale());
    let outputs = project.deploy();
    let (_, seen) = traced(&outputs, &[], &json!({"query": "{ closed }"}));
    assert_eq!(seen["summary"]["denied"], true);
    let field = &seen["trace"]["fields"][0];
    assert_eq!(field["origin"], "refused");
    assert_eq!(
        field["denied"],
        json!({"mode": "API_KEY", "by": "field", "rules": ["@aws_iam"]})
    );

    let headers = [("authorization", "whatever")];
    let (answer, seen) = traced(&outputs, &headers, &json!({"query": "{ headers }"}));
    assert_eq!(answer.status, 401);
    assert_eq!(seen["summary"]["mode"], Value::Null);
    assert_eq!(
        seen["trace"]["refused"],
        json!({
            "errorType": "UnauthorizedException",
            "message": "You are not authorized to make this call.",
            "reason": "the `authorization` header has nothing that this API takes",
        })
    );
}

#[test]
fn the_filter_that_held_an_event_back_is_seen() {
    let schema = r#"
        type Note { id: ID! text: String }
        type Query { nothing: String }
        type Mutation { write(id: ID!, text: String): Note }
        type Subscription { onWrite(text: String): Note @aws_subscribe(mutations: ["write"]) }
    "#;
    let mut template = api(schema);
    add(
        &mut template,
        "Nothing",
        source("Nothing", "NONE", json!({})),
    );
    let echo = r#"{"version": "2018-05-29", "payload": $util.toJson($ctx.args)}"#;
    add(
        &mut template,
        "Write",
        resolver("Mutation.write", "Nothing", echo),
    );
    let mut project = Project::new(&template);
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    socket.start(&outputs, "all", "subscription All { onWrite { id text } }");
    socket.start(
        &outputs,
        "some",
        "subscription Some { onWrite(text: \"a\") { id text } }",
    );

    let write = json!({"query": "mutation { write(id: 1, text: \"b\") { id text } }"});
    let (_, seen) = traced(&outputs, &[], &write);
    assert_eq!(
        seen["trace"]["events"],
        json!([{
            "mutation": "write", "sentTo": 1, "heldBackLeftOut": 0,
            "heldBack": [{
                "field": "onWrite", "id": "some",
                "unmet": [{"field": "text", "operator": "eq", "value": "a", "found": "b"}],
            }],
        }])
    );
    let list = list(&outputs);
    let subscription = list.iter().find(|one| one["kind"] == "subscription");
    let operation = &subscription.expect("a subscription is traced")["operation"];
    assert_eq!(
        operation,
        "subscription Some { onWrite(text: \"a\") { id text } }"
    );
}

#[test]
fn under_load_those_are_traced_that_ask_for_it() {
    let mut project = Project::new(&telltale());
    let outputs = project.deploy();
    let key = outputs.apis[0].api_key.as_deref().expect("a key");
    let body = json!({"query": "{ __typename }"}).to_string();
    let ask = |headers: &[(&str, &str)]| {
        let headers = [&[("x-api-key", key)], headers].concat();
        let answer = post(&outputs.apis[0].graphql_url, &headers, &body);
        let id = answer.headers["x-amzn-requestid"].to_str();
        id.expect("an id").to_owned()
    };
    // As many as are kept, so that none goes missing for being old.
    let start = Instant::now();
    let (mut asked, mut unasked) = (Vec::new(), Vec::new());
    for at in 0..200 {
        match at % 10 {
            0 => asked.push(ask(&[("x-appsynth-trace", "yes")])),
            _ => unasked.push(ask(&[])),
        }
    }
    let seconds = start.elapsed().as_secs();
    let list = list(&outputs);
    let is_traced = |id: &&String| list.iter().any(|one| one["id"] == **id);
    assert_eq!(asked.iter().filter(is_traced).count(), asked.len());
    // 20 in each of the server's seconds, of which the first and the last began before and end after.
    let traced = unasked.iter().filter(is_traced).count() as u64;
    assert!(traced <= 20 * (seconds + 2), "{traced} in {seconds} s");

    for _ in 0..10 {
        asked.push(ask(&[("x-appsynth-trace", "yes")]));
    }
    let newest = traces(&outputs, "").body["traces"].clone();
    let newest = newest.as_array().expect("a list");
    assert_eq!(newest[0]["id"], asked[asked.len() - 1]);
    assert!(newest.len() <= 200, "{}", newest.len());
}
