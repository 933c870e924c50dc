//! Custom fields: functions, HTTP endpoints and rules alone.

use appsynth_transform::Options;
use appsynth_transform::plan::{Plan, SourceKind};
use appsynth_util::Context;
use serde_json::{Value, json};

use crate::options;
use crate::plan::running::{Answer, run, run_in};
use crate::plan::{plan_with, resolver};

fn shop() -> Plan {
    let options = Options {
        environment: Some("dev".to_owned()),
        ..options()
    };
    plan_with(
        r#"type Article { id: ID! remarks: [String] @http(url: "https://api.example.org/articles/${ctx.source.id}/remarks") }
        type Query {
            article(tag: String): Article @http(url: "https://api.example.org/${env}/:id", headers: [{ key: "x-tag", value: "$ctx.args.query.tag" }])
            price(id: ID): Int @function(name: "find-price-${env}") @function(name: "add_tax", region: "eu-west-1")
            staff: String @auth(rules: [{ allow: private }])
            guarded: String @function(name: "add_tax") @auth(rules: [{ allow: private }])
            later: String
        }
        type Mutation {
            publish(title: String!, size: Int): Article @http(method: POST, url: "https://api.example.org/articles")
            start: EventInvocationResponse @function(name: "add_tax", invocationType: Event)
        }
        type EventInvocationResponse { success: Boolean! }"#,
        &options,
    )
}

fn http(status: u16, body: &str, kind: &str) -> Answer {
    Answer::Result(json!({"statusCode": status, "body": body, "headers": {"content-type": kind}}))
}

#[test]
fn data_sources_are_named_after_what_they_reach() {
    let plan = shop();
    let names: Vec<&str> = plan.sources.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "NONE_DS",
            "httpsapiexampleorgDataSource",
            "FindPriceLambdaDataSource",
            "AddTaxEuWest1LambdaDataSource",
            "AddTaxLambdaDataSource",
        ]
    );
    assert!(matches!(
        plan.sources["AddTaxLambdaDataSource"].kind,
        SourceKind::Function { .. }
    ));
}

#[test]
fn functions_get_the_field_and_the_result_before() {
    let answers = vec![Answer::Result(json!(100)), Answer::Result(json!(119))];
    let run = run(&shop(), "Query.price", json!({"id": "1"}), answers);
    let (source, second) = &run.requests[1];
    assert_eq!(source, "AddTaxEuWest1LambdaDataSource");
    assert_eq!(
        second,
        &json!({
            "version": "2018-05-29",
            "operation": "Invoke",
            "invocationType": "RequestResponse",
            "payload": {
                "typeName": "Query", "fieldName": "price", "arguments": {"id": "1"},
                "identity": null, "source": null, "request": null, "prev": {"result": 100},
            },
        })
    );
    assert_eq!(run.value(), &json!(119));
}

#[test]
fn a_function_that_fails_ends_the_chain() {
    let run = run(
        &shop(),
        "Query.price",
        json!({}),
        vec![Answer::Error("no luck")],
    );
    assert_eq!(run.requests.len(), 1);
    assert_eq!(run.error(), "no luck");
}

#[test]
fn functions_that_are_not_waited_for_tell_whether_they_were_called() {
    let called = run(&shop(), "Mutation.start", json!({}), Vec::new());
    assert_eq!(called.request()["invocationType"], "Event");
    assert_eq!(called.value(), &json!({"success": true}));
    let failed = run(
        &shop(),
        "Mutation.start",
        json!({}),
        vec![Answer::Error("busy")],
    );
    assert_eq!(failed.value(), &json!({"success": false}));
    assert_eq!(failed.appended, ["busy"]);
}

#[test]
fn requests_are_filled_in() {
    let context = Context {
        arguments: json!({"params": {"id": "7"}, "query": {"tag": "new"}}),
        request: json!({"headers": {"x-caller": "me", "host": "h"}}),
        ..Context::default()
    };
    let run = run_in(
        &shop(),
        "Query.article",
        context,
        vec![http(200, "{\"id\": \"7\"}", "application/json")],
    );
    let request = run.request();
    assert_eq!(request["method"], "GET");
    assert_eq!(request["resourcePath"], "/dev/7");
    assert_eq!(request["params"]["query"], json!({"tag": "new"}));
    assert_eq!(request["params"]["headers"]["x-tag"], "new");
    assert_eq!(request["params"]["headers"]["x-caller"], "me");
    assert_eq!(request["params"]["headers"].get("host"), None);
    assert_eq!(run.value(), &json!({"id": "7"}));
    let context = Context {
        source: json!({"id": "7"}),
        ..Context::default()
    };
    let nested = run_in(&shop(), "Article.remarks", context, Vec::new());
    assert_eq!(nested.request()["resourcePath"], "/articles/7/remarks");
}

