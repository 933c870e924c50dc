//! Who may ask, in each of the modes: with a credential of it, without, with an expired, a forged and a foreign
//! one.

use std::time::{Duration, SystemTime};

use appsynth_local::{
    DeployOptions, IamIdentity, KeySource, Outputs, Principal, Secret, TokenKind, TokenMode,
    TokenRequest, TrustedIssuer,
};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use serde_json::{Value, json};

use crate::project::{Answer, Project, add, api, get_with, post, resolver, source};
use crate::sources::node;
use crate::tokens::{
    SigningKey, changed, claims, key_set, now, signed_with_the_public_key, unsigned,
};

const POOL: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Blog";
const PROVIDER: &str = "https://id.example.com";

const MINUTE: Duration = Duration::from_secs(60);

const SCHEMA: &str = r#"
    type Query {
        key: AWSJSON
        pool: AWSJSON @aws_cognito_user_pools
        admin: AWSJSON @aws_cognito_user_pools(cognito_groups: ["admin"])
        provider: AWSJSON @aws_oidc
        signed: AWSJSON @aws_iam
        unsigned: AWSJSON @aws_iam
        lambda: AWSJSON @aws_lambda
        post: Post @aws_lambda @aws_iam
    }
    type Post @aws_lambda @aws_iam { title: String secret: String }
"#;

/// Lets `custom-…` in, and keeps `Post.secret` back.
const AUTHORIZER: &str = "
    exports.handler = async (event) => ({
        isAuthorized: event.authorizationToken === 'custom-token',
        resolverContext: { user: 'ada', asked: event.requestContext.queryString },
        deniedFields: ['Post.secret'],
    });
";

/// An API in all modes whose fields give `ctx.identity`.
pub(crate) fn template() -> Value {
    let mut template = api(SCHEMA);
    add(&mut template, "None", source("None", "NONE", json!({})));
    for field in [
        "key", "pool", "admin", "provider", "signed", "unsigned", "lambda",
    ] {
        let identity = r#"{"payload": $util.toJson($util.toJson($ctx.identity))}"#;
        add(
            &mut template,
            field,
            resolver(&format!("Query.{field}"), "None", identity),
        );
    }
    add(
        &mut template,
        "post",
        resolver(
            "Query.post",
            "None",
            r#"{"payload": {"title": "Hello", "secret": "s"}}"#,
        ),
    );
    template["Resources"]["Api"]["Properties"]["AdditionalAuthenticationProviders"] = json!([
        {
            "AuthenticationType": "AMAZON_COGNITO_USER_POOLS",
            "UserPoolConfig": {"UserPoolId": "eu-west-1_Blog", "AwsRegion": "eu-west-1", "AppIdClientRegex": "web|app"},
        },
        {
            "AuthenticationType": "OPENID_CONNECT",
            "OpenIDConnectConfig": {"Issuer": PROVIDER, "ClientId": "web.*", "AuthTTL": 600_000, "IatTTL": 600_000},
        },
        {"AuthenticationType": "AWS_IAM"},
        {
            "AuthenticationType": "AWS_LAMBDA",
            "LambdaAuthorizerConfig": {
                "AuthorizerUri": {"Fn::GetAtt": ["Authorizer", "Arn"]},
                "IdentityValidationExpression": "custom-.*",
            },
        },
    ]);
    add(
        &mut template,
        "Authorizer",
        json!({
            "Type": "AWS::Lambda::Function",
            "Properties": {"Runtime": "nodejs22.x", "Handler": "index.handler", "Code": {"ZipFile": AUTHORIZER}},
        }),
    );
    add(
        &mut template,
        "Reader",
        json!({
            "Type": "AWS::IAM::Role",
            "Properties": {"RoleName": "reader", "AssumeRolePolicyDocument": {}},
        }),
    );
    let field =
        |field: &str| json!({"Fn::Sub": format!("${{Api.Arn}}/types/Query/fields/{field}")});
    add(
        &mut template,
        "ReaderPolicy",
        json!({
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "Roles": [{"Ref": "Reader"}],
                "PolicyDocument": {"Statement": [
                    {"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": [field("signed"), field("po*")]},
                    {"Effect": "Deny", "Action": "appsync:GraphQL", "Resource": "*/types/Post/fields/secret"},
                ]},
            },
        }),
    );
    template
}

