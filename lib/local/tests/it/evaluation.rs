//! AppSync's operations EvaluateCode and EvaluateMappingTemplate, as AWS's clients send them.

use serde_json::{Value, json};

use crate::project::{Answer, Project, api, post};

const CODE: &str = "import { util } from '@aws-appsync/utils';

export function request(ctx) {
  ctx.stash.asked = true;
  console.log('current id', ctx.args.id);
  util.appendError('late', 'Warning', { tries: 2 });
  return { id: ctx.args.id };
}

export function response(ctx) {
  if (ctx.error) { util.error(ctx.error.message, ctx.error.type); }
  return ctx.result.title.length;
}
";

/// A server and the address of its operations.
struct Server {
    _project: Project,
    base: String,
}

impl Server {
    fn start() -> Self {
        let mut project = Project::new(&api("type Query { nothing: String }"));
        let url = project.deploy().apis.remove(0).graphql_url;
        Self {
            _project: project,
            base: url.replace("/graphql", "/v1/"),
        }
    }

    fn code(&self, code: &str, function: &str, context: &Value) -> Answer {
        self.send(
            "dataplane-evaluatecode",
            &json!({
                "runtime": {"name": "APPSYNC_JS", "runtimeVersion": "1.0.0"},
                "code": code,
                "function": function,
                "context": context.to_string(),
            }),
        )
    }

    fn template(&self, template: &str, context: &Value) -> Answer {
        self.send(
            "dataplane-evaluatetemplate",
            &json!({"template": template, "context": context.to_string()}),
        )
    }

    fn send(&self, operation: &str, body: &Value) -> Answer {
        // Clients of AWS sign; nobody here looks at the signature.
        let signature = "AWS4-HMAC-SHA256 Credential=AKIA/20300101/eu-west-1/appsync/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00";
        let headers = [
            ("authorization", signature),
            ("x-amz-date", "20300101T000000Z"),
        ];
        post(
            &format!("{}{operation}", self.base),
            &headers,
            &body.to_string(),
        )
    }
}

#[test]
fn code_gives_its_value_stash_errors_and_logs() {
    let server = Server::start();
    let answer = server.code(CODE, "request", &json!({"arguments": {"id": "record-id"}}));
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body,
        json!({
            "evaluationResult": "{\"id\":\"record-id\"}",
            "logs": ["INFO - code.js:5:3: \"current id\" \"record-id\""],
            "stash": "{\"asked\":true}",
            "outErrors": "[{\"message\":\"late\",\"errorType\":\"Warning\",\"data\":{\"tries\":2}}]",
        })
    );
    assert!(answer.headers.contains_key("x-amzn-requestid"));
}

#[test]
fn an_error_that_ends_code_is_part_of_the_answer() {
    let server = Server::start();
    let context = json!({
        "stash": {"kept": 1},
        "error": {"message": "no such table", "type": "DynamoDB"},
    });
    let answer = server.code(CODE, "response", &context);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body,
        json!({
            "error": {"message": "no such table"},
            "logs": [],
            "stash": "{\"kept\":1}",
            "outErrors": "[]",
        })
    );

    let answer = server.code(CODE, "response", &json!({}));
    assert_eq!(answer.status, 200);
    let message = answer.body["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("code.js:12:"), "{message}");
}

#[test]
fn refused_code_is_an_answer_with_its_mistakes() {
    let server = Server::start();
    let code = "export function request(ctx) {\n  while (true) {}\n}\n";
    let answer = server.code(code, "request", &json!({}));
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body["error"]["codeErrors"],
        json!([{
            "errorType": "LINT_ERROR",
            "value": "`while` is not supported",
            "location": {"line": 2, "column": 3, "span": 5},
        }])
    );
    assert_eq!(answer.body.get("evaluationResult"), None);

    let answer = server.code("export function request( {", "request", &json!({}));
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body["error"]["codeErrors"][0]["errorType"],
        "PARSER_ERROR"
    );
}

#[test]
fn a_template_gives_its_text() {
    let server = Server::start();
    let template = "#set($ctx.stash.asked = true)
$util.appendError(\"late\")
{ \"id\": \"$ctx.args.id\" }
";
    let answer = server.template(template, &json!({"arguments": {"id": "1"}}));
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body,
        json!({
            "evaluationResult": "\n{ \"id\": \"1\" }\n",
            "logs": [],
            "stash": "{\"asked\":true}",
            "outErrors": "[{\"message\":\"late\"}]",
        })
    );
    let answer = server.template("no JSON", &json!({}));
    assert_eq!(answer.body["evaluationResult"], "no JSON");
    let answer = server.template("{}#return([1, 2])", &json!({}));
    assert_eq!(answer.body["evaluationResult"], "[1,2]");
}

#[test]
fn errors_of_templates_are_part_of_the_answer() {
    let server = Server::start();
    for (template, message) in [
        ("$util.error(\"went wrong\", \"MyType\")", "went wrong"),
        ("$util.unauthorized()", "Unauthorized"),
        ("#if(true)", "`#if` has no `#end` at line 1, column 1"),
    ] {
        let answer = server.template(template, &json!({}));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["error"], json!({"message": message}));
        assert_eq!(answer.body.get("evaluationResult"), None);
    }
}

#[test]
fn endless_code_ends_and_the_server_lives_on() {
    let server = Server::start();
    let code = "export function request(ctx) {
        const loop = (n) => loop(n + 1) + 1;
        loop(1);
    }";
    let answer = server.code(code, "request", &json!({}));
    assert_eq!(answer.status, 200);
    assert!(
        answer.body["error"]["message"].is_string(),
        "{}",
        answer.body
    );

    let answer = server.code(CODE, "request", &json!({}));
    assert_eq!(answer.body["evaluationResult"], "{}");
}

#[test]
fn what_is_no_evaluation_is_a_bad_request() {
    let server = Server::start();
    let code = |change: &dyn Fn(&mut Value)| {
        let mut body = json!({
            "runtime": {"name": "APPSYNC_JS", "runtimeVersion": "1.0.0"},
            "code": CODE,
            "function": "request",
            "context": "{}",
        });
        change(&mut body);
        server.send("dataplane-evaluatecode", &body)
    };
    assert_eq!(code(&|_| ()).status, 200);
    let changes: [(&str, Value, &str); 7] = [
        ("context", json!("{not json"), "the context is not JSON"),
        ("context", json!("[]"), "the context is not a JSON object"),
        ("context", json!({}), "expected a string"),
        ("context", json!(" ".repeat(28_001)), "28001 characters"),
        ("function", json!("before"), "not `before`"),
        ("code", json!(""), "`code` has 0 characters"),
        (
            "runtime",
            json!({"name": "NODE", "runtimeVersion": "1.0.0"}),
            "`NODE`",
        ),
    ];
    for (member, value, message) in changes {
        let answer = code(&|body| body[member] = value.clone());
        assert_eq!(answer.status, 400, "{member}");
        assert_eq!(answer.headers["x-amzn-errortype"], "BadRequestException");
        let said = answer.body["message"].as_str().unwrap();
        assert!(said.contains(message), "{said}");
    }
    let answer = server.send("dataplane-evaluatetemplate", &json!({"context": "{}"}));
    assert_eq!(answer.status, 400);
    let said = answer.body["message"].as_str().unwrap();
    assert!(said.contains("missing field `template`"), "{said}");
}
