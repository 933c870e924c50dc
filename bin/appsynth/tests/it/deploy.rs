//! The local environment from a user's side.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::{appsynth, new_project, run, succeed, succeed_json};

/// A server and the line it printed first; killed when dropped.
pub(crate) struct Serving {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub(crate) line: Value,
}

impl Serving {
    pub(crate) fn start(project: &Path) -> Self {
        Self::start_with(project, &[])
    }

    /// With more arguments than any server has here.
    pub(crate) fn start_with(project: &Path, more: &[&str]) -> Self {
        let arguments = [&["deploy", "--json", "--port", "0"], more].concat();
        let mut child = appsynth(project, &arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let line = next_line(&mut stdout);
        Self {
            child,
            stdout,
            line,
        }
    }

    /// Waits for the next line that it prints.
    pub(crate) fn next_line(&mut self) -> Value {
        next_line(&mut self.stdout)
    }

    /// Its process.
    pub(crate) fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, as a crash would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// Asks it to stop, as a supervisor does, and gives its exit code.
    fn terminate(&mut self) -> Option<i32> {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(asked.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ends a server in the background, however the test ends.
pub(crate) struct Destroyed<'a>(pub(crate) &'a Path);

impl Drop for Destroyed<'_> {
    fn drop(&mut self) {
        // Nothing to do if the test has done it.
        let _ = run(self.0, &["destroy", "--yes"]);
    }
}

fn next_line(stdout: &mut impl BufRead) -> Value {
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("`{line}`: {error}"))
}

pub(crate) fn ask(line: &Value, query: &str) -> Value {
    let answer = answer(line, query);
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].clone()
}

/// The whole answer, errors included.
pub(crate) fn answer(line: &Value, query: &str) -> Value {
    ureq::post(line["graphqlUrl"].as_str().expect("a URL"))
        .header("x-api-key", line["apiKey"].as_str().expect("a key"))
        .send_json(json!({ "query": query }))
        .expect("an answer")
        .body_mut()
        .read_json()
        .expect("JSON")
}

pub(crate) const CREATE: &str = "mutation { createPost(title: \"Hello\") { id title } }";
pub(crate) const LIST: &str = "{ listPosts { items { title } } }";

#[test]
fn a_new_project_answers_and_keeps_its_data() {
    let folder = new_project();
    let project = folder.path().join("blog");

    let mut serving = Serving::start(&project);
    let keys: Vec<_> = serving
        .line
        .as_object()
        .expect("an object")
        .keys()
        .collect();
    assert_eq!(keys, ["format", "graphqlUrl", "realtimeUrl", "apiKey"]);
    let created = ask(&serving.line, CREATE);
    assert_eq!(created["createPost"]["title"], "Hello");
    let id = created["createPost"]["id"].as_str().expect("an id");
    let read = ask(
        &serving.line,
        &format!("{{ getPost(id: \"{id}\") {{ title }} }}"),
    );
    assert_eq!(read["getPost"]["title"], "Hello");
    assert_eq!(serving.terminate(), Some(0));

    let again = Serving::start(&project);
    assert_eq!(again.line["apiKey"], serving.line["apiKey"]);
    assert_eq!(
        ask(&again.line, LIST),
        json!({ "listPosts": { "items": [{ "title": "Hello" }] } })
    );
}

#[test]
fn a_server_in_the_background_can_be_found_and_destroyed() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let _cleanup = Destroyed(&project);
    let line = succeed_json(&project, &["deploy", "--detach", "--json", "--port", "0"]);
    ask(&line, CREATE);

    let outputs = succeed_json(&project, &["outputs", "--json"]);
    assert_eq!(outputs["format"], 1);
    assert_eq!(outputs["apis"][0]["graphqlUrl"], line["graphqlUrl"]);
    assert_eq!(
        outputs["stacks"]["blog-local"]["GraphqlUrl"],
        line["graphqlUrl"]
    );
    let text = succeed(&project, &["outputs"]);
    assert!(
        text.contains(line["apiKey"].as_str().expect("a key")),
        "{text}"
    );

    let ended = run(&project, &["destroy"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("`--yes`"), "{}", ended.stderr);

    succeed(&project, &["destroy", "--yes"]);
    assert!(!project.join(".appsynth/local").exists());
    assert_eq!(run(&project, &["outputs"]).code, Some(1));
}

#[test]
fn outputs_tell_that_nobody_answers_once_the_server_is_gone() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let mut serving = Serving::start(&project);
    let served = run(&project, &["outputs", "--json"]);
    assert_eq!((served.code, served.stderr.as_str()), (Some(0), ""));
    // Killed, it leaves its record behind; asked to stop, it does not.
    serving.kill();
    let gone = |arguments: &[&str]| {
        let ended = run(&project, arguments);
        assert_eq!(ended.code, Some(0));
        assert_eq!(
            ended.stderr,
            "warning: no server runs, so nobody answers at these URLs; `appsynth deploy` serves them again\n"
        );
        ended.stdout
    };
    assert_eq!(gone(&["outputs", "--json"]), served.stdout);
    gone(&["outputs"]);
    assert_eq!(Serving::start(&project).terminate(), Some(0));
    gone(&["outputs", "--form", "env"]);
}

