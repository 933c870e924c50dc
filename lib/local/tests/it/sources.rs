//! Data sources behind an API.

use std::process::Command;

use appsynth_local::{DataSourceFaults, Often};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::project::{Project, add, api, query, resolver, source, table_source};

/// Serves an application on a free port and gives its address.
pub(crate) fn serve(project: &Project, app: Router) -> String {
    let listener = project
        .block_on(TcpListener::bind("127.0.0.1:0"))
        .expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    project.spawn(async move { axum::serve(listener, app).await.expect("a server") });
    url
}

#[test]
fn an_http_source_sends_what_the_resolver_says_and_gives_the_whole_answer() {
    let mut project = Project::new(&json!({}));
    let app = Router::new().route(
        "/users/{id}",
        post(
            |Path(id): Path<String>,
             RawQuery(query): RawQuery,
             headers: HeaderMap,
             body: String| async move {
                let header = headers["x-trace"].to_str().unwrap().to_owned();
                (
                    axum::http::StatusCode::CREATED,
                    [("x-answer", "yes")],
                    json!({"id": id, "query": query, "header": header, "body": body}).to_string(),
                )
            },
        ),
    );
    let endpoint = serve(&project, app);
    let mut template = api("type Query { call: AWSJSON }");
    add(
        &mut template,
        "Http",
        source(
            "Http",
            "HTTP",
            json!({"HttpConfig": {"Endpoint": endpoint}}),
        ),
    );
    let mut call = resolver(
        "Query.call",
        "Http",
        r#"{"version": "2018-05-29", "method": "POST", "resourcePath": "/users/7", "params": {
            "query": {"q": "a b&c"}, "headers": {"x-trace": "t1"}, "body": {"n": 1}
        }}"#,
    );
    call["Properties"]["ResponseMappingTemplate"] = json!(
        "$util.toJson($util.toJson([$ctx.result.statusCode, $ctx.result.headers.get(\"x-answer\"), $ctx.result.body]))"
    );
    add(&mut template, "Call", call);
    project.set_template(&template);
    let outputs = project.deploy();

    let answer = query(&outputs, "{ call }");
    let result: Value = serde_json::from_str(
        answer["data"]["call"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}")),
    )
    .unwrap();
    assert_eq!(result[0], 201);
    assert_eq!(result[1], "yes");
    let body: Value = serde_json::from_str(result[2].as_str().unwrap()).unwrap();
    assert_eq!(
        body,
        json!({"id": "7", "query": "q=a%20b%26c", "header": "t1", "body": "{\"n\":1}"})
    );
}

#[test]
fn another_server_can_stand_in_for_an_endpoint_signed_or_not() {
    let endpoint = "https://states.example.com";
    let signed = json!({
        "Endpoint": endpoint,
        "AuthorizationConfig": {
            "AuthorizationType": "AWS_IAM",
            "AwsIamConfig": {"SigningRegion": "eu-west-1", "SigningServiceName": "states"},
        },
    });
    for config in [json!({ "Endpoint": format!("{endpoint}/") }), signed] {
        let mut template = api("type Query { call: String }");
        let config = json!({ "HttpConfig": config });
        add(&mut template, "Http", source("Http", "HTTP", config));
        let request = r#"{"version": "2018-05-29", "method": "POST", "resourcePath": "/start"}"#;
        let mut call = resolver("Query.call", "Http", request);
        call["Properties"]["ResponseMappingTemplate"] = json!("$util.toJson($ctx.result.body)");
        add(&mut template, "Call", call);
        let mut project = Project::new(&template);
        let app = Router::new().route("/states/start", post(async || "started here"));
        let url = serve(&project, app);
        let mut options = project.options();
        options
            .http_endpoints
            .insert(endpoint.to_owned(), format!("{url}/states"));
        let outputs = project.deploy_with(options).unwrap();
        assert_eq!(
            query(&outputs, "{ call }"),
            json!({"data": {"call": "started here"}})
        );
    }
}

