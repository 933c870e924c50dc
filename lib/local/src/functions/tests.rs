//! Handlers in real processes. Where a language is not installed, its tests say so and pass.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::*;

fn installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: `{program}` is not installed");
    }
    found
}

fn spec(code: &Path, runtime: &str) -> FunctionSpec {
    FunctionSpec {
        name: "echo".to_owned(),
        arn: "arn:aws:lambda:us-east-1:123456789012:function:echo".to_owned(),
        runtime: runtime.to_owned(),
        handler: "index.handler".to_owned(),
        code: code.to_owned(),
        environment: IndexMap::from([("GREETING".to_owned(), "hello".to_owned())]),
        timeout: Duration::from_secs(60),
        memory_mb: 128,
        dynamodb_endpoint: "http://127.0.0.1:20002".to_owned(),
        region: "us-east-1".to_owned(),
    }
}

/// A function whose code is one file.
fn with_file(name: &str, code: &str) -> (tempfile::TempDir, Function) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), code).unwrap();
    let runtime = if name.ends_with(".py") {
        "python3.12"
    } else {
        "nodejs22.x"
    };
    let function = Function::local(spec(folder.path(), runtime)).unwrap();
    (folder, function)
}

fn message(text: &str) -> InvocationError {
    InvocationError::new(text)
}

#[tokio::test]
async fn what_a_handler_keeps_is_there_after_invocations_at_the_same_time() {
    if !installed("node") {
        return;
    }
    let (_folder, function) = with_file(
        "index.js",
        "let calls = 0; exports.handler = async () => ++calls;",
    );
    assert_eq!(function.invoke(json!({})).await, Ok(json!(1)));
    let (first, second, third) = tokio::join!(
        function.invoke(json!({})),
        function.invoke(json!({})),
        function.invoke(json!({})),
    );
    let mut counts = [first, second, third].map(|count| count.expect("an answer"));
    counts.sort_by_key(Value::as_u64);
    assert_eq!(counts, [json!(1), json!(1), json!(2)]);
    for count in 3..6 {
        assert_eq!(function.invoke(json!({})).await, Ok(json!(count)));
    }
}

#[tokio::test]
async fn a_handler_stays_loaded_from_one_invocation_to_the_next() {
    if !installed("node") {
        return;
    }
    let (_folder, function) = with_file(
        "index.js",
        "let calls = 0; exports.handler = async (event) => ({ ...event, calls: ++calls });",
    );
    function.invoke(json!({"a": 1})).await.unwrap();
    let second = function.invoke(json!({"a": 2})).await.unwrap();
    assert_eq!(second, json!({"a": 2, "calls": 2}));
}

#[tokio::test]
async fn a_handler_sees_environment_context_and_nothing_of_this_machine() {
    if !installed("node") {
        return;
    }
    let (_folder, function) = with_file(
        "index.mjs",
        "export const handler = async (event, context) => [process.env.GREETING, process.env.AWS_REGION, \
         process.env.AWS_ENDPOINT_URL_DYNAMODB, context.functionName, context.invokedFunctionArn, context.getRemainingTimeInMillis() > 0, \
         process.env.CARGO ?? null];",
    );
    assert_eq!(
        function.invoke(json!(null)).await.unwrap(),
        json!([
            "hello",
            "us-east-1",
            "http://127.0.0.1:20002",
            "echo",
            "arn:aws:lambda:us-east-1:123456789012:function:echo",
            true,
            null
        ])
    );
}

#[tokio::test]
async fn a_handler_answers_by_callback_too_and_what_it_prints_is_no_answer() {
    if !installed("node") {
        return;
    }
    let (_folder, function) = with_file(
        "index.cjs",
        "exports.handler = (event, context, done) => { console.log('{\"result\": 1}'); done(null, event); };",
    );
    assert_eq!(function.invoke(json!("x")).await.unwrap(), json!("x"));
}

#[tokio::test]
async fn an_exception_is_the_error_and_the_process_goes_on() {
    if !installed("node") {
        return;
    }
    let (_folder, function) = with_file(
        "index.js",
        "exports.handler = async (event) => { if (event.fail) throw new Error('no luck'); return 'fine'; };",
    );
    assert_eq!(
        function.invoke(json!({"fail": true})).await,
        Err(message("no luck"))
    );
    assert_eq!(function.invoke(json!({})).await, Ok(json!("fine")));
}

#[tokio::test]
async fn a_handler_that_takes_too_long_is_ended() {
    if !installed("node") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let code = "exports.handler = () => new Promise(() => {});";
    std::fs::write(folder.path().join("index.js"), code).unwrap();
    let function = Function::local(FunctionSpec {
        timeout: Duration::from_millis(50),
        ..spec(folder.path(), "nodejs22.x")
    });
    let error = function.unwrap().invoke(json!(null)).await.unwrap_err();
    assert!(
        error
            .message
            .ends_with("Error: Task timed out after 0.05 seconds"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_handler_that_cannot_be_loaded_says_why() {
    if !installed("node") {
        return;
    }
    let (_folder, function) = with_file("index.js", "exports.other = 1;");
    assert_eq!(
        function.invoke(json!({})).await,
        Err(message("'index.handler' is undefined or not exported"))
    );
}

#[tokio::test]
async fn a_process_that_exits_is_an_error_and_replaced() {
    if !installed("node") {
        return;
    }
    let (_folder, function) = with_file(
        "index.js",
        "exports.handler = async (event) => event ? process.exit(3) : 'fine';",
    );
    let error = function.invoke(json!(true)).await.unwrap_err();
    assert!(
        error.message.contains("Runtime exited with exit status: 3"),
        "{}",
        error.message
    );
    assert_eq!(function.invoke(json!(false)).await, Ok(json!("fine")));
}

#[tokio::test]
async fn python_handlers_run_too() {
    if !installed("python3") {
        return;
    }
    let (_folder, function) = with_file(
        "index.py",
        "import os\ndef handler(event, context):\n    print('working')\n    if event is None:\n        raise \
         ValueError('no luck')\n    return [event, os.environ['GREETING'], context.function_name]\n",
    );
    assert_eq!(
        function.invoke(json!({"a": 1})).await,
        Ok(json!([{"a": 1}, "hello", "echo"]))
    );
    assert_eq!(function.invoke(json!(null)).await, Err(message("no luck")));
}

#[test]
fn other_runtimes_want_an_endpoint() {
    let refused = Function::local(spec(Path::new(""), "provided.al2023"));
    assert!(refused.is_err_and(|reason| reason.contains("write into appsynth.yaml")));
}