/// The options of a project that trusts the issuer of the tests and one identity.
fn options(project: &Project) -> DeployOptions {
    let mut options = project.options();
    let file = project.assembly().join("jwks.json");
    std::fs::write(&file, key_set().to_string()).expect("written");
    let issuer = TrustedIssuer {
        keys: Some(KeySource::File(file)),
        ..TrustedIssuer::default()
    };
    options.region = "eu-west-1".to_owned();
    options.user_pools = [("eu-west-1_Blog".to_owned(), issuer.clone())].into();
    options.oidc_issuers = [(PROVIDER.to_owned(), issuer)].into();
    options.iam_identities = vec![identity()];
    options
}

pub(crate) fn identity() -> IamIdentity {
    IamIdentity {
        access_key_id: "ASIAREADER".to_owned(),
        secret_access_key: Secret::from("reader's secret".to_owned()),
        session_token: Some(Secret::from("session".to_owned())),
        principal: Principal::Role("reader".to_owned()),
        account_id: None,
        user_arn: None,
        username: None,
        cognito: appsynth_local::CognitoIdentity::default(),
    }
}

pub(crate) struct Served {
    // Serves until the end of the test.
    pub(crate) project: Project,
    pub(crate) outputs: Outputs,
}

pub(crate) fn deploy(template: &Value) -> Served {
    let mut project = Project::new(template);
    let options = options(&project);
    let outputs = project.deploy_with(options).expect("deployed");
    Served { project, outputs }
}

impl Served {
    pub(crate) fn url(&self) -> &str {
        &self.outputs.apis[0].graphql_url
    }

    pub(crate) fn ask(&self, query: &str, headers: &[(&str, &str)]) -> Answer {
        post(self.url(), headers, &body(query))
    }

    fn with_token(&self, query: &str, token: &str) -> Answer {
        self.ask(query, &[("authorization", token)])
    }

    /// The `ctx.identity` that a field gives to the bearer of a token.
    fn identity(&self, field: &str, token: &str) -> Value {
        identity_of(field, &self.with_token(&format!("{{ {field} }}"), token))
    }

    fn refuses(&self, token: &str) {
        refused(&self.with_token("{ pool provider lambda }", token), token);
    }
}

fn body(query: &str) -> String {
    json!({ "query": query }).to_string()
}

fn identity_of(field: &str, answer: &Answer) -> Value {
    let text = answer.body["data"][field].as_str();
    let text = text.unwrap_or_else(|| panic!("no `{field}` in {}", answer.body));
    serde_json::from_str(text).expect("is JSON")
}

fn refused(answer: &Answer, why: &str) {
    assert_eq!(answer.status, 401, "{why}: {}", answer.body);
    let errors = answer.body["errors"].as_array().expect("errors");
    assert_eq!(errors.len(), 1, "{why}");
    assert_eq!(errors[0]["errorType"], "UnauthorizedException", "{why}");
    assert_eq!(
        answer.headers["x-amzn-errortype"], "UnauthorizedException",
        "{why}"
    );
    assert!(answer.body["data"].is_null(), "{why}");
}

pub(crate) fn id_token(more: Value) -> Value {
    let mut all = claims(
        POOL,
        json!({"token_use": "id", "aud": "web", "cognito:username": "ada"}),
    );
    for (name, value) in more.as_object().expect("an object") {
        all[name] = value.clone();
    }
    all
}

fn oidc_token(more: Value) -> Value {
    let mut all = claims(PROVIDER, json!({"aud": "web-1"}));
    for (name, value) in more.as_object().expect("an object") {
        all[name] = value.clone();
    }
    all
}

#[test]
fn id_and_access_tokens_of_the_user_pool_are_taken() {
    let api = deploy(&template());
    let token = id_token(json!({"cognito:groups": ["admin"], "email": "ada@example.com"}));
    let expected = json!({
        "sub": "5e1f",
        "issuer": POOL,
        "username": "ada",
        "claims": token,
        "sourceIp": ["127.0.0.1"],
        "defaultAuthStrategy": "ALLOW",
        "groups": ["admin"],
    });
    for key in [SigningKey::rsa(), SigningKey::ec()] {
        assert_eq!(api.identity("pool", &key.sign(&token)), expected);
    }
    let signed = SigningKey::rsa().sign(&token);
    assert_eq!(api.identity("admin", &format!("Bearer {signed}")), expected);

    let access = claims(
        POOL,
        json!({"token_use": "access", "client_id": "app", "username": "bob"}),
    );
    let identity = api.identity("pool", &SigningKey::rsa().sign(&access));
    assert_eq!(identity["username"], "bob");
    assert_eq!(identity["groups"], Value::Null);
}