#[test]
fn an_endpoint_that_does_not_answer_is_an_error_of_the_field() {
    let mut template = api("type Query { call: String }");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    add(
        &mut template,
        "Http",
        source(
            "Http",
            "HTTP",
            json!({"HttpConfig": {"Endpoint": endpoint}}),
        ),
    );
    let request = r#"{"version": "2018-05-29", "method": "GET", "resourcePath": "/"}"#;
    add(
        &mut template,
        "Call",
        resolver("Query.call", "Http", request),
    );
    let mut project = Project::new(&template);
    let outputs = project.deploy();
    let answer = query(&outputs, "{ call }");
    assert_eq!(answer["data"], json!({"call": null}));
    let message = answer["errors"][0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("No answer from http://127.0.0.1"),
        "{message}"
    );
}

/// What stands before the host in a URL would make another one of it.
#[test]
fn a_path_does_not_say_which_host_is_asked() {
    let asked = |path: &'static str| {
        let mut template = api("type Query { call: String }");
        let mut project = Project::new(&json!({}));
        let app = Router::new().fallback(async |uri: Uri| uri.to_string());
        let config = json!({ "HttpConfig": { "Endpoint": serve(&project, app) } });
        add(&mut template, "Http", source("Http", "HTTP", config));
        let request = json!({ "version": "2018-05-29", "method": "GET", "resourcePath": path });
        let mut call = resolver("Query.call", "Http", &request.to_string());
        call["Properties"]["ResponseMappingTemplate"] = json!("$util.toJson($ctx.result.body)");
        add(&mut template, "Call", call);
        project.set_template(&template);
        query(&project.deploy(), "{ call }")["data"]["call"].clone()
    };
    assert_eq!(asked("@127.0.0.1:1/x"), "/@127.0.0.1:1/x");
    assert_eq!(asked("echo"), "/echo");
    assert_eq!(asked("?q=1"), "/?q=1");
}

/// An API with one query that invokes the function `Echo` with its argument.
fn echo(function: Value) -> Value {
    let mut template = api("type Query { echo(text: String): String }");
    add(&mut template, "Echo", function);
    let config = json!({"LambdaConfig": {"LambdaFunctionArn": {"Fn::GetAtt": ["Echo", "Arn"]}}});
    add(
        &mut template,
        "EchoSource",
        source("EchoSource", "AWS_LAMBDA", config),
    );
    let request = r#"{"version": "2018-05-29", "operation": "Invoke", "payload": $util.toJson($ctx.args.text)}"#;
    add(
        &mut template,
        "EchoField",
        resolver("Query.echo", "EchoSource", request),
    );
    template
}

#[expect(clippy::print_stdout, reason = "tells why a test did nothing")]
pub(crate) fn node() -> bool {
    let installed = Command::new("node").arg("--version").output().is_ok();
    if !installed {
        println!("skipped: `node` is not installed");
    }
    installed
}

