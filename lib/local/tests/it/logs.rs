//! What a developer sees of resolvers while the server runs.

use std::io::{Result, Write};
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::project::{Project, add, api, blog, query, resolver, source};

#[test]
fn resolvers_show_their_logs_and_errors_with_their_field() {
    capture();
    let mut template = api("type Query { logs: String fails: String }");
    let none = source("Nothing", "NONE", json!({}));
    add(&mut template, "Nothing", none);
    let payload = r#"{"version": "2018-05-29", "payload": "x"}"#;
    let logs = format!("$util.log.info(\"looking\")$util.log.error(\"alarmed\"){payload}");
    add(
        &mut template,
        "Logs",
        resolver("Query.logs", "Nothing", &logs),
    );
    let fails = r#"$util.error("out of order", "Broken")"#;
    add(
        &mut template,
        "Fails",
        resolver("Query.fails", "Nothing", fails),
    );
    let mut project = Project::new(&template);
    let outputs = project.deploy();
    query(&outputs, "{ alias: logs fails }");

    let logged = captured();
    let line = |text: &str| {
        let mut lines = logged.lines().map(str::trim_start);
        let line = lines.find(|line| line.contains(text)).unwrap_or_default();
        // Each request has an id of its own.
        line.split(" request=").next().unwrap_or_default()
    };
    assert_eq!(
        line("looking"),
        r#"INFO INFO - looking api="Blog" field="Query.logs""#
    );
    assert_eq!(
        line("alarmed"),
        r#"ERROR ERROR - alarmed api="Blog" field="Query.logs""#
    );
    assert_eq!(
        line("out of order"),
        r#"WARN out of order api="Blog" field="Query.fails" error_type="Broken""#
    );
}

#[test]
fn places_in_code_are_those_in_the_files_it_was_made_of() {
    capture();
    let file = |path: &str| match path {
        "resolvers/Query.titled.ts" => Some(
            "import { title } from './lib/title';
interface Context { args: { id: string } }

export function request(ctx: Context) {
  console.log('asked');
  return { payload: title(ctx.args) };
}
export const response = (ctx) => ctx.result;"
                .to_owned(),
        ),
        "resolvers/lib/title.ts" => {
            Some("\nexport const title = (args: any): string => args.post.title;".to_owned())
        }
        _ => None,
    };
    let bundle =
        appsynth_bundle::bundle("resolvers/Query.titled.ts", file).expect("files that fit");
    let mut template = api("type Query { titled: String }");
    let none = source("Nothing", "NONE", json!({}));
    add(&mut template, "Nothing", none);
    let titled = module("Query.titled", &bundle.code);
    add(&mut template, "Titled", titled);
    let mut project = Project::new(&template);
    let map = bundle.source_map().expect("code that was made of files");
    project.write("resolvers/Query.titled.js", &bundle.code);
    project.write("resolvers/Query.titled.js.map", &map.to_json());
    let outputs = project.deploy();
    let answer = query(&outputs, "{ titled }");
    // Clients get what AppSync tells.
    let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("code.js:1:"), "{message}");

    let logged = captured();
    for line in [
        r#"INFO INFO - resolvers/Query.titled.ts:5:3: "asked" api="Blog" field="Query.titled""#,
        r#"ERROR ERROR - resolvers/lib/title.ts:2:45: cannot read property 'title' of undefined api="Blog" field="Query.titled""#,
    ] {
        assert!(logged.contains(line), "{line}\n{logged}");
    }
    assert!(!logged.contains("code.js:1:"), "{logged}");
}

#[test]
fn places_in_a_file_that_is_code_as_it_is_name_the_file() {
    capture();
    let code = "export function request(ctx) {
  console.log('asked plainly');
  return { payload: ctx.missing.title };
}
export const response = (ctx) => ctx.result;
";
    let mut template = api("type Query { plain: String }");
    let none = source("Nothing", "NONE", json!({}));
    add(&mut template, "Nothing", none);
    let plain = module("Query.plain", code);
    add(&mut template, "Plain", plain);
    let mut project = Project::new(&template);
    project.write("resolvers/Query.plain.js", code);
    let outputs = project.deploy();
    query(&outputs, "{ plain }");
    let logged = captured();
    for line in [
        r#"INFO INFO - resolvers/Query.plain.js:2:3: "asked plainly" api="Blog" field="Query.plain""#,
        r#"ERROR ERROR - resolvers/Query.plain.js:3:21: cannot read property 'title' of undefined api="Blog" field="Query.plain""#,
    ] {
        assert!(logged.contains(line), "{line}\n{logged}");
    }
}