#[test]
fn without_credentials_nothing_is_deployed_to_aws() {
    let folder = new_project();
    let project = folder.path().join("blog");
    for command in ["deploy", "destroy", "outputs", "diff"] {
        let ended = run(&project, &[command, "--env", "prod"]);
        assert_eq!(ended.code, Some(1), "{command}");
        assert!(
            ended.stderr.contains("there is no region"),
            "{}",
            ended.stderr
        );
    }
    configure(
        &project,
        "tables: { Posts: { partition-key: id } }
environments: { prod: { account: \"111111111111\", region: eu-west-1 } }",
    );
    let ended = run(&project, &["deploy", "--env", "prod", "--yes"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("aws configure"), "{}", ended.stderr);
}

#[test]
fn commands_about_aws_refuse_this_machine() {
    let folder = new_project();
    let project = folder.path().join("blog");
    for command in ["diff", "bootstrap", "rollback", "drift"] {
        let ended = run(&project, &[command]);
        assert_eq!(ended.code, Some(2), "{command}");
        assert!(ended.stderr.contains("`--env`"), "{}", ended.stderr);
    }
}

/// A project whose posts are in a table that somebody else owns.
fn project_with_external_table(more: &str) -> tempfile::TempDir {
    let folder = new_project();
    let project = folder.path().join("blog");
    configure(
        &project,
        &format!(
            "data-sources: {{ Posts: {{ type: dynamodb, table: posts }} }}
{more}"
        ),
    );
    folder
}

/// Writes an `appsynth.yaml` for the files of a new project.
pub(crate) fn configure(project: &Path, more: &str) {
    let text = format!(
        "app: blog
api: {{ schema: schema.graphql, auth: {{ default: api-key }} }}
resolvers: {{ Query.getPost: Posts, Query.listPosts: Posts, Mutation.createPost: Posts }}
{more}"
    );
    fs::write(project.join("appsynth.yaml"), text).expect("written");
}

#[test]
fn a_table_of_somebody_else_gets_a_stand_in_when_the_configuration_says_so() {
    let folder = project_with_external_table("");
    let project = folder.path().join("blog");
    let _cleanup = Destroyed(&project);
    let line = succeed_json(&project, &["deploy", "--detach", "--json", "--port", "0"]);
    let answer = answer(&line, CREATE);
    let message = answer["errors"][0]["message"].as_str().expect("a message");
    let advice = "local: { tables: { posts: { partition-key: id } } }";
    assert!(message.ends_with(advice), "{message}");

    configure(
        &project,
        &format!("data-sources: {{ Posts: {{ type: dynamodb, table: posts }} }}\n{advice}\n"),
    );
    let line = succeed_json(&project, &["deploy", "--json"]);
    assert_eq!(ask(&line, CREATE)["createPost"]["title"], "Hello");
}

/// An assembly as the CDK makes it, with a parameter and a function of another stack.
const TEMPLATE: &str = r#"{
    "Parameters": { "Greeting": { "Type": "String", "Default": "none" } },
    "Resources": {
        "Api": { "Type": "AWS::AppSync::GraphQLApi", "Properties": { "Name": "A", "AuthenticationType": "API_KEY" } },
        "Key": { "Type": "AWS::AppSync::ApiKey", "Properties": { "ApiId": { "Fn::GetAtt": ["Api", "ApiId"] } } },
        "Schema": { "Type": "AWS::AppSync::GraphQLSchema", "Properties": {
            "ApiId": { "Fn::GetAtt": ["Api", "ApiId"] }, "Definition": "type Query { length: Int }" } },
        "Source": { "Type": "AWS::AppSync::DataSource", "Properties": {
            "ApiId": { "Fn::GetAtt": ["Api", "ApiId"] }, "Name": "Length", "Type": "AWS_LAMBDA",
            "LambdaConfig": { "LambdaFunctionArn": "arn:aws:lambda:eu-west-1:210987654321:function:length" } } },
        "Resolver": { "Type": "AWS::AppSync::Resolver", "Properties": {
            "ApiId": { "Fn::GetAtt": ["Api", "ApiId"] }, "TypeName": "Query", "FieldName": "length",
            "DataSourceName": "Length" } }
    },
    "Outputs": { "Greeting": { "Value": { "Fn::Join": [" ", [
        { "Ref": "Greeting" }, { "Ref": "AWS::AccountId" }, { "Ref": "AWS::Region" }]] } } }
}"#;

#[test]
fn an_assembly_of_another_tool_gets_parameters_functions_account_and_region() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path();
    let function = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", function.local_addr().expect("an address"));
    let manifest = r#"{ "version": "38.0.0", "artifacts": { "app": {
        "type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
        "properties": { "templateFile": "app.template.json" } } } }"#;
    fs::create_dir(project.join("cdk.out")).expect("a new folder");
    fs::write(project.join("cdk.out/manifest.json"), manifest).expect("written");
    fs::write(project.join("cdk.out/app.template.json"), TEMPLATE).expect("written");
    let configuration = format!(
        "local: {{ parameters: {{ app.Greeting: hello }}, functions: {{ length: {{ endpoint: '{url}' }} }} }}
environments: {{ local: {{ account: '111122223333', region: eu-west-1 }} }}\n"
    );
    fs::write(project.join("appsynth.yaml"), configuration).expect("written");

    let _cleanup = Destroyed(project);
    let deploy = [
        "deploy", "--app", "cdk.out", "--detach", "--json", "--port", "0",
    ];
    let line = succeed_json(project, &deploy);
    let outputs = succeed_json(project, &["outputs", "--json"]);
    assert_eq!(
        outputs["stacks"]["app"]["Greeting"],
        "hello 111122223333 eu-west-1"
    );

    let invoked = std::thread::spawn(move || {
        let (mut connection, _) = function.accept().expect("a connection");
        let mut request = [0; 65536];
        let read = connection.read(&mut request).expect("a request");
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\nconnection: close\r\n\r\n7";
        connection.write_all(answer.as_bytes()).expect("answered");
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    assert_eq!(ask(&line, "{ length }"), json!({ "length": 7 }));
    let request = invoked.join().expect("an invocation");
    assert!(request.starts_with("POST / "), "{request}");
}

#[test]
fn a_second_deployment_goes_to_the_server_that_runs_and_says_so() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let _cleanup = Destroyed(&project);
    let first = succeed_json(&project, &["deploy", "--detach", "--json", "--port", "0"]);
    ask(&first, CREATE);
    let log = project.join(".appsynth/local/server.log");
    let logged = fs::read_to_string(&log).expect("a log");
    assert_ne!(logged, "");

    for arguments in [&["deploy"][..], &["deploy", "--detach"]] {
        let ended = run(&project, arguments);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        let says_who = ended.stderr.contains("which was serving already");
        assert!(says_who, "{arguments:?}: {}", ended.stderr);
        let url = first["graphqlUrl"].as_str().expect("a URL");
        assert!(ended.stdout.contains(url), "{}", ended.stdout);
        let console = format!("Console   {}\n", url.replace("/graphql", "/console"));
        assert!(ended.stdout.contains(&console), "{}", ended.stdout);
    }
    let now = fs::read_to_string(&log).expect("a log");
    assert!(now.starts_with(&logged), "{now}");
    assert_eq!(
        ask(&first, LIST),
        json!({ "listPosts": { "items": [{ "title": "Hello" }] } })
    );

    let ended = run(&project, &["deploy", "--detach", "--port", "1"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("(process "), "{}", ended.stderr);
}

#[test]
fn destroying_nothing_is_fine_twice() {
    let folder = new_project();
    let project = folder.path().join("blog");
    succeed(&project, &["deploy", "--detach", "--port", "0"]);
    let destroyed = succeed_json(&project, &["destroy", "--yes", "--json"]);
    assert_eq!(destroyed, json!({ "format": 1, "destroyed": "local" }));
    for _ in 0..2 {
        let destroyed = succeed_json(&project, &["destroy", "--json"]);
        assert_eq!(destroyed, json!({ "format": 1, "destroyed": null }));
        let ended = run(&project, &["destroy"]);
        assert_eq!(ended.code, Some(0));
        assert!(
            ended.stderr.contains("nothing is deployed"),
            "{}",
            ended.stderr
        );
        let ended = run(&project, &["outputs"]);
        assert_eq!(ended.code, Some(1));
        assert!(
            ended.stderr.contains("`appsynth deploy`"),
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn a_server_in_the_background_that_cannot_start_says_why() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for arguments in [&["deploy", "--detach", "--port"][..], &["deploy", "--port"]] {
        let ended = run(&project, &[arguments, &[&port]].concat());
        assert_eq!(ended.code, Some(1));
        let says_why = ended
            .stderr
            .contains(&format!("cannot listen on 127.0.0.1:{port}"));
        assert!(says_why, "{}", ended.stderr);
        assert!(ended.stderr.contains("`--port 0`"), "{}", ended.stderr);
    }
}

#[test]
fn scripts_see_that_there_are_no_warnings() {
    let folder = new_project();
    let project = folder.path().join("blog");
    for arguments in [
        &["synth", "--json"][..],
        &["ls", "--json"],
        &["show", "schema", "--json"],
        &["show", "resolvers", "--json"],
    ] {
        let document = succeed_json(&project, arguments);
        assert_eq!(document["warnings"], json!([]), "{arguments:?}");
    }
    let serving = Serving::start(&project);
    let realtime = serving.line["realtimeUrl"].as_str().expect("a URL");
    assert!(realtime.starts_with("ws://"), "{realtime}");
    assert!(realtime.ends_with("/graphql/realtime"), "{realtime}");
}