#[test]
fn a_function_runs_the_code_of_its_asset() {
    if !node() {
        return;
    }
    let template = echo(json!({
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Runtime": "nodejs22.x",
            "Handler": "index.handler",
            "Code": {"S3Bucket": "assets", "S3Key": "c0de.zip"},
            "Environment": {"Variables": {"MARK": "!"}},
        },
    }));
    let mut project = Project::new(&template);
    project.write(
        "asset.c0de/index.js",
        "exports.handler = async (text) => { if (text === 'fail') throw new Error('no luck'); return text + process.env.MARK; };",
    );
    project.set_asset("c0de", "asset.c0de", "zip");
    let outputs = project.deploy();
    assert_eq!(
        query(&outputs, r#"{ echo(text: "hi") }"#),
        json!({"data": {"echo": "hi!"}})
    );
    let failed = query(&outputs, r#"{ echo(text: "fail") }"#);
    assert_eq!(failed["errors"][0]["errorType"], "Lambda:Unhandled");
    assert_eq!(failed["errors"][0]["message"], "no luck");
}

#[test]
fn a_function_runs_code_that_stands_in_the_template() {
    if !node() {
        return;
    }
    let template = echo(json!({
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Runtime": "nodejs22.x",
            "Handler": "index.handler",
            "Code": {"ZipFile": "exports.handler = async (text) => text.toUpperCase();"},
        },
    }));
    let mut project = Project::new(&template);
    let outputs = project.deploy();
    assert_eq!(
        query(&outputs, r#"{ echo(text: "hi") }"#),
        json!({"data": {"echo": "HI"}})
    );
}

#[test]
fn a_function_can_be_an_endpoint() {
    let mut project = Project::new(&json!({}));
    let app = Router::new().route(
        "/invoke",
        post(|body: String| async move {
            if body.contains("fail") {
                let error = json!({"errorType": "Error", "errorMessage": "no luck"});
                ([("x-amz-function-error", "Unhandled")], error.to_string())
            } else {
                ([("x-amz-executed-version", "$LATEST")], body)
            }
        }),
    );
    let url = serve(&project, app);
    project.set_template(&echo(json!({
        "Type": "AWS::Lambda::Function",
        "Properties": {"FunctionName": "rusty", "Runtime": "provided.al2023", "Handler": "bootstrap"},
    })));
    let mut options = project.options();
    options
        .lambda_endpoints
        .insert("rusty".to_owned(), format!("{url}/invoke"));
    let outputs = project.deploy_with(options).unwrap();
    assert_eq!(
        query(&outputs, r#"{ echo(text: "hi") }"#),
        json!({"data": {"echo": "hi"}})
    );
    let failed = query(&outputs, r#"{ echo(text: "fail") }"#);
    assert_eq!(failed["errors"][0]["message"], "no luck");
}

/// `Query.length` answered by a function that another stack owns.
fn length_by_another_teams_function() -> Value {
    let mut template = api("type Query { length(text: String): Int fine: String }");
    let arn = "arn:aws:lambda:eu-west-1:210987654321:function:length";
    let config = json!({"LambdaConfig": {"LambdaFunctionArn": arn}});
    add(
        &mut template,
        "Length",
        source("Length", "AWS_LAMBDA", config),
    );
    let request =
        r#"{"version": "2018-05-29", "operation": "Invoke", "payload": "$ctx.args.text"}"#;
    let length = resolver("Query.length", "Length", request);
    add(&mut template, "LengthField", length);
    template
}

#[test]
fn a_function_that_no_stack_has_says_how_to_map_it_when_it_is_called() {
    let mut project = Project::new(&length_by_another_teams_function());
    let outputs = project.deploy();
    assert_eq!(query(&outputs, "{ fine }"), json!({"data": {"fine": null}}));
    let answer = query(&outputs, r#"{ length(text: "abc") }"#);
    expect_test::expect![[r#"
        The data source `Length` cannot be called: no stack of the assembly has the function `length`; to run it elsewhere on this machine, as `cargo lambda watch` does, write into appsynth.yaml: local: { functions: { length: { endpoint: "http://127.0.0.1:9000/2015-03-31/functions/length/invocations" } } }"#]]
    .assert_eq(answer["errors"][0]["message"].as_str().unwrap());
}

#[test]
fn what_cannot_be_called_has_the_faults_that_are_on_for_it() {
    let mut project = Project::new(&length_by_another_teams_function());
    let mut options = project.options();
    let faults = DataSourceFaults {
        throttling: Some(Often::Every(2)),
        ..DataSourceFaults::default()
    };
    options.faults.insert("Length".to_owned(), faults);
    let outputs = project.deploy_with(options).unwrap();
    let error_type = || {
        let answer = query(&outputs, r#"{ length(text: "abc") }"#);
        answer["errors"][0]["errorType"].clone()
    };
    let throttled = "Lambda:TooManyRequestsException";
    assert_ne!(error_type(), throttled);
    assert_eq!(error_type(), throttled);
}

#[test]
fn a_function_that_no_stack_has_can_be_mapped_by_name_or_arn() {
    let mut project = Project::new(&length_by_another_teams_function());
    let url = serve(
        &project,
        Router::new().route(
            "/",
            post(|body: String| async move { (body.len() - 2).to_string() }),
        ),
    );
    for name in [
        "length",
        "arn:aws:lambda:eu-west-1:210987654321:function:length",
    ] {
        let mut options = project.options();
        options
            .lambda_endpoints
            .insert(name.to_owned(), url.clone());
        let outputs = project.deploy_with(options).unwrap();
        assert_eq!(
            query(&outputs, r#"{ length(text: "abc") }"#),
            json!({"data": {"length": 3}})
        );
    }
}

#[test]
fn a_table_that_no_stack_has_can_have_a_stand_in() {
    let mut template = api("type Query { user: AWSJSON } type Mutation { add: AWSJSON }");
    add(
        &mut template,
        "Users",
        table_source("Users", json!("users")),
    );
    let key = r#""key": {"id": {"S": "1"}}"#;
    let get = format!(r#"{{"version": "2018-05-29", "operation": "GetItem", {key}}}"#);
    let put = format!(r#"{{"version": "2018-05-29", "operation": "PutItem", {key}}}"#);
    add(&mut template, "User", resolver("Query.user", "Users", &get));
    add(
        &mut template,
        "Add",
        resolver("Mutation.add", "Users", &put),
    );
    let mut project = Project::new(&template);
    let mut options = project.options();
    let properties = json!({
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    options
        .tables
        .insert("users".to_owned(), properties.as_object().unwrap().clone());
    let outputs = project.deploy_with(options).unwrap();
    query(&outputs, "mutation { add }");
    assert_eq!(
        query(&outputs, "{ user }"),
        json!({"data": {"user": "{\"id\":\"1\"}"}})
    );
}

#[test]
fn what_this_machine_does_not_have_fails_only_when_it_is_called() {
    let mut template = api("type Query { fine: String search: String user: String }");
    add(
        &mut template,
        "Nothing",
        source("Nothing", "NONE", json!({})),
    );
    add(
        &mut template,
        "Search",
        source("Search", "AMAZON_SOMETHING_NEW", json!({})),
    );
    add(
        &mut template,
        "Users",
        table_source("Users", json!("users-of-another-account")),
    );
    let nothing = r#"{"version": "2018-05-29", "payload": "yes"}"#;
    add(
        &mut template,
        "Fine",
        resolver("Query.fine", "Nothing", nothing),
    );
    add(
        &mut template,
        "SearchField",
        resolver("Query.search", "Search", nothing),
    );
    let user = r#"{"version": "2018-05-29", "operation": "GetItem", "key": {"id": {"S": "1"}}}"#;
    add(&mut template, "User", resolver("Query.user", "Users", user));
    let mut project = Project::new(&template);
    let outputs = project.deploy();

    let answer = query(&outputs, "{ fine search user }");
    assert_eq!(
        answer["data"],
        json!({"fine": "yes", "search": null, "user": null})
    );
    let message = |path: &str| {
        let errors = answer["errors"].as_array().unwrap();
        let error = errors.iter().find(|error| error["path"] == json!([path]));
        error.unwrap()["message"].as_str().unwrap().to_owned()
    };
    assert!(message("search").contains("`AMAZON_SOMETHING_NEW`"));
    assert!(message("user").ends_with(
        "write into appsynth.yaml, with the key that the table has: \
         local: { tables: { users-of-another-account: { partition-key: id } } }"
    ));
}

#[test]
fn an_answer_of_get_is_passed_on_as_text() {
    let mut project = Project::new(&json!({}));
    let endpoint = serve(
        &project,
        Router::new().route("/plain", get(|| async { "just text" })),
    );
    let mut template = api("type Query { call: String }");
    add(
        &mut template,
        "Http",
        source(
            "Http",
            "HTTP",
            json!({"HttpConfig": {"Endpoint": endpoint}}),
        ),
    );
    let request = r#"{"version": "2018-05-29", "method": "GET", "resourcePath": "/plain"}"#;
    let mut call = resolver("Query.call", "Http", request);
    call["Properties"]["ResponseMappingTemplate"] = json!("$util.toJson($ctx.result.body)");
    add(&mut template, "Call", call);
    project.set_template(&template);
    let outputs = project.deploy();
    assert_eq!(
        query(&outputs, "{ call }"),
        json!({"data": {"call": "just text"}})
    );
}

/// An API that keeps the ids that it gives for a minute.
fn cached() -> Value {
    let mut template = api("type Query { id(of: String): ID }");
    add(
        &mut template,
        "Cache",
        json!({
            "Type": "AWS::AppSync::ApiCache",
            "Properties": {
                "ApiId": {"Fn::GetAtt": ["Api", "ApiId"]},
                "ApiCachingBehavior": "PER_RESOLVER_CACHING",
                "Ttl": 60,
                "Type": "SMALL",
            },
        }),
    );
    add(
        &mut template,
        "Nothing",
        source("Nothing", "NONE", json!({})),
    );
    let request = r#"{"version": "2018-05-29", "payload": "$util.autoId()"}"#;
    let mut id = resolver("Query.id", "Nothing", request);
    id["Properties"]["CachingConfig"] =
        json!({"Ttl": 60, "CachingKeys": ["$context.arguments.of"]});
    add(&mut template, "Id", id);
    template
}

#[test]
fn an_api_with_a_cache_asks_its_sources_once() {
    let mut project = Project::new(&cached());
    let outputs = project.deploy();
    let ask = |of: &str| query(&outputs, &format!(r#"{{ id(of: "{of}") }}"#));
    let first = ask("a");
    assert_eq!(ask("a"), first);
    assert_ne!(ask("b"), first);
}

#[test]
fn what_is_cached_is_forgotten_when_other_data_are_put_in_place() {
    let mut project = Project::new(&cached());
    let outputs = project.deploy();
    let ask = || query(&outputs, r#"{ id(of: "a") }"#);
    let first = ask();
    let snapshot = project.state().join("../snapshots/now");
    let state = project.state();
    project
        .block_on(appsynth_local::snapshot(&state, &snapshot))
        .expect("a snapshot");
    assert_eq!(ask(), first);
    project
        .block_on(appsynth_local::restore(&state, &snapshot))
        .expect("restored");
    assert_ne!(ask(), first);
}

/// An API that puts an event with the detail `{"id": …}` on the default bus.
fn with_events() -> Value {
    let mut template = api("type Query { nothing: String } type Mutation { put(id: ID!): Int }");
    let bus = "arn:aws:events:us-east-1:123456789012:event-bus/default";
    let config = json!({"EventBridgeConfig": {"EventBusArn": bus}});
    add(
        &mut template,
        "Bus",
        source("Bus", "AMAZON_EVENTBRIDGE", config),
    );
    let mut put = resolver(
        "Mutation.put",
        "Bus",
        r#"{"version": "2018-05-29", "operation": "PutEvents", "events": [
            {"source": "blog", "detailType": "Put", "detail": {"id": "$ctx.args.id"}}
        ]}"#,
    );
    put["Properties"]["ResponseMappingTemplate"] = json!("$ctx.result.FailedEntryCount");
    add(&mut template, "Put", put);
    add(
        &mut template,
        "Rule",
        json!({
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventPattern": {"source": ["blog"], "detail": {"id": [{"prefix": "a"}]}},
                "Targets": [{"Id": "watch", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:watch"}],
            },
        }),
    );
    template
}

#[test]
fn events_are_written_down_and_reach_the_functions_of_matching_rules() {
    let mut project = Project::new(&with_events());
    let (sender, events) = std::sync::mpsc::channel();
    let app = Router::new().route(
        "/",
        post(move |Json(event): Json<Value>| async move {
            sender.send(event).expect("the test listens");
            Json(Value::Null)
        }),
    );
    let url = serve(&project, app);
    let mut options = project.options();
    options.lambda_endpoints.insert("watch".to_owned(), url);
    let outputs = project.deploy_with(options).unwrap();
    for id in ["b1", "a1"] {
        let answer = query(&outputs, &format!(r#"mutation {{ put(id: "{id}") }}"#));
        assert_eq!(answer, json!({"data": {"put": 0}}));
    }

    let event = events
        .recv_timeout(std::time::Duration::from_secs(20))
        .unwrap();
    assert_eq!(event["source"], "blog");
    assert_eq!(event["detail-type"], "Put");
    assert_eq!(event["detail"], json!({"id": "a1"}));
    assert_eq!(event["account"], "123456789012");
    let log = std::fs::read_to_string(project.state().join("events.jsonl")).unwrap();
    let logged: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(logged.len(), 2);
    assert_eq!(logged[1], json!({"bus": "default", "event": event}));
}
