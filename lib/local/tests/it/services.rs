//! Data sources of AWS's services, with something else in their place.

use appsynth_local::{AwsCredentials, DataSourceStandIn, Outputs, Secret};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse as _;
use axum::routing::{any, post};
use axum::{Json, Router};
use expect_test::expect;
use serde_json::{Value, json};

use crate::authorization;
use crate::project::{Project, add, api, query, resolver, source};
use crate::sources::serve;

/// A project with one field on one data source, whose requests an application answers.
fn ask(kind: &str, config: &Value, request: &Value, app: Router) -> Value {
    let mut project = Project::new(&json!({}));
    let url = serve(&project, app);
    project.set_template(&one_field(kind, config, request));
    let mut options = project.options();
    options.region = "eu-west-1".to_owned();
    options
        .data_sources
        .insert("Source".to_owned(), DataSourceStandIn::Endpoint(url));
    let outputs = project.deploy_with(options).expect("deployed");
    answer(&outputs)
}

fn one_field(kind: &str, config: &Value, request: &Value) -> Value {
    let mut template = api("type Query { call: AWSJSON fine: String }");
    add(
        &mut template,
        "Source",
        source("Source", kind, config.clone()),
    );
    let mut call = resolver("Query.call", "Source", &request.to_string());
    call["Properties"]["ResponseMappingTemplate"] = json!(
        "#if($ctx.error)$util.error($ctx.error.message, $ctx.error.type, $ctx.result)#end$util.toJson($util.toJson($ctx.result))"
    );
    add(&mut template, "Call", call);
    template
}

/// The result, or the whole answer if there are errors.
fn answer(outputs: &Outputs) -> Value {
    let answer = query(outputs, "{ call }");
    match answer["data"]["call"].as_str() {
        Some(text) => serde_json::from_str(text).expect("JSON"),
        None => answer["errors"][0].clone(),
    }
}

fn domain() -> Value {
    json!({"OpenSearchServiceConfig": {
        "AwsRegion": "eu-west-1",
        "Endpoint": "https://search-blog-abc.eu-west-1.es.amazonaws.com",
    }})
}

#[test]
fn a_search_goes_to_the_endpoint_and_its_answer_is_the_result() {
    let request = json!({
        "version": "2018-05-29",
        "operation": "GET",
        "path": "/posts/_search",
        "params": {
            "headers": {"x-trace": "t1"},
            "queryString": {"q": "a b"},
            "body": {"size": 3},
        },
    });
    let app = Router::new().route(
        "/posts/_search",
        any(|uri: Uri, headers: HeaderMap, body: String| async move {
            let header = |name: &str| {
                headers
                    .get(name)
                    .map(|value| value.to_str().unwrap().to_owned())
            };
            Json(json!({
                "query": uri.query(),
                "trace": header("x-trace"),
                "type": header("content-type"),
                "signed": header("authorization"),
                "body": body,
            }))
        }),
    );
    assert_eq!(
        ask("AMAZON_OPENSEARCH_SERVICE", &domain(), &request, app),
        json!({
            "query": "q=a%20b",
            "trace": "t1",
            "type": "application/json",
            "signed": null,
            "body": "{\"size\":3}",
        })
    );
}

#[test]
fn a_search_that_fails_is_an_error_with_the_domain_s_answer() {
    let request = json!({"version": "2018-05-29", "operation": "GET", "path": "/none/_search"});
    let app = Router::new().fallback(|| async {
        let body = json!({"error": {"reason": "no such index [none]"}, "status": 404});
        (StatusCode::NOT_FOUND, Json(body))
    });
    let error = ask("AMAZON_OPENSEARCH_SERVICE", &domain(), &request, app);
    assert_eq!(error["message"], "no such index [none]");
    assert_eq!(error["errorType"], "OpenSearchException");
}

