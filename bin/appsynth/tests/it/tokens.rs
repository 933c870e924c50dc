//! Tokens of the local issuer from a user's side.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::deploy::Serving;
use super::{run, succeed, succeed_json};

const SETTINGS: &str = "
app: who
api:
  schema: schema.graphql
  auth:
    default: user-pool
    additional: [oidc]
    user-pool: { id: eu-west-1_AbCdEf123 }
    oidc: { issuer: 'https://id.example.com', client-id: web }
data-sources: { Nothing: { type: none } }
";

const SCHEMA: &str = r#"
    type Query {
        user: AWSJSON
        admin: AWSJSON @aws_cognito_user_pools(cognito_groups: ["admin"])
        provider: AWSJSON @aws_oidc
    }
"#;

/// A project whose fields give `ctx.identity`.
fn project(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        fs::write(folder.path().join(path), text).expect("written");
    };
    let mut settings = settings.to_owned();
    settings.push_str("resolvers:\n");
    fs::create_dir(folder.path().join("resolvers")).expect("a folder");
    for field in ["user", "admin", "provider"] {
        settings.push_str(&format!("  Query.{field}: {{ data-source: Nothing }}\n"));
        write(
            &format!("resolvers/Query.{field}.js"),
            "export const request = (ctx) => ({ payload: JSON.stringify(ctx.identity) });\n\
             export const response = (ctx) => ctx.result;\n",
        );
    }
    write("appsynth.yaml", &settings);
    write("schema.graphql", SCHEMA);
    folder
}

fn ask(serving: &Serving, token: &str, field: &str) -> Value {
    let answer: Value = ureq::post(serving.line["graphqlUrl"].as_str().expect("a URL"))
        .header("authorization", token)
        .send_json(json!({ "query": format!("{{ {field} }}") }))
        .expect("an answer")
        .body_mut()
        .read_json()
        .expect("JSON");
    assert!(answer.get("errors").is_none(), "{answer:#}");
    let identity = answer["data"][field].as_str().expect("an identity");
    serde_json::from_str(identity).expect("JSON")
}

fn token(project: &Path, arguments: &[&str]) -> String {
    let token = succeed(project, &[&["token"], arguments].concat());
    token.trim_end().to_owned()
}

#[test]
fn anybody_can_be_anyone() {
    let folder = project(SETTINGS);
    let serving = Serving::start(folder.path());

    let ada = token(
        folder.path(),
        &["--username", "ada", "--groups", "admin,editor"],
    );
    let identity = ask(&serving, &ada, "admin");
    assert_eq!(identity["username"], "ada");
    assert_eq!(identity["groups"], json!(["admin", "editor"]));

    let access = token(folder.path(), &["--access", "--sub", "5e1f"]);
    let identity = ask(&serving, &access, "user");
    assert_eq!(identity["sub"], "5e1f");
    assert_eq!(identity["claims"]["token_use"], "access");

    let kit = token(
        folder.path(),
        &[
            "--mode",
            "oidc",
            "--sub",
            "kit",
            "--claim",
            "roles=[\"audit\"]",
            "--claim",
            "team=blue",
        ],
    );
    let identity = ask(&serving, &kit, "provider");
    assert_eq!(identity["claims"]["roles"], json!(["audit"]));
    assert_eq!(identity["claims"]["team"], "blue");

    let json = succeed_json(
        folder.path(),
        &["token", "--json", "--username", "ada", "--expires", "-1h"],
    );
    let (issued, expires) = (&json["claims"]["iat"], &json["claims"]["exp"]);
    assert_eq!(issued, expires);
    let url = serving.line["graphqlUrl"].as_str().expect("a URL");
    let refused = ureq::post(url)
        .header("authorization", json["token"].as_str().expect("a token"))
        .send_json(json!({ "query": "{ user }" }));
    assert!(matches!(refused, Err(ureq::Error::StatusCode(401))));
}

#[test]
fn tokens_are_for_what_is_deployed() {
    let folder = project(SETTINGS);
    let ended = run(folder.path(), &["token"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("appsynth deploy"), "{}", ended.stderr);

    let _serving = Serving::start(folder.path());
    let ended = run(
        folder.path(),
        &["token", "--issuer", "https://other.example"],
    );
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("https://id.example.com"),
        "{}",
        ended.stderr
    );
    for wrong in [
        ["--claim", "team"],
        ["--expires", "soon"],
        ["--expires", "+5s"],
        ["--expires", "-+5s"],
    ] {
        assert_eq!(
            run(folder.path(), &["token", wrong[0], wrong[1]]).code,
            Some(2)
        );
    }
}

#[test]
fn keys_that_cannot_be_read_are_a_mistake() {
    let folder = project(&format!(
        "{SETTINGS}local: {{ user-pools: {{ eu-west-1_AbCdEf123: {{ jwks: keys.json }} }} }}\n"
    ));
    fs::write(folder.path().join("keys.json"), "{}").expect("written");
    let ended = run(folder.path(), &["deploy", "--port", "0"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("AS7008"), "{}", ended.stderr);
}
