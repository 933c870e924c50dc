//! The pages of the console and what they ask for, without a browser.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use appsynth_local::{CognitoIdentity, IamIdentity, Outputs, Principal, Secret};
use serde_json::{Value, json};

use crate::project::{Project, add, blog, get, post, text};

fn url(outputs: &Outputs, path: &str) -> String {
    let base = outputs.apis[0].graphql_url.trim_end_matches("/graphql");
    format!("{base}{path}")
}

/// The names that a text has after `before`, up to the next quote.
fn quoted<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    let parts = text.split(before).skip(1);
    parts
        .filter_map(|part| part.split(['"', '\'']).next())
        .collect()
}

#[test]
fn every_file_that_a_page_needs_is_served_under_a_strict_policy() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let page = text(&url(&outputs, "/console"));
    let mut wanted: Vec<String> = quoted(&page.body, "\"/console/")
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    assert!(wanted.contains(&"main.js".to_owned()), "{wanted:?}");
    let mut served = vec![page];
    let mut names = Vec::new();
    while let Some(name) = wanted.pop() {
        if names.contains(&name) {
            continue;
        }
        let file = text(&url(&outputs, &format!("/console/{name}")));
        assert_eq!(file.status, 200, "{name}");
        if file.headers.get("content-encoding").is_none() {
            wanted.extend(
                quoted(&file.body, "from './")
                    .iter()
                    .map(|name| (*name).to_owned()),
            );
            let is_page = name.ends_with(".js");
            assert!(
                !is_page || !file.body.contains("innerHTML"),
                "{name} shows text only"
            );
        }
        names.push(name);
        served.push(file);
    }
    for needed in [
        "graphiql.min.js",
        "traces.js",
        "tables.js",
        "pipelines.js",
        "identity.js",
    ] {
        assert!(
            names.iter().any(|name| name == needed),
            "{needed}: {names:?}"
        );
    }
    for file in served {
        let policy = file.headers["content-security-policy"]
            .to_str()
            .expect("text");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; "),
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{policy}"
        );
        assert_eq!(file.headers["x-content-type-options"], "nosniff");
        assert!(
            !file.body.contains("https://unpkg") && !file.body.contains("//cdn"),
            "no files of elsewhere"
        );
    }
}

#[test]
fn no_path_leads_out_of_the_console() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let address = url(&outputs, "");
    let address = address.trim_start_matches("http://");
    for path in [
        "/console/../Cargo.toml",
        "/console/..%2f..%2f..%2fCargo.toml",
        "/console/%2e%2e%2f%2e%2e%2fsrc/lib.rs",
        "/console/..\\..\\Cargo.toml",
        "/console//etc/passwd",
        "/console/%2fetc%2fpasswd",
        "/console/vendor/README.md",
        "/console/vendor%2fREADME.md",
        "/console/README.md",
        "/console/main.js%00",
        "/console/index.html",
        "/console/data/pipelines/..%2f..%2fstate.json",
        "/.appsynth/traces/..%2f..%2fstate.json",
    ] {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1).expect("a status");
        assert!(status == "404" || status == "400", "{path}: {answer}");
    }
}

#[test]
fn pipelines_are_given_with_their_code() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let api_id = &outputs.apis[0].api_id;
    let pipelines = get(&url(&outputs, &format!("/console/data/pipelines/{api_id}"))).body;
    let resolvers = pipelines["resolvers"].as_array().expect("a list");
    let found = resolvers
        .iter()
        .find(|one| one["field"] == "Query.listPosts");
    let list = found.expect("the resolver is there");
    assert_eq!(list["kind"], "unit");
    assert_eq!(list["dataSource"], "PostsSource");
    assert_eq!(list["language"], "vtl");
    assert!(
        list["request"]
            .as_str()
            .expect("a template")
            .contains("Scan")
    );
    assert_eq!(
        get(&url(&outputs, "/console/data/pipelines/other")).status,
        404
    );
}

