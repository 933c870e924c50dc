//! Resolver code that means harm ends with an error that says why, and the server goes on serving.

use integration::{Project, Served};
use serde_json::{Value, json};

fn server() -> (Project, Served) {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let server = project.deploy();
    (project, server)
}

/// What comes of an evaluation. The server answers others after it.
fn answer(server: &Served, operation: &str, body: &Value) -> Value {
    let base = server.graphql_url.trim_end_matches("/graphql");
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let answer: Value = agent
        .post(format!("{base}/v1/dataplane-{operation}"))
        .send_json(body)
        .expect("an answer")
        .body_mut()
        .read_json()
        .expect("JSON");
    let alive = server.data("{ __typename }", json!({}));
    assert_eq!(alive["__typename"], "Query");
    answer
}

/// The error that an evaluation ends with.
fn error(server: &Served, operation: &str, body: Value) -> String {
    let answer = answer(server, operation, &body);
    let message = answer["error"]["message"].as_str();
    let message = message.unwrap_or_else(|| panic!("{body}: no error: {answer}"));
    message.to_owned()
}

fn code(statements: &str) -> Value {
    json!({
        "runtime": { "name": "APPSYNC_JS", "runtimeVersion": "1.0.0" },
        "code": format!(
            "import {{ util }} from '@aws-appsync/utils';\nexport function request(ctx) {{ {statements} }}\n\
             export function response(ctx) {{ return ctx.result; }}"
        ),
        "function": "request",
        "context": "{}",
    })
}

fn template(text: &str) -> Value {
    json!({ "template": text, "context": "{}" })
}

#[test]
fn hostile_code_ends() {
    let (_project, server) = server();
    for (statements, expected) in [
        (
            "const a = ' '.repeat(1000); let n = 0; for (const x of a) for (const y of a) for (const z of a) n += 1;",
            "the code ran longer than 2000 ms",
        ),
        (
            "return 'x'.repeat(100000000);",
            "the code used more than 32768 KiB of memory",
        ),
        (
            "const f = (n) => f(n + 1) + 1; return f(0);",
            "Maximum call stack size exceeded",
        ),
        ("Object.prototype.polluted = 1; return {};", "code.js:2:"),
        (
            "return util.autoId.constructor('return globalThis')();",
            "is not a function",
        ),
        (
            "return [].map.constructor.constructor('return 1')();",
            "code.js:2:",
        ),
    ] {
        let message = error(&server, "evaluatecode", code(statements));
        assert!(message.contains(expected), "{statements}: {message}");
    }
}

#[test]
fn hostile_templates_end() {
    let (_project, server) = server();
    let loops = |inner: &str| {
        format!(
            "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000]){inner}#end#end#end"
        )
    };
    for (text, expected) in [
        // Which limit it meets first is the machine's to say: 5,000,000 steps or 30 seconds.
        (loops("#set($x = $c)"), "the template takes more than "),
        (loops("xxxxxxxx"), "the output exceeds 5000000 bytes"),
        (
            "#macro(f)#f()#f()#end#f()".to_owned(),
            "macros and `#define` blocks call each other more than 20 levels deep",
        ),
        (
            "#set($s = 'xxxxxxxx')#foreach($i in [1..100])#set($s = \"$s$s\")#end".to_owned(),
            "the output exceeds 5000000 bytes",
        ),
        (
            "#set($s = 'xxxxxxxx')#foreach($i in [1..100])#set($s = $s.concat($s))#end".to_owned(),
            "the template makes more than 64000000 bytes of data",
        ),
        (
            "#set($l = [1])#foreach($i in [1..1000])#set($l = [$l, $l])#end$util.toJson($l)"
                .to_owned(),
            "`$util.toJson`: ",
        ),
        (
            format!("#set($x = {}1{})", "(".repeat(5000), ")".repeat(5000)),
            "levels are nested in each other",
        ),
    ] {
        let message = error(&server, "evaluatetemplate", template(&text));
        assert!(message.contains(expected), "{text}: {message}");
    }
}

/// Patterns on which a search by trial and error takes exponential time.
#[test]
fn regular_expressions_that_explode_end() {
    let (_project, server) = server();
    for pattern in ["(a+)+b", "(a|aa)+b", "((a*)*)*b", "((a|aa)+)\\\\1b"] {
        let in_code = code(&format!(
            "return 'a'.repeat(60).replaceAll('{pattern}', 'x') === '' || util.matches('{pattern}', 'a'.repeat(60));"
        ));
        let in_template = template(&format!(
            "#set($s = 'a')#foreach($i in [1..6])#set($s = \"$s$s\")#end$s.matches('{}')",
            pattern.replace("\\\\", "\\")
        ));
        for (operation, body) in [("evaluatecode", in_code), ("evaluatetemplate", in_template)] {
            let answer = answer(&server, operation, &body);
            let is_refused = answer["error"]["message"].is_string();
            assert!(
                is_refused || answer["evaluationResult"] == "false",
                "{body}: {answer}"
            );
        }
    }
}
