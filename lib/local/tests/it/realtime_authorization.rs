//! Who may connect and subscribe, in the modes beside API keys.

use serde_json::{Map, Value, json};

use crate::authorization::{Served, deploy, id_token, identity, signature, template};
use crate::project::{add, resolver};
use crate::socket::Socket;
use crate::sources::node;
use crate::tokens::{SigningKey, now};

/// The API in all modes with `onTell`, which hears of `tell`, and `onHide`, which no policy allows.
fn told() -> Served {
    let mut template = template();
    let schema = &mut template["Resources"]["Schema"]["Properties"]["Definition"];
    let more = r#"
        type Told @aws_api_key @aws_cognito_user_pools @aws_iam @aws_lambda {
            text: String
            secret: String @aws_iam
        }
        type Mutation { tell: Told }
        type Subscription {
            onTell: Told @aws_subscribe(mutations: ["tell"]) @aws_cognito_user_pools @aws_iam @aws_lambda
            onHide: Told @aws_subscribe(mutations: ["tell"]) @aws_iam
        }
    "#;
    *schema = format!("{} {more}", schema.as_str().expect("a text")).into();
    let policy = &mut template["Resources"]["ReaderPolicy"]["Properties"]["PolicyDocument"];
    policy["Statement"]
        .as_array_mut()
        .expect("a list")
        .push(json!({
            "Effect": "Allow",
            "Action": "appsync:GraphQL",
            "Resource": {"Fn::Sub": "${Api.Arn}/types/Subscription/fields/onTell"},
        }));
    let request = r#"{"payload": {"text": "Hello", "secret": "s"}}"#;
    add(
        &mut template,
        "tell",
        resolver("Mutation.tell", "None", request),
    );
    deploy(&template)
}

const SUBSCRIPTION: &str = "subscription { onTell { text } }";

fn with_token(token: &str) -> Value {
    json!({"host": "localhost", "Authorization": token})
}

/// The headers of someone who signs a body for a path below the API's.
fn signed(api: &Served, path: &str, body: &str) -> Value {
    let url = format!("{}{path}", api.url());
    let mut headers: Map<String, Value> = signature(&url, body, &identity())
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    let host = url.split('/').nth(2).expect("a host");
    headers.insert("host".to_owned(), host.into());
    headers.insert("content-type".to_owned(), "application/json".into());
    headers.into()
}

fn connect<'a>(api: &'a Served, headers: &Value) -> (Socket<'a>, Value) {
    let mut socket =
        Socket::open(&api.project, &api.outputs, headers).expect("the server upgrades");
    socket.send(&json!({"type": "connection_init"}));
    let answer = socket.receive();
    if answer["type"] == "connection_ack" {
        assert_eq!(socket.receive()["type"], "ka");
    }
    (socket, answer)
}

fn hears(api: &Served, socket: &mut Socket<'_>) {
    let key = api.outputs.apis[0].api_key.as_deref().expect("a key");
    let told = api.ask("mutation { tell { text } }", &[("x-api-key", key)]);
    assert_eq!(told.body, json!({"data": {"tell": {"text": "Hello"}}}));
    let event = socket.receive();
    assert_eq!(
        event["payload"],
        json!({"data": {"onTell": {"text": "Hello"}}})
    );
}

#[test]
fn users_of_the_pool_subscribe_with_their_tokens() {
    let api = told();
    let headers = with_token(&SigningKey::rsa().sign(&id_token(json!({}))));
    let (mut socket, answer) = connect(&api, &headers);
    assert_eq!(answer["type"], "connection_ack");
    let answer = socket.start_with(&headers, "one", SUBSCRIPTION, &json!({}));
    assert_eq!(answer["type"], "start_ack", "{answer}");
    hears(&api, &mut socket);
}

#[test]
fn other_tokens_neither_connect_nor_subscribe() {
    let api = told();
    let good = with_token(&SigningKey::rsa().sign(&id_token(json!({}))));
    let (mut connected, _) = connect(&api, &good);
    for token in [
        SigningKey::rsa().sign(&id_token(json!({"exp": now() - 60}))),
        SigningKey::of_a_forger().sign(&id_token(json!({}))),
    ] {
        let (mut socket, answer) = connect(&api, &with_token(&token));
        assert_eq!(answer["type"], "connection_error");
        assert_eq!(
            answer["payload"]["errors"][0]["errorType"],
            "UnauthorizedException"
        );
        assert_eq!(socket.next(), None);
        let answer = connected.start_with(&with_token(&token), "one", SUBSCRIPTION, &json!({}));
        assert_eq!(answer["type"], "error");
        assert_eq!(
            answer["payload"]["errors"][0]["errorType"],
            "UnauthorizedException"
        );
    }
}

#[test]
fn those_who_sign_subscribe_to_what_their_policies_allow() {
    let api = told();
    let (mut socket, answer) = connect(&api, &signed(&api, "/connect", "{}"));
    assert_eq!(answer["type"], "connection_ack", "{answer}");
    let mut start = |id: &str, query: &str| {
        let data = json!({"query": query, "variables": {}}).to_string();
        socket.start_with(&signed(&api, "", &data), id, query, &json!({}))
    };
    assert_eq!(start("one", SUBSCRIPTION)["type"], "start_ack");
    let refused = start("two", "subscription { onHide { text } }");
    assert_eq!(
        refused["payload"]["errors"][0]["errorType"],
        "UnauthorizedException"
    );
    hears(&api, &mut socket);
}

#[test]
fn a_signature_is_good_for_what_was_signed_only() {
    let api = told();
    let (_, answer) = connect(&api, &signed(&api, "/connect", "other"));
    assert_eq!(answer["type"], "connection_error");
    let (_, answer) = connect(&api, &signed(&api, "", "{}"));
    assert_eq!(answer["type"], "connection_error");
    let (mut socket, _) = connect(&api, &signed(&api, "/connect", "{}"));
    let headers = signed(&api, "", "another request");
    let answer = socket.start_with(&headers, "one", SUBSCRIPTION, &json!({}));
    assert_eq!(
        answer["payload"]["errors"][0]["errorType"],
        "UnauthorizedException"
    );
}

#[test]
fn an_authorizer_decides_about_subscribers() {
    if !node() {
        return;
    }
    let api = told();
    let (mut socket, answer) = connect(&api, &with_token("custom-token"));
    assert_eq!(answer["type"], "connection_ack", "{answer}");
    let headers = with_token("custom-token");
    let answer = socket.start_with(&headers, "one", SUBSCRIPTION, &json!({}));
    assert_eq!(answer["type"], "start_ack", "{answer}");
    hears(&api, &mut socket);
    let (_, answer) = connect(&api, &with_token("custom-other"));
    assert_eq!(answer["type"], "connection_error");
}