#[test]
fn a_domain_without_a_stand_in_says_how_to_have_one_and_only_when_it_is_asked() {
    let request = json!({"version": "2018-05-29", "operation": "GET", "path": "/posts/_search"});
    let mut project = Project::new(&one_field("AMAZON_OPENSEARCH_SERVICE", &domain(), &request));
    let outputs = project.deploy();
    assert_eq!(query(&outputs, "{ fine }"), json!({"data": {"fine": null}}));
    expect![[r#"
        The data source `Source` cannot be called: its requests go to AWS, signed for `es`; to have them sent there, write into appsynth.yaml: local: { credentials: { access-key-id: …, secret-access-key: "${SECRET}" } }; to have another server answer them: local: { data-sources: { Source: { endpoint: "http://127.0.0.1:9200" } } }"#]]
    .assert_eq(answer(&outputs)["message"].as_str().unwrap());
}

fn model() -> Router {
    Router::new().route(
        "/model/{model}/{operation}",
        post(
            |Path((model, operation)): Path<(String, String)>, headers: HeaderMap, Json(body): Json<Value>| async move {
                if body["inputText"] == "fail" {
                    let name = [("x-amzn-errortype", "ValidationException:http://internal/")];
                    let body = json!({"message": "The text is too short."});
                    return (StatusCode::BAD_REQUEST, name, Json(body)).into_response();
                }
                let guardrail = headers.get("x-amzn-bedrock-guardrailidentifier");
                let guardrail = guardrail.map(|value| value.to_str().expect("text").to_owned());
                Json(json!({"model": model, "operation": operation, "guardrail": guardrail, "body": body}))
                    .into_response()
            },
        ),
    )
}

#[test]
fn a_model_is_invoked_and_its_answer_is_the_result() {
    let request = json!({
        "operation": "InvokeModel",
        "modelId": "amazon.titan-text-lite-v1",
        "guardrailIdentifier": "g1",
        "body": {"inputText": "Hello"},
    });
    assert_eq!(
        ask("AMAZON_BEDROCK_RUNTIME", &json!({}), &request, model()),
        json!({
            "model": "amazon.titan-text-lite-v1",
            "operation": "invoke",
            "guardrail": "g1",
            "body": {"inputText": "Hello"},
        })
    );
}

#[test]
fn a_conversation_sends_what_bedrock_takes() {
    let messages = json!([{"role": "user", "content": [{"text": "Hello"}]}]);
    let request = json!({
        "operation": "Converse",
        "modelId": "arn:aws:bedrock:eu-west-1::foundation-model/a/b",
        "messages": messages,
        "system": null,
        "inferenceConfig": {"maxTokens": 9},
    });
    assert_eq!(
        ask("AMAZON_BEDROCK_RUNTIME", &json!({}), &request, model()),
        json!({
            "model": "arn:aws:bedrock:eu-west-1::foundation-model/a/b",
            "operation": "converse",
            "guardrail": null,
            "body": {"messages": messages, "inferenceConfig": {"maxTokens": 9}},
        })
    );
}

#[test]
fn a_model_s_exception_is_the_field_s_error() {
    let request =
        json!({"operation": "InvokeModel", "modelId": "m", "body": {"inputText": "fail"}});
    let error = ask("AMAZON_BEDROCK_RUNTIME", &json!({}), &request, model());
    assert_eq!(error["message"], "The text is too short.");
    assert_eq!(error["errorType"], "Bedrock:ValidationException");
}

/// The API of the authorization tests checks signatures; here a data source makes them.
#[test]
fn a_signed_source_s_requests_are_taken_by_who_checks_signatures() {
    let served = authorization::deploy(&authorization::template());
    let endpoint = served.url().trim_end_matches("/graphql").to_owned();
    let config = json!({"HttpConfig": {
        "Endpoint": endpoint,
        "AuthorizationConfig": {
            "AuthorizationType": "AWS_IAM",
            "AwsIamConfig": {"SigningRegion": "eu-west-1", "SigningServiceName": "appsync"},
        },
    }});
    let request = json!({
        "version": "2018-05-29",
        "method": "POST",
        "resourcePath": "/graphql",
        "params": {"query": {"a b": "c+d"}, "body": {"query": "{ signed }"}},
    });
    let mut project = Project::new(&one_field("HTTP", &config, &request));
    let outputs = project.deploy();
    let message = answer(&outputs)["message"].clone();
    assert!(
        message.as_str().unwrap().contains("local: { credentials:"),
        "{message}"
    );
    project.stop();

    let signing = |secret: &str| {
        let mut options = project.options();
        options.credentials = Some(AwsCredentials {
            access_key_id: "ASIAREADER".to_owned(),
            secret_access_key: Secret::from(secret.to_owned()),
            session_token: Some(Secret::from("session".to_owned())),
        });
        options
    };
    let (right, wrong) = (signing("reader's secret"), signing("a guess"));
    let outputs = project.deploy_with(right).expect("deployed");
    let taken = answer(&outputs);
    assert_eq!(taken["statusCode"], 200, "{taken}");
    let outputs = project.deploy_with(wrong).expect("deployed");
    assert_eq!(answer(&outputs)["statusCode"], 401);
}