#[test]
fn groups_and_modes_close_fields() {
    let api = deploy(&template());
    let token = SigningKey::rsa().sign(&id_token(json!({"cognito:groups": ["readers"]})));
    let answer = api.with_token("{ pool admin key }", &token);
    assert_eq!(answer.status, 200);
    let errors = answer.body["errors"].as_array().expect("errors");
    let messages: Vec<_> = errors.iter().map(|error| &error["message"]).collect();
    assert_eq!(
        messages,
        [
            "Not Authorized to access admin on type Query",
            "Not Authorized to access key on type Query"
        ]
    );
    assert_eq!(answer.body["data"]["admin"], Value::Null);
    assert!(answer.body["data"]["pool"].is_string());
}

#[test]
fn other_tokens_of_a_user_pool_open_nothing() {
    let api = deploy(&template());
    let rsa = SigningKey::rsa();
    let good = id_token(json!({}));
    let hour_ago = now() - 3600;
    for token in [
        "",
        "Bearer ",
        "a.b.c",
        &rsa.sign(&id_token(json!({"exp": hour_ago, "iat": hour_ago - 3600}))),
        &rsa.sign(&id_token(json!({"exp": Value::Null}))),
        &rsa.sign(&id_token(json!({"nbf": now() + 600}))),
        &rsa.sign(&id_token(json!({"iss": format!("{POOL}2")}))),
        &rsa.sign(&id_token(json!({"aud": "foreign"}))),
        &rsa.sign(&id_token(json!({"aud": "web2"}))),
        &rsa.sign(&id_token(json!({"token_use": "refresh"}))),
        &rsa.sign(&id_token(json!({"token_use": "access"}))),
        &SigningKey::of_a_forger().sign(&good),
        &SigningKey::of_a_forger().sign_with_key_enclosed(&good),
        // The issuer has two keys.
        &rsa.sign_namelessly(&good),
        &rsa.sign(&id_token(json!({"iss": Value::Null}))),
        &unsigned(&good),
        &signed_with_the_public_key(&good),
        &changed(
            &rsa.sign(&good),
            &id_token(json!({"cognito:groups": ["admin"]})),
        ),
    ] {
        api.refuses(token);
    }
    let expired = rsa.sign(&id_token(json!({"exp": hour_ago})));
    let answer = api.with_token("{ pool }", &expired);
    assert_eq!(answer.body["errors"][0]["message"], "Token has expired.");
}

#[test]
fn tokens_of_the_provider_are_taken() {
    let api = deploy(&template());
    let token = oidc_token(json!({"roles": ["audit"]}));
    assert_eq!(
        api.identity("provider", &SigningKey::rsa().sign(&token)),
        json!({"sub": "5e1f", "issuer": PROVIDER, "claims": token})
    );
    let by_party = oidc_token(json!({"aud": ["elsewhere"], "azp": "web-2"}));
    let answer = api.with_token("{ provider pool }", &SigningKey::ec().sign(&by_party));
    assert!(answer.body["data"]["provider"].is_string());
    assert_eq!(
        answer.body["errors"][0]["message"],
        "Not Authorized to access pool on type Query"
    );
}

#[test]
fn other_tokens_of_a_provider_open_nothing() {
    let api = deploy(&template());
    let rsa = SigningKey::rsa();
    let good = oidc_token(json!({}));
    let long_ago = now() - 601;
    for token in [
        &rsa.sign(&oidc_token(json!({"exp": now() - 1}))),
        &rsa.sign(&oidc_token(json!({"auth_time": long_ago}))),
        &rsa.sign(&oidc_token(json!({"auth_time": Value::Null}))),
        &rsa.sign(&oidc_token(json!({"iat": long_ago}))),
        &rsa.sign(&oidc_token(json!({"aud": "mobile"}))),
        &rsa.sign(&oidc_token(json!({"aud": Value::Null}))),
        &rsa.sign(&oidc_token(json!({"iss": "https://elsewhere.example.com"}))),
        &rsa.sign(&oidc_token(json!({"iss": Value::Null}))),
        // A token of the user pool is signed with a key that the provider has, too.
        &rsa.sign(&oidc_token(json!({"iss": POOL}))),
        &SigningKey::of_a_forger().sign(&good),
        &SigningKey::of_a_forger().sign_with_key_enclosed(&good),
        &rsa.sign_namelessly(&good),
        &unsigned(&good),
        &signed_with_the_public_key(&good),
    ] {
        api.refuses(token);
    }
}