#[test]
fn required_arguments_come_in_the_query_or_the_body() {
    let publish = |arguments: Value| run(&shop(), "Mutation.publish", arguments, Vec::new());
    assert_eq!(
        publish(json!({"body": {"size": 1}})).error(),
        "An argument you marked as Non-Null is not present in the query nor the body of your request."
    );
    for arguments in [
        json!({"body": {"title": "x"}}),
        json!({"query": {"title": "x"}}),
    ] {
        assert_eq!(publish(arguments.clone()).requests.len(), 1, "{arguments}");
    }
}

#[test]
fn arguments_in_the_path_are_not_asked_for_again() {
    let plan = plan_with(
        r#"type Query { later: String }
        type Mutation {
            rename(id: ID!, name: String): AWSJSON @http(method: PUT, url: "https://api.example.org/articles/:id")
            retitle(id: ID!, title: String!): AWSJSON @http(method: PATCH, url: "https://api.example.org/articles/:id")
        }"#,
        &options(),
    );
    let params = json!({"params": {"id": "7"}});
    let renamed = run(&plan, "Mutation.rename", params.clone(), Vec::new());
    assert_eq!(renamed.request()["resourcePath"], "/articles/7");
    let retitled = run(&plan, "Mutation.retitle", params, Vec::new());
    assert!(
        retitled
            .error()
            .starts_with("An argument you marked as Non-Null")
    );
    let arguments = json!({"params": {"id": "7"}, "body": {"title": "x"}});
    let retitled = run(&plan, "Mutation.retitle", arguments, Vec::new());
    assert_eq!(retitled.request()["method"], "PATCH");
}

#[test]
fn answers_are_json_or_xml_and_other_statuses_are_errors() {
    let publish = |answer| {
        run(
            &shop(),
            "Mutation.publish",
            json!({"body": {"title": "x"}}),
            vec![answer],
        )
    };
    assert_eq!(
        publish(http(201, "<a><id>1</id></a>", "text/xml")).value()["a"]["id"].to_string(),
        "1"
    );
    assert_eq!(publish(http(204, "", "text/plain")).value(), &Value::Null);
    for empty in ["null", " null\n"] {
        assert_eq!(
            publish(http(200, empty, "text/plain")).value(),
            &Value::Null
        );
    }
    // What a `MappingTemplate` error says is left out here, as it differs between engines.
    for body in ["hello", "{", "nullnull"] {
        assert_eq!(
            publish(http(200, body, "text/plain")).error(),
            "the code fails"
        );
    }
    let refused = publish(http(404, "not here", "text/plain"));
    assert_eq!(refused.value(), &Value::Null);
    assert_eq!(refused.appended, ["not here"]);
}

#[test]
fn rules_are_checked_before_any_function() {
    let refused = run(&shop(), "Query.guarded", json!({}), Vec::new());
    assert_eq!(refused.error(), "Unauthorized");
    assert!(refused.requests.is_empty());
    let alone = run(&shop(), "Query.staff", json!({}), Vec::new());
    assert_eq!(alone.error(), "Unauthorized");
}

#[test]
fn fields_with_nothing_await_the_users_resolver() {
    let plan = shop();
    assert!(!plan.resolvers.contains_key("Query.later"));
    assert_eq!(resolver(&plan, "Query.staff").steps.len(), 2);
}

#[test]
fn answers_that_subscribers_get_are_marked_where_items_hide_values_from_them() {
    let plan = plan_with(
        r#"type Post @model @auth(rules: [{ allow: public }, { allow: private }]) {
            id: ID!
            secret: String @auth(rules: [{ allow: private }])
        }
        type Page @model @auth(rules: [{ allow: public }]) { id: ID! }
        type Mutation {
            publish: Post @function(name: "f")
            publishAll: [Post] @function(name: "f")
            unheard: Post @function(name: "f")
            print: Page @function(name: "f")
        }
        type Subscription {
            onPublish: Post @aws_subscribe(mutations: ["publish", "publishAll"])
            onPrint: Page @aws_subscribe(mutations: ["print"])
        }"#,
        &options(),
    );
    let answer = |mutation: &str, given: Value| {
        let answers = vec![Answer::Result(given)];
        let run = run(&plan, &format!("Mutation.{mutation}"), json!({}), answers);
        run.value().clone()
    };
    let post = || json!({ "id": "1", "secret": "s" });
    let marked = || json!({ "id": "1", "secret": "s", "__operation": "Mutation" });
    assert_eq!(answer("publish", post()), marked());
    assert_eq!(answer("publish", Value::Null), Value::Null);
    assert_eq!(
        answer("publishAll", json!([post(), null])),
        json!([marked(), null])
    );
    assert_eq!(answer("unheard", post()), post());
    assert_eq!(answer("print", json!({ "id": "1" })), json!({ "id": "1" }));
}