#[test]
fn a_template_that_fails_is_named() {
    capture();
    let mut template = api("type Query { listed: String unlisted: String asks: String }");
    let none = source("Nothing", "NONE", json!({}));
    add(&mut template, "Nothing", none);
    let table = source(
        "Posts",
        "AMAZON_DYNAMODB",
        json!({"DynamoDBConfig": {
            "TableName": "Posts", "AwsRegion": "us-east-1",
        }}),
    );
    add(&mut template, "Posts", table);
    let fails = "## the same in two fields\n  $util.validate()";
    let asks = r#"{"version": "2018-05-29", "operation": "Get"}"#;
    let unlisted = "#set($x = 1)";
    for (id, field, source, text) in [
        ("Listed", "Query.listed", "Nothing", fails),
        ("Unlisted", "Query.unlisted", "Nothing", unlisted),
        ("Asks", "Query.asks", "Posts", asks),
    ] {
        add(&mut template, id, resolver(field, source, text));
    }
    let mut project = Project::new(&template);
    for (field, text) in [
        ("Query.alike", fails),
        ("Query.listed", fails),
        ("Query.asks", asks),
    ] {
        project.write(&format!("resolvers/{field}.req.vtl"), text);
    }
    let outputs = project.deploy();
    let answer = query(&outputs, "{ listed unlisted asks }");
    let message = |index: usize| {
        let message = answer["errors"][index]["message"].as_str();
        message.unwrap_or_else(|| panic!("{answer}"))
    };
    let logged = captured();
    for (index, field, name) in [
        (0, "listed", "resolvers/Query.listed.req.vtl"),
        (1, "unlisted", "the request template"),
        (2, "asks", "resolvers/Query.asks.req.vtl"),
    ] {
        let message = message(index);
        let line = format!("ERROR ERROR - {name}: {message} api=\"Blog\" field=\"Query.{field}\"");
        assert!(logged.contains(&line), "{line}\n{logged}");
        assert!(!message.contains(".vtl"), "{message}");
    }
    assert!(
        message(0).ends_with(" at line 2, column 9"),
        "{}",
        message(0)
    );
}

#[test]
fn an_endpoint_for_a_function_that_nothing_calls_is_named() {
    capture();
    let mut template = api("type Query { shout: String }");
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:shout";
    let config = json!({"LambdaConfig": {"LambdaFunctionArn": arn}});
    add(
        &mut template,
        "Shout",
        source("Shout", "AWS_LAMBDA", config),
    );
    let mut project = Project::new(&template);
    let mut options = project.options();
    for name in ["shout", "shuot"] {
        let url = "http://127.0.0.1:9/invocations".to_owned();
        options.lambda_endpoints.insert(name.to_owned(), url);
    }
    project
        .deploy_with(options)
        .expect("the assembly is deployed");
    let logged = captured();
    let told = |name: &str| logged.contains(&format!("no data source calls the function `{name}`"));
    assert!(told("shuot") && !told("shout"), "{logged}");
}

/// A resolver in APPSYNC_JS of the data source `Nothing`.
fn module(field: &str, code: &str) -> Value {
    let mut resolver = resolver(field, "Nothing", "");
    let properties = &mut resolver["Properties"];
    *properties = json!({
        "ApiId": properties["ApiId"],
        "TypeName": properties["TypeName"],
        "FieldName": properties["FieldName"],
        "DataSourceName": properties["DataSourceName"],
        "Runtime": { "Name": "APPSYNC_JS", "RuntimeVersion": "1.0.0" },
        "Code": code,
    });
    resolver
}

#[test]
fn a_resource_that_is_passed_over_is_named() {
    capture();
    let mut template = blog();
    let properties = json!({"ServiceToken": "arn:aws:lambda:us-east-1:123456789012:function:x"});
    add(
        &mut template,
        "CodegenAssets",
        json!({"Type": "Custom::CDKBucketDeployment", "Properties": properties}),
    );
    Project::new(&template).deploy();
    let named =
        r#"INFO passed over resource="blog/CodegenAssets" kind="Custom::CDKBucketDeployment""#;
    assert!(captured().contains(named));
}

/// What all tests of this process log.
static CAPTURED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn capture() {
    // The first test that asks has set it up for all.
    let _ = tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(false)
        .with_writer(|| Captured)
        .try_init();
}

fn captured() -> String {
    String::from_utf8_lossy(&CAPTURED.lock().expect("no writer panics")).into_owned()
}

struct Captured;

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        CAPTURED.lock().expect("no writer panics").write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