/// What a signature is good for beside the request.
struct Scope<'a> {
    method: &'a str,
    service: &'a str,
    region: &'a str,
    time: SystemTime,
}

/// The headers of a request to AppSync that somebody signs now.
pub(crate) fn signature(url: &str, body: &str, identity: &IamIdentity) -> Vec<(String, String)> {
    let scope = Scope {
        method: "POST",
        service: "appsync",
        region: "eu-west-1",
        time: SystemTime::now(),
    };
    signature_within(&scope, url, body, identity)
}

fn signature_within(
    scope: &Scope<'_>,
    url: &str,
    body: &str,
    identity: &IamIdentity,
) -> Vec<(String, String)> {
    let token = identity.session_token.as_ref();
    let credentials = Credentials::new(
        &identity.access_key_id,
        identity.secret_access_key.reveal(),
        token.map(|token| token.reveal().to_owned()),
        None,
        "test",
    )
    .into();
    let parameters = SigningParams::builder()
        .identity(&credentials)
        .region(scope.region)
        .name(scope.service)
        .time(scope.time)
        .settings(SigningSettings::default())
        .build()
        .expect("all is there")
        .into();
    let headers = [("content-type", "application/json")].into_iter();
    let request = SignableRequest::new(
        scope.method,
        url,
        headers,
        SignableBody::Bytes(body.as_bytes()),
    );
    let (signed, _) = sign(request.expect("signable"), &parameters)
        .expect("signed")
        .into_parts();
    let (headers, _) = signed.into_parts();
    headers
        .iter()
        .map(|header| (header.name().to_owned(), header.value().to_owned()))
        .collect()
}

fn ask_signed(api: &Served, query: &str, identity: &IamIdentity) -> Answer {
    let headers = signature(api.url(), &body(query), identity);
    api.ask(query, &borrowed(&headers))
}

fn borrowed(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[test]
fn signed_requests_may_what_the_policies_of_their_role_allow() {
    let api = deploy(&template());
    let answer = ask_signed(&api, "{ __typename signed }", &identity());
    assert_eq!(
        identity_of("signed", &answer),
        json!({
            "accountId": "123456789012",
            "cognitoIdentityPoolId": null,
            "cognitoIdentityId": null,
            "sourceIp": ["127.0.0.1"],
            "username": "ASIAREADER:appsynth",
            "userArn": "arn:aws:sts::123456789012:assumed-role/reader/appsynth",
            "cognitoIdentityAuthType": null,
            "cognitoIdentityAuthProvider": null,
        })
    );
    let answer = ask_signed(&api, "{ post { title secret } }", &identity());
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body["data"],
        json!({"post": {"title": "Hello", "secret": null}})
    );
    // What the policy allows and the schema does not.
    let answer = ask_signed(&api, "{ pool }", &identity());
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body["errors"][0]["message"],
        "Not Authorized to access pool on type Query"
    );
    for query in [
        "{ unsigned }",
        "{ signed unsigned }",
        "{ __schema { __typename } }",
    ] {
        refused(&ask_signed(&api, query, &identity()), query);
    }
}

#[test]
fn a_signed_request_may_come_in_the_url() {
    let api = deploy(&template());
    let url = format!("{}?query={{signed}}", api.url());
    let scope = |method| Scope {
        method,
        service: "appsync",
        region: "eu-west-1",
        time: SystemTime::now(),
    };
    let ask = |method| {
        let mut headers = signature_within(&scope(method), &url, "", &identity());
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
        get_with(&url, &borrowed(&headers))
    };
    let answer = ask("GET");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body["data"]["signed"].is_string());
    refused(&ask("POST"), "signed as another method");
}