/// An API in every mode that the console can be somebody in by itself.
fn every_mode() -> Value {
    let mut template = blog();
    template["Resources"]["Api"]["Properties"]["AdditionalAuthenticationProviders"] = json!([
        {"AuthenticationType": "AWS_IAM"},
        {
            "AuthenticationType": "AMAZON_COGNITO_USER_POOLS",
            "UserPoolConfig": {"UserPoolId": "us-east-1_A", "AwsRegion": "us-east-1"},
        },
        {"AuthenticationType": "OPENID_CONNECT", "OpenIDConnectConfig": {"Issuer": "https://id.example.com"}},
    ]);
    template["Resources"]["Schema"]["Properties"]["Definition"] = json!(
        "type Query { getPost(id: ID!): String @aws_api_key @aws_iam @aws_cognito_user_pools @aws_oidc \
         listPosts(limit: Int, nextToken: String): String }
         type Mutation { createPost(input: AWSJSON): String }"
    );
    add(
        &mut template,
        "Reader",
        json!({
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": "reader",
                "AssumeRolePolicyDocument": {},
                "Policies": [{"PolicyName": "read", "PolicyDocument": {"Statement": [
                    {"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": "*"},
                ]}}],
            },
        }),
    );
    template
}

const READ: &str = r#"{"query":"{ getPost(id: \"1\") }"}"#;

#[test]
fn a_page_can_be_anybody_and_is_told_no_secret() {
    let mut project = Project::new(&every_mode());
    let mut options = project.options();
    options.iam_identities = vec![IamIdentity {
        access_key_id: "ASIAREADER".to_owned(),
        secret_access_key: Secret::from("a-secret-of-the-reader".to_owned()),
        session_token: Some(Secret::from("session-of-the-reader".to_owned())),
        principal: Principal::Role("reader".to_owned()),
        account_id: None,
        user_arn: None,
        username: None,
        cognito: CognitoIdentity::default(),
    }];
    let outputs = project.deploy_with(options).expect("deployed");
    let graphql = &outputs.apis[0].graphql_url;

    let apis = get(&url(&outputs, "/console/data/apis")).body;
    assert!(!apis.to_string().contains("of-the-reader"), "{apis}");
    let api = &apis["apis"][0];
    assert_eq!(
        api["modes"],
        json!([
            "API_KEY",
            "AWS_IAM",
            "AMAZON_COGNITO_USER_POOLS",
            "OPENID_CONNECT"
        ])
    );
    assert_eq!(
        api["identities"],
        json!([{"name": "reader", "accessKeyId": "ASIAREADER"}])
    );

    for mode in ["user-pool", "oidc"] {
        let form =
            json!({"mode": mode, "username": "ada", "groups": ["editors"], "claims": {"x": 1}});
        let made = post(
            &url(&outputs, "/console/data/token"),
            &[],
            &form.to_string(),
        );
        assert_eq!(made.status, 200, "{}", made.body);
        assert_eq!(made.body["claims"]["cognito:groups"], json!(["editors"]));
        assert_eq!(made.body["claims"]["x"], 1);
        let token = made.body["token"].as_str().expect("a token");
        let answer = post(graphql, &[("authorization", token)], READ);
        assert_eq!(answer.body, json!({"data": {"getPost": null}}), "{mode}");
    }
    let unknown = json!({"mode": "oidc", "issuer": "https://other.example.com"}).to_string();
    assert_eq!(
        post(&url(&outputs, "/console/data/token"), &[], &unknown).status,
        400
    );

    let form = |key: &str| {
        json!({"apiId": outputs.apis[0].api_id, "accessKeyId": key, "path": "/graphql", "body": READ}).to_string()
    };
    let signed = post(
        &url(&outputs, "/console/data/signature"),
        &[],
        &form("ASIAREADER"),
    );
    assert_eq!(signed.status, 200, "{}", signed.body);
    assert!(
        !signed.body.to_string().contains("a-secret-of"),
        "{}",
        signed.body
    );
    let headers = signed.body["headers"].as_object().expect("headers");
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().expect("text")))
        .collect();
    let answer = post(graphql, &headers, READ);
    assert_eq!(answer.body, json!({"data": {"getPost": null}}));
    let other = READ.replace('1', "2");
    assert_eq!(
        post(graphql, &headers, &other).status,
        401,
        "the signature is of one request"
    );
    assert_eq!(
        post(
            &url(&outputs, "/console/data/signature"),
            &[],
            &form("ASIAOTHER")
        )
        .status,
        400
    );
}
