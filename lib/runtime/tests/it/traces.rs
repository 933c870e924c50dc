//! What a tracer is told.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use appsynth_runtime::{
    Api, AuthType, Caller, Code, FieldTrace, GraphqlRequest, Response, Tracer, Watch,
};
use serde_json::{Value, json};

use crate::fixture::{Fixture, failure, js, vtl};

/// Keeps everything; each look at its watch is a microsecond later.
#[derive(Default)]
struct Notes {
    micros: Arc<AtomicU64>,
    fields: Mutex<Vec<FieldTrace>>,
}

impl Tracer for Notes {
    fn watch(&self) -> Watch {
        let micros = Arc::clone(&self.micros);
        Box::new(move || Duration::from_micros(micros.fetch_add(1, Ordering::Relaxed)))
    }

    fn field(&self, field: FieldTrace) {
        self.fields.lock().expect("no test panics here").push(field);
    }

    fn answered_from_cache(&self) {
        panic!("these APIs have no cache");
    }
}

fn traced(api: &Api, caller: Caller, query: &str) -> (Response, Value) {
    let request = GraphqlRequest {
        query: query.to_owned(),
        ..GraphqlRequest::default()
    };
    let notes = Notes::default();
    let response = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(api.execute_traced(request, caller, Some(&notes)));
    (
        response,
        json!(*notes.fields.lock().expect("no test panics here")),
    )
}

/// Without times, which differ.
fn without_times(mut trace: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !name.ends_with("Micros"));
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut trace);
    trace
}

#[test]
fn a_pipeline_is_told_step_by_step() {
    let load = "import { util } from '@aws-appsync/utils';
        export const request = (ctx) => { console.log('loading', ctx.args.id); return { payload: { id: ctx.args.id } }; };
        export const response = (ctx) => { ctx.stash.loaded = true; return ctx.result; };";
    let around = "export const request = (ctx) => { ctx.stash.who = 'kit'; return {}; };
        export const response = (ctx) => ctx.prev.result;";
    let api = Fixture::new("type Post { id: ID } type Query { post(id: ID): Post }")
        .function("load", "none", js(load))
        .pipeline("Query.post", &["load"], js(around))
        .api();
    let (response, trace) = traced(
        &api,
        Caller::new(AuthType::ApiKey),
        "{ p: post(id: \"1\") { id } }",
    );
    assert_eq!(response.data, json!({"p": {"id": "1"}}));

    let times = &trace[0]["steps"][1];
    let number = |value: &Value| value.as_u64().expect("microseconds");
    assert!(number(&times["tookMicros"]) > number(&times["dataSourceMicros"]));
    assert!(number(&times["startedMicros"]) > number(&trace[0]["startedMicros"]));
    assert_eq!(
        without_times(trace),
        json!([
            {
                "path": ["p"], "typeName": "Query", "fieldName": "post", "origin": "resolver",
                "arguments": {"id": "1"},
                "steps": [
                    {"part": "before", "returned": {}, "endedEarly": false, "stash": {"who": "kit"}},
                    {
                        "part": "function", "function": "load", "dataSource": "none",
                        "request": {"payload": {"id": "1"}}, "result": {"id": "1"}, "returned": {"id": "1"},
                        "endedEarly": false, "stash": {"who": "kit", "loaded": true},
                        "logs": ["INFO - code.js:2:43: \"loading\" \"1\""],
                    },
                    {
                        "part": "after", "returned": {"id": "1"}, "endedEarly": false,
                        "stash": {"who": "kit", "loaded": true},
                    },
                ],
            },
            {"path": ["p", "id"], "typeName": "Post", "fieldName": "id", "origin": "parent"},
        ])
    );
}

#[test]
fn failures_and_early_returns_are_told_where_they_are() {
    let api =
        Fixture::new("type Query { fails: String early: String ends: String appends: String }")
            .source("broken", failure(Value::Null))
            .unit(
                "Query.fails",
                "broken",
                vtl("{}", "$util.error($ctx.error.message, \"Mine\")"),
            )
            .unit("Query.early", "none", vtl("#return(\"soon\")", ""))
            .unit(
                "Query.ends",
                "none",
                vtl("$util.error(\"no\", \"Mine\")", ""),
            )
            .unit(
                "Query.appends",
                "none",
                vtl("$util.appendError(\"half\", \"Half\"){}", "\"x\""),
            )
            .api();
    let (_, trace) = traced(
        &api,
        Caller::new(AuthType::ApiKey),
        "{ fails early ends appends }",
    );
    let field = |name: &str| {
        let fields = trace.as_array().expect("a list");
        let found = fields.iter().find(|field| field["fieldName"] == name);
        found.expect("the field is told").clone()
    };
    let step = &field("fails")["steps"][0];
    let condition = "DynamoDB:ConditionalCheckFailedException";
    assert_eq!(step["failure"]["errorType"], condition);
    let mine = json!([{"errorType": "Mine", "message": "The conditional request failed"}]);
    assert_eq!(step["errors"], mine);
    assert_eq!(field("fails")["errors"], mine);

    let step = &field("early")["steps"][0];
    assert_eq!(step["endedEarly"], true);
    assert_eq!(step["returned"], "soon");
    assert_eq!(step.get("request"), None, "the data source was not asked");

    let step = &field("ends")["steps"][0];
    assert_eq!(step["errors"][0]["message"], "no");
    assert_eq!(step["endedEarly"], false, "it has failed");

    let half = json!([{"errorType": "Half", "message": "half"}]);
    assert_eq!(field("appends")["steps"][0]["errors"], half);
}

#[test]
fn the_rule_that_denies_is_told() {
    let schema = r#"
        type Query { post: Post @aws_api_key plain: String @aws_iam @deprecated code: String own: String }
        type Post @aws_cognito_user_pools(cognito_groups: ["Admin"]) { id: ID }
    "#;
    let unauthorized = "import { util } from '@aws-appsync/utils';
        export const request = () => util.unauthorized();
        export const response = () => null;";
    let api = Fixture::new(schema)
        .value("Query.post", json!({"id": "1"}))
        .function("auth", "none", js(unauthorized))
        .pipeline("Query.code", &["auth"], Code::Direct)
        .api();
    let denied = |caller: AuthType, query: &str| {
        let (_, trace) = traced(&api, Caller::new(caller), query);
        let last = trace.as_array().and_then(|fields| fields.last()).cloned();
        last.expect("the field is told")["denied"].clone()
    };
    assert_eq!(
        denied(AuthType::ApiKey, "{ post { id } }"),
        json!({"mode": "API_KEY", "by": "type", "rules": ["@aws_cognito_user_pools(cognito_groups: [\"Admin\"])"]})
    );
    assert_eq!(
        denied(AuthType::ApiKey, "{ plain }"),
        json!({"mode": "API_KEY", "by": "field", "rules": ["@aws_iam"]})
    );
    assert_eq!(
        denied(AuthType::Oidc, "{ own }"),
        json!({"mode": "OPENID_CONNECT", "by": "defaultMode", "rules": ["API_KEY"]})
    );
    assert_eq!(
        denied(AuthType::ApiKey, "{ code }"),
        json!({"mode": "API_KEY", "by": "resolver", "rules": ["auth"]})
    );
    assert_eq!(denied(AuthType::ApiKey, "{ own }"), Value::Null);
}