#[test]
fn other_signatures_open_nothing() {
    let api = deploy(&template());
    let query = "{ signed }";
    let other = |change: fn(&mut IamIdentity)| {
        let mut identity = identity();
        change(&mut identity);
        ask_signed(&api, query, &identity)
    };
    refused(
        &other(|one| one.secret_access_key = Secret::from("guessed".to_owned())),
        "a wrong secret",
    );
    refused(
        &other(|one| one.access_key_id = "ASIAFOREIGN".to_owned()),
        "a foreign key",
    );
    refused(&other(|one| one.session_token = None), "no session token");
    refused(
        &other(|one| one.session_token = Some(Secret::from("old".to_owned()))),
        "another session's token",
    );

    let good = signature(api.url(), &body(query), &identity());
    refused(
        &api.ask("{ post { title } }", &borrowed(&good)),
        "another body",
    );
    let now = SystemTime::now();
    for (service, region, time, why) in [
        ("execute-api", "eu-west-1", now, "another service's"),
        ("appsync", "us-east-1", now, "another region's"),
        ("appsync", "eu-west-1", now - 20 * MINUTE, "an old one"),
        ("appsync", "eu-west-1", now + 20 * MINUTE, "one of later"),
    ] {
        let scope = Scope {
            method: "POST",
            service,
            region,
            time,
        };
        let other = signature_within(&scope, api.url(), &body(query), &identity());
        refused(&api.ask(query, &borrowed(&other)), why);
    }
    let replaced = |name: &str, value: &str| -> Vec<(String, String)> {
        let header = |(one, old): &(String, String)| {
            let value = if one == name { value } else { old };
            (one.clone(), value.to_owned())
        };
        good.iter().map(header).collect()
    };
    refused(
        &api.ask(
            query,
            &borrowed(&replaced("x-amz-date", "20200101T000000Z")),
        ),
        "another time",
    );
    for malformed in ["AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=ASIAREADER"] {
        refused(
            &api.ask(query, &borrowed(&replaced("authorization", malformed))),
            malformed,
        );
    }
    assert_eq!(api.ask(query, &borrowed(&good)).status, 200);
}

#[test]
fn the_authorizer_decides_about_other_tokens() {
    if !node() {
        return;
    }
    let api = deploy(&template());
    let identity = api.identity("lambda", "custom-token");
    assert_eq!(
        identity,
        json!({"resolverContext": {"user": "ada", "asked": "{ lambda }"}})
    );
    let answer = api.with_token("{ post { title secret } }", "custom-token");
    assert_eq!(
        answer.body["data"],
        json!({"post": {"title": "Hello", "secret": null}})
    );
    assert_eq!(
        answer.body["errors"][0]["message"],
        "Not Authorized to access secret on type Post"
    );
    for token in ["custom-other", "token", "Bearer custom-token"] {
        api.refuses(token);
    }
}

#[test]
fn nothing_at_all_opens_nothing() {
    let api = deploy(&template());
    for query in ["{ key }", "{ __schema { __typename } }", "not GraphQL"] {
        refused(&api.ask(query, &[]), query);
    }
    let key = api.outputs.apis[0].api_key.as_deref().expect("a key");
    let answer = api.ask("{ key }", &[("x-api-key", key)]);
    assert_eq!(answer.body["data"]["key"], "null");
    // A credential that does not hold is not made good by another.
    let forged = unsigned(&id_token(json!({})));
    let both = [("x-api-key", key), ("authorization", forged.as_str())];
    refused(&api.ask("{ key }", &both), "a key and a forged token");
}

#[test]
fn keys_of_other_apis_open_nothing() {
    let mut template = template();
    let mut other = api("type Query { other: Int }");
    for (name, id) in [
        ("Api", "OtherApi"),
        ("Schema", "OtherSchema"),
        ("Key", "OtherKey"),
    ] {
        let mut resource = other["Resources"][name].take();
        if name != "Api" {
            resource["Properties"]["ApiId"] = json!({"Fn::GetAtt": ["OtherApi", "ApiId"]});
        }
        add(&mut template, id, resource);
    }
    let served = deploy(&template);
    let [one, two] = &served.outputs.apis[..] else {
        panic!("two APIs: {:?}", served.outputs.apis);
    };
    let ask = |url: &str, key: &str| post(url, &[("x-api-key", key)], &body("{ __typename }"));
    let (first, second) = (
        one.api_key.as_deref().expect("a key"),
        two.api_key.as_deref().expect("a key"),
    );
    assert_eq!(ask(&one.graphql_url, first).status, 200);
    assert_eq!(ask(&two.graphql_url, second).status, 200);
    refused(&ask(&one.graphql_url, second), "the second one's");
    refused(&ask(&two.graphql_url, first), "the first one's");
}

