//! `appsynth test --remote`.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};

use super::deploy::Serving;
use super::{Ended, appsynth, new_project};

/// A project with tests in both languages.
fn project() -> tempfile::TempDir {
    let folder = new_project();
    let tested = folder.path().join("blog/tested");
    fs::create_dir(&tested).expect("a new folder");
    let write = |name: &str, text: &str| fs::write(tested.join(name), text).expect("written");
    write(
        "a.ts",
        "import { util } from '@aws-appsync/utils';
import { needed } from './needed';
export function request(ctx: { args: { id?: string }; stash: { asked?: boolean } }) {
  ctx.stash.asked = true;
  util.appendError('late', 'Warning');
  if (needed(ctx.args.id)) util.error('no id', 'Missing');
  return { id: ctx.args.id };
}
export const response = (ctx: { result: { title: string } }) => ctx.result.title;
",
    );
    write("needed.ts", "export const needed = (id?: string) => !id;\n");
    write(
        "b.req.vtl",
        "#if($ctx.stash.skip)#return([1])#end\n{ \"id\": \"$ctx.args.id\" }",
    );
    write("b.res.vtl", "$util.toJson($ctx.result)");
    let tests = json!({ "cases": [
        {
            "name": "gives the title",
            "context": { "args": { "id": "1" } },
            "answers": [{ "result": { "title": "Hello" } }],
            "expect": {
                "requests": [{ "id": "1" }],
                "result": "Hello",
                "stash": { "asked": true },
                "errors": [{ "message": "late", "type": "Warning" }],
                "error": null,
            },
        },
        { "name": "needs an id", "expect": { "error": { "message": "no id", "type": "Missing" } } },
    ] });
    write("a.test.json", &tests.to_string());
    let tests = json!({ "functions": ["a", "b"], "cases": [
        {
            "name": "runs both languages",
            "context": { "args": { "id": "1" } },
            "answers": [{ "result": { "title": "Hello" } }, { "result": 2.5 }],
            "expect": { "requests": [{ "id": "1" }, { "id": "1" }], "result": 2.5 },
        },
        {
            "name": "returns early",
            "context": { "args": { "id": "1" }, "stash": { "skip": 1 } },
            "answers": [{ "result": { "title": "Hello" } }],
            "expect": { "requests": [{ "id": "1" }], "result": [1] },
        },
    ] });
    write("both.test.json", &tests.to_string());
    folder
}

fn run(project: &Path, endpoint: &str, arguments: &[&str]) -> Ended {
    let mut command = appsynth(project, arguments);
    command
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", "AKIATEST")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_REGION", "eu-west-1");
    super::ended(command)
}

/// Answers requests with these statuses, codes and bodies in turn, the last one ever after. Gives the
/// address and the number of requests so far.
fn aws(answers: &'static [(u16, &'static str, &'static str)]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while !is_whole(&request) {
                match stream.read(&mut buffer) {
                    Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
                    _ => break,
                }
            }
            let number = counter.fetch_add(1, Ordering::SeqCst);
            let (status, code, body) = answers[number.min(answers.len() - 1)];
            let answer = format!(
                "HTTP/1.1 {status} x\r\nx-amzn-errortype: {code}\r\ncontent-length: {}\r\n\
                 connection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).expect("written");
        }
    });
    (format!("http://{address}"), asked)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().ok())?
    });
    body.len() >= length.unwrap_or(0)
}

#[test]
fn tests_run_where_the_endpoint_is() {
    let folder = project();
    let project = folder.path().join("blog");
    let serving = Serving::start(&project);
    let url = serving.line["graphqlUrl"].as_str().expect("an address");
    let endpoint = url.trim_end_matches("/graphql");
    let ended = run(
        &project,
        endpoint,
        &["test", "--remote", "tested", "--json"],
    );
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    let document: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(document["tests"].as_array().expect("a list").len(), 4);
}

#[test]
fn what_aws_answers_is_what_is_compared() {
    let folder = project();
    let project = folder.path().join("blog");
    let (endpoint, _) = aws(&[(
        200,
        "",
        r#"{"evaluationResult": "{\"id\": \"other\"}", "stash": "{}", "outErrors": "[]", "logs": []}"#,
    )]);
    let ended = run(
        &project,
        &endpoint,
        &["test", "--remote", "tested/a.test.json"],
    );
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    for said in [
        "gives the title: failed",
        r#"actual:   [{"id":"other"}]"#,
        "2 of 2 tests failed",
    ] {
        assert!(ended.stderr.contains(said), "{said}: {}", ended.stderr);
    }
}

#[test]
fn calls_that_are_throttled_are_made_again() {
    let folder = project();
    let project = folder.path().join("blog");
    let (endpoint, asked) = aws(&[
        (
            429,
            "TooManyRequestsException",
            r#"{"message": "slow down"}"#,
        ),
        (
            200,
            "",
            r#"{"error": {"message": "no id"}, "stash": "{}", "outErrors": "[]", "logs": []}"#,
        ),
    ]);
    fs::write(
        project.join("tested/a.test.json"),
        json!({ "cases": [{ "name": "needs an id", "expect": { "error": {
            "message": "no id", "type": "Missing",
        } } }] })
        .to_string(),
    )
    .expect("written");
    let ended = run(
        &project,
        &endpoint,
        &["test", "--remote", "tested/a.test.json"],
    );
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[test]
fn refusals_and_missing_credentials_are_said() {
    let folder = project();
    let project = folder.path().join("blog");
    let (endpoint, asked) = aws(&[(
        403,
        "AccessDeniedException",
        r#"{"Message": "not authorized to perform: appsync:EvaluateCode"}"#,
    )]);
    let arguments = ["test", "--remote", "tested/a.test.json"];
    let ended = run(&project, &endpoint, &arguments);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains(
            "tested/a.test.json: gives the title: not evaluated: appsync:EvaluateCode: \
             AccessDeniedException: not authorized to perform: appsync:EvaluateCode"
        ),
        "{}",
        ended.stderr
    );
    assert_eq!(asked.load(Ordering::SeqCst), 1);

    let mut command = appsynth(&project, &arguments);
    command
        .env("AWS_ENDPOINT_URL", &endpoint)
        .env("AWS_REGION", "eu-west-1");
    let ended = super::ended(command);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stderr
            .contains("there are no credentials for AWS that work"),
        "{}",
        ended.stderr
    );

    let ended = super::run(&project, &arguments);
    assert!(
        ended.stderr.contains("there is no region"),
        "{}",
        ended.stderr
    );
}
