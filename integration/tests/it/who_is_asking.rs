//! One model, asked in every authorization mode. Signed requests are curl's, which knows nothing of this
//! project.

use std::path::Path;
use std::process::Command;

use integration::{Project, Served};
use serde_json::{Value, json};

/// Starts the API, which has a note of Ada's.
fn start() -> (Project, Served) {
    let project = Project::copy_of(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/who-is-asking"),
        env!("CARGO_BIN_EXE_example-appsynth"),
    );
    let served = project.deploy();
    let ada = token(&project, &["--username", "ada"]);
    let create = "mutation { createNote(input: {id: \"n\", text: \"of ada\"}) { text } }";
    let (status, answer) = ask(&served, &[("authorization", &ada)], create);
    assert_eq!(status, 200);
    assert_eq!(answer, json!({"data": {"createNote": {"text": "of ada"}}}));
    (project, served)
}

fn token(project: &Project, arguments: &[&str]) -> String {
    let token = project.succeed(&[&["token"], arguments].concat());
    token.trim_end().to_owned()
}

fn ask(served: &Served, headers: &[(&str, &str)], query: &str) -> (u16, Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let mut request = agent.post(&served.graphql_url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = request
        .send_json(json!({ "query": query }))
        .expect("an answer");
    let status = response.status().as_u16();
    (status, response.body_mut().read_json().expect("JSON"))
}

/// A request that curl has signed with the key of one of the project's identities.
fn ask_signed(served: &Served, identity: &str, key_id: &str, query: &str) -> (u16, Value) {
    let output = Command::new("curl")
        .args(["--silent", "--write-out", "\n%{http_code}"])
        .args(["--aws-sigv4", "aws:amz:eu-west-1:appsync"])
        .args(["--user", &format!("{key_id}:secret-of-{identity}")])
        .args([
            "--header",
            &format!("x-amz-security-token: session-of-{identity}"),
        ])
        .args(["--header", "content-type: application/json"])
        .args(["--data-binary", &json!({ "query": query }).to_string()])
        .arg(&served.graphql_url)
        .output()
        .expect("curl runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let (body, status) = text.rsplit_once('\n').expect("a status");
    (
        status.parse().expect("a number"),
        serde_json::from_str(body).expect("JSON"),
    )
}

#[expect(clippy::print_stdout, reason = "tells why a test did nothing")]
fn has_program(name: &str) -> bool {
    let is_there = Command::new(name).arg("--version").output().is_ok();
    if !is_there {
        println!("skipped: `{name}` is not installed");
    }
    is_there
}

const READ: &str = "{ getNote(id: \"n\") { text } }";
const DELETE: &str = "mutation { deleteNote(input: {id: \"n\"}) { id } }";

/// That the note may be read and not deleted.
fn reads_only(answers: impl Fn(&str) -> (u16, Value)) {
    let (status, answer) = answers(READ);
    assert_eq!(status, 200);
    assert_eq!(answer, json!({"data": {"getNote": {"text": "of ada"}}}));
    let (_, answer) = answers(DELETE);
    assert_eq!(answer["data"]["deleteNote"], Value::Null);
    assert!(
        !answer["errors"].as_array().expect("errors").is_empty(),
        "{answer}"
    );
}

#[test]
fn clients_are_told_of_every_mode() {
    let (project, served) = start();
    let told = project.succeed(&["outputs", "--form", "amplify-outputs"]);
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(
        told["data"],
        json!({
            "url": served.graphql_url.replace("http:", "HTTP:"),
            "aws_region": "eu-west-1",
            "default_authorization_type": "API_KEY",
            "authorization_types": [
                "AMAZON_COGNITO_USER_POOLS",
                "OPENID_CONNECT",
                "AWS_IAM",
                "AWS_LAMBDA",
            ],
            "api_key": served.api_key,
        })
    );
}

#[test]
fn the_key_and_tokens_may_what_the_rules_say() {
    let (project, served) = start();
    reads_only(|query| ask(&served, &[("x-api-key", &served.api_key)], query));
    let kit = token(&project, &["--mode", "oidc", "--sub", "kit"]);
    reads_only(|query| ask(&served, &[("authorization", &kit)], query));
    let editor = token(&project, &["--username", "bob", "--groups", "editors"]);
    reads_only(|query| ask(&served, &[("authorization", &editor)], query));

    let stranger = token(&project, &["--username", "eve"]);
    let (_, answer) = ask(&served, &[("authorization", &stranger)], READ);
    assert_eq!(answer["data"], json!({"getNote": null}));
    assert_eq!(
        answer["errors"][0]["message"],
        "Not Authorized to access getNote on type Query"
    );
    let ada = token(&project, &["--access", "--username", "ada"]);
    let (_, answer) = ask(&served, &[("authorization", &ada)], DELETE);
    assert_eq!(answer, json!({"data": {"deleteNote": {"id": "n"}}}));
}

#[test]
fn signed_requests_may_what_rules_and_policies_say() {
    if !has_program("curl") {
        return;
    }
    let (_project, served) = start();
    for (identity, key_id) in [("signed-in", "ASIASIGNEDIN"), ("guest", "ASIAGUEST")] {
        reads_only(|query| ask_signed(&served, identity, key_id, query));
        let (status, _) = ask_signed(&served, identity, key_id, DELETE);
        assert_eq!(status, 401, "{identity} has no policy for it");
    }
    let (status, _) = ask_signed(&served, "guest", "ASIASIGNEDIN", READ);
    assert_eq!(status, 401, "another identity's secret");
}

#[test]
fn the_authorizer_lets_in_whom_it_knows_and_keeps_fields_back() {
    if !has_program("node") {
        return;
    }
    let (_project, served) = start();
    let custom = [("authorization", "custom-reader")];
    let (_, answer) = ask(&served, &custom, "{ getNote(id: \"n\") { id } }");
    assert_eq!(answer, json!({"data": {"getNote": {"id": "n"}}}));
    let (_, answer) = ask(&served, &custom, READ);
    assert_eq!(
        answer["errors"][0]["message"],
        "Not Authorized to access text on type Note"
    );
    for token in ["custom-stranger", "reader"] {
        let (status, _) = ask(&served, &[("authorization", token)], READ);
        assert_eq!(status, 401, "{token}");
    }
}