#[test]
fn an_api_takes_credentials_of_its_own_modes_only() {
    let mut template = template();
    template["Resources"]["Api"]["Properties"]["AuthenticationType"] = json!("AWS_IAM");
    template["Resources"]["Api"]["Properties"]["AdditionalAuthenticationProviders"] = json!([]);
    let api = deploy(&template);
    assert_eq!(api.outputs.apis[0].api_key, None);
    let state = std::fs::read_to_string(api.project.state().join("state.json")).expect("a record");
    let state: Value = serde_json::from_str(&state).expect("is JSON");
    let keys = state["apiKeys"].as_object().expect("keys");
    for key in keys.values().filter_map(Value::as_str) {
        refused(&api.ask("{ key }", &[("x-api-key", key)]), "a key");
    }
    let token = SigningKey::rsa().sign(&id_token(json!({})));
    api.refuses(&token);
    api.refuses("custom-token");
}

#[test]
fn who_has_no_stand_in_is_stood_in_for_by_the_local_issuer() {
    let mut project = Project::new(&template());
    let outputs = project.deploy();
    let api = Served { project, outputs };
    let state = api.project.state();
    let token = |request: TokenRequest| appsynth_local::token(&state, &request).expect("a token");

    let ada = token(TokenRequest {
        username: Some("ada".to_owned()),
        groups: vec!["admin".to_owned()],
        client_id: Some("web".to_owned()),
        ..TokenRequest::default()
    });
    let identity = api.identity("admin", &ada.text);
    assert_eq!(identity["username"], "ada");
    assert_eq!(identity["issuer"], POOL);
    assert_eq!(identity["sub"], ada.claims["sub"]);

    let access = token(TokenRequest {
        username: Some("ada".to_owned()),
        kind: TokenKind::Access,
        client_id: Some("app".to_owned()),
        ..TokenRequest::default()
    });
    let identity = api.identity("pool", &access.text);
    assert_eq!(identity["sub"], ada.claims["sub"]);

    let provider = token(TokenRequest {
        mode: Some(TokenMode::Oidc),
        subject: Some("kit".to_owned()),
        client_id: Some("web-1".to_owned()),
        ..TokenRequest::default()
    });
    assert_eq!(api.identity("provider", &provider.text)["sub"], "kit");

    let expired = token(TokenRequest {
        expires_in: Some(-60),
        client_id: Some("web".to_owned()),
        ..TokenRequest::default()
    });
    api.refuses(&expired.text);
    // A key of its own, which no other environment knows.
    api.refuses(&SigningKey::ec().sign(&id_token(json!({}))));
    let elsewhere = deploy(&template());
    elsewhere.refuses(&ada.text);
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_local_issuer_s_key() {
    use std::os::unix::fs::PermissionsExt as _;

    let mut project = Project::new(&template());
    project.deploy();
    let key = project.state().join("token-issuer.pem");
    let mode = std::fs::metadata(key)
        .expect("the key")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_local_issuer_does_not_sign_for_those_who_have_keys_of_their_own() {
    let api = deploy(&template());
    let refused = appsynth_local::token(&api.project.state(), &TokenRequest::default());
    let message = refused.expect_err("keys of its own").to_string();
    assert!(message.contains(POOL), "{message}");
}

#[test]
fn keys_are_fetched_from_a_url() {
    let mut project = Project::new(&template());
    let mut options = options(&project);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("set");
    let url = format!("http://{}/jwks.json", listener.local_addr().expect("bound"));
    project.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        let keys = || async { axum::Json(key_set()) };
        let app = axum::Router::new().route("/jwks.json", axum::routing::get(keys));
        axum::serve(listener, app).await.expect("served");
    });
    for issuers in [&mut options.user_pools, &mut options.oidc_issuers] {
        for issuer in issuers.values_mut() {
            issuer.keys = Some(KeySource::Url(url.clone()));
        }
    }
    let outputs = project.deploy_with(options).expect("deployed");
    let api = Served { project, outputs };
    let token = SigningKey::rsa().sign(&id_token(json!({})));
    assert_eq!(api.identity("pool", &token)["username"], "ada");
    api.refuses(&SigningKey::of_a_forger().sign(&id_token(json!({}))));
}
