//! Which function `@function` means.

use appsynth_appsync::{Api, Auth, Days, Function, FunctionCode, Runtime, SchemaSource};
use appsynth_construct::{App, Environment, MemoryFiles};
use appsynth_data::GraphqlSchema;

use crate::plans::properties;

/// The ARN of the function that `Query.echo` invokes, as the template has it, where the application has a
/// function `echo`.
fn invoked(directive: &str, data: impl FnOnce(GraphqlSchema) -> GraphqlSchema) -> String {
    invoked_in(Environment::new("dev"), directive, data)
}

fn invoked_in(
    environment: Environment,
    directive: &str,
    data: impl FnOnce(GraphqlSchema) -> GraphqlSchema,
) -> String {
    let files = MemoryFiles::new().file("echo/index.js", "exports.handler = async () => 'hello';");
    let mut app = App::new(environment, files);
    let mut stack = app.stack("app");
    let code = FunctionCode::folder("echo");
    let echo = Function::new(Runtime::Other("nodejs22.x".into()), "index.handler", code);
    let echo = stack.add("Echo", echo);
    let schema = SchemaSource::text(format!("type Query {{ echo: String {directive} }}"));
    let schema = GraphqlSchema::new(Api::new(schema, Auth::api_key(Days(7))));
    stack.add("Data", data(schema.function("echo", echo)));
    let synthesis = app.synth().expect("no mistakes");
    let sources = properties(&synthesis, "AWS::AppSync::DataSource");
    let lambda = sources.iter().find(|one| one["Type"] == "AWS_LAMBDA");
    let arn = &lambda.expect("a data source of a function")["LambdaConfig"]["LambdaFunctionArn"];
    arn.to_string()
}

fn as_it_is(schema: GraphqlSchema) -> GraphqlSchema {
    schema
}

#[test]
fn the_applications_function_is_meant_by_its_name() {
    let arn = invoked("@function(name: \"echo\")", as_it_is);
    assert!(arn.contains("Fn::GetAtt") && arn.contains("Echo"), "{arn}");
}

#[test]
fn the_applications_function_is_meant_by_its_name_in_the_environment() {
    let arn = invoked("@function(name: \"echo-${env}\")", as_it_is);
    assert!(arn.contains("Fn::GetAtt") && arn.contains("Echo"), "{arn}");
}

#[test]
fn a_variable_of_the_api_names_the_applications_function_or_another() {
    let named = |value: &str| {
        invoked("@function(name: \"${ECHO}-${env}\")", |mut schema| {
            schema.api = schema.api.environment("ECHO", value);
            schema
        })
    };
    let arn = named("echo");
    assert!(arn.contains("Fn::GetAtt") && arn.contains("Echo"), "{arn}");
    let arn = named("other");
    assert!(arn.contains(":function:other-dev"), "{arn}");
}

#[test]
fn a_name_can_stand_for_the_applications_function() {
    let arn = invoked("@function(name: \"worker\")", |schema| {
        schema.function_name("worker", "echo")
    });
    assert!(arn.contains("Fn::GetAtt") && arn.contains("Echo"), "{arn}");
}

#[test]
fn a_name_in_the_environment_can_stand_for_a_function_that_exists() {
    for name in ["echo-dev", "echo"] {
        let arn = invoked("@function(name: \"echo-${env}\")", |schema| {
            schema.function_name(name, "echo-7f3a")
        });
        assert!(arn.contains(":function:echo-7f3a"), "{arn}");
    }
}

#[test]
fn other_names_are_of_functions_that_exist() {
    for (directive, name) in [
        ("@function(name: \"other-${env}\")", "other-dev"),
        ("@function(name: \"echo-one-${env}\")", "echo-one-dev"),
        (
            "@function(name: \"echo-${env}\", region: \"us-east-1\")",
            "echo-dev",
        ),
    ] {
        let arn = invoked(directive, as_it_is);
        assert!(arn.contains(&format!(":function:{name}")), "{arn}");
    }
}

#[test]
fn the_applications_function_is_meant_where_the_region_and_the_account_are_its_own() {
    let here = || {
        let mut here = Environment::new("dev");
        here.region = Some("us-east-1".to_owned());
        here.account = Some("123456789012".to_owned());
        here
    };
    for (environment, directive) in [
        (here(), r#"@function(name: "echo", region: "us-east-1")"#),
        (
            here(),
            r#"@function(name: "echo", region: "us-east-1", accountId: "123456789012")"#,
        ),
        (
            here(),
            r#"@function(name: "echo", region: "${aws_region}")"#,
        ),
        (
            Environment::new("local"),
            r#"@function(name: "echo", region: "us-east-1")"#,
        ),
    ] {
        let arn = invoked_in(environment, directive, as_it_is);
        assert!(arn.contains("Fn::GetAtt"), "{directive}: {arn}");
    }
    let elsewhere = r#"@function(name: "echo", region: "eu-west-1")"#;
    let arn = invoked_in(here(), elsewhere, as_it_is);
    assert!(
        arn.contains("eu-west-1") && arn.contains(":function:echo"),
        "{arn}"
    );
}
