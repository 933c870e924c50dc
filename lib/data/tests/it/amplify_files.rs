//! Files of Amplify's projects and what they say of `@function` and `@http`.

use appsynth_appsync::{Api, Auth, Days, SchemaSource};
use appsynth_construct::{App, Environment, MemoryFiles, Synthesis};
use appsynth_data::GraphqlSchema;
use serde_json::{Value, json};

use crate::plans::{functions, properties};

const SCHEMA: &str = r#"
    type Query {
      echo(text: String): String @function(name: "echo-fn")
      again: String @function(name: "echo-fn")
      both: String @function(name: "echo-fn") @function(name: "other-fn") @function(name: "echo-fn")
      posts: String @http(url: "https://example.com/posts")
    }
"#;

fn with(files: &[(&str, &str)]) -> Synthesis {
    let mut project = MemoryFiles::new()
        .file("schema.graphql", SCHEMA)
        .file("resolvers/README.md", "About");
    for (name, text) in files {
        project = project.file(format!("resolvers/{name}"), *text);
    }
    let mut app = App::new(Environment::new("dev"), project);
    let schema = GraphqlSchema::file("schema.graphql", Auth::api_key(Days(7)));
    app.stack("blog")
        .add("Data", schema.resolver_files("resolvers"));
    app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"))
}

/// What makes the requests of a field's functions, in order.
fn requests(synthesis: &Synthesis, field: &str) -> Vec<String> {
    let functions = functions(synthesis, field);
    functions.into_iter().map(|(_, request)| request).collect()
}

/// The resolver of a field of `Query`, or the function of this name.
fn resource(synthesis: &Synthesis, kind: &str, name: &str) -> Value {
    let mut all = properties(synthesis, kind).into_iter();
    all.find(|one| one["FieldName"] == name || one["Name"] == name)
        .unwrap_or_else(|| panic!("{name} is there"))
}

#[test]
fn the_code_of_a_lambda_function_is_replaced_for_all_fields_that_invoke_it() {
    let request = r#"{"operation": "Invoke", "payload": {}}"#;
    let made = with(&[("InvokeEchoFnLambdaDataSource.req.vtl", request)]);
    assert_eq!(requests(&made, "Query.echo").last().expect("one"), request);
    assert_eq!(requests(&made, "Query.again").last().expect("one"), request);
    let both = requests(&made, "Query.both");
    let [.., first, second, third] = &both[..] else {
        panic!("{both:?}");
    };
    assert_eq!((first.as_str(), third.as_str()), (request, request));
    assert_ne!(second, request);
}

#[test]
fn the_code_of_an_endpoint_is_replaced() {
    let made = with(&[("Query.posts.DataResolver.res.vtl", "$util.toJson(1)")]);
    let names = functions(&made, "Query.posts");
    let (name, request) = names.last().expect("one");
    assert!(request.contains("/posts"), "{request}");
    let function = resource(&made, "AWS::AppSync::FunctionConfiguration", name);
    assert_eq!(function["ResponseMappingTemplate"], "$util.toJson(1)");
}

#[test]
fn a_response_alone_is_that_of_the_resolver() {
    let text = "$util.toJson($ctx.prev.result)## mine";
    for field in ["echo", "posts"] {
        let made = with(&[(&format!("Query.{field}.res.vtl"), text)]);
        let resolver = resource(&made, "AWS::AppSync::Resolver", field);
        assert_eq!(resolver["ResponseMappingTemplate"], text);
        let request = resolver["RequestMappingTemplate"].to_string();
        assert!(request.contains("stash"), "{request}");
        let plain = with(&[]);
        let coordinate = format!("Query.{field}");
        assert_eq!(requests(&made, &coordinate), requests(&plain, &coordinate));
    }
}

#[test]
fn a_response_with_its_request_is_that_of_the_function() {
    let request = r#"{"operation": "Invoke", "payload": {}}"#;
    let made = with(&[
        ("Query.echo.req.vtl", request),
        ("Query.echo.res.vtl", "$util.toJson(1)"),
    ]);
    let names = functions(&made, "Query.echo");
    let (name, made_request) = names.last().expect("one");
    assert_eq!(made_request, request);
    let function = resource(&made, "AWS::AppSync::FunctionConfiguration", name);
    assert_eq!(function["ResponseMappingTemplate"], "$util.toJson(1)");
    let resolver = resource(&made, "AWS::AppSync::Resolver", "echo");
    assert_ne!(resolver["ResponseMappingTemplate"], "$util.toJson(1)");
}

#[test]
fn a_mutation_has_a_slot_for_validation() {
    let schema = "type Post @model { id: ID! }";
    let project = MemoryFiles::new().file("schema.graphql", schema).file(
        "resolvers/Mutation.createPost.validate.1.req.vtl",
        "## mine",
    );
    let mut app = App::new(Environment::new("dev"), project);
    let schema = GraphqlSchema::file("schema.graphql", Auth::api_key(Days(7)));
    app.stack("blog")
        .add("Data", schema.resolver_files("resolvers"));
    let made = app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"));
    let requests = requests(&made, "Mutation.createPost");
    let at = requests.iter().position(|one| one == "## mine");
    assert_eq!(at, Some(requests.len() - 2), "{requests:#?}");
}

#[test]
fn variables_of_the_api_say_where_endpoints_are() {
    let schema = r#"type Query { posts: String @http(url: "${POSTS}/all?key=${KEY}") }"#;
    let api = Api::new(SchemaSource::text(schema), Auth::api_key(Days(7)))
        .environment("POSTS", "https://posts.example.com/v1")
        .environment("KEY", "k0");
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    app.stack("blog").add("Data", GraphqlSchema::new(api));
    let made = app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"));
    let sources = properties(&made, "AWS::AppSync::DataSource");
    let http = sources.iter().find(|one| one["Type"] == "HTTP");
    let http = http.expect("a data source of an endpoint");
    assert_eq!(http["Name"], "POSTSDataSource");
    assert_eq!(http["HttpConfig"]["Endpoint"], "https://posts.example.com");
    let function = resource(
        &made,
        "AWS::AppSync::FunctionConfiguration",
        "QueryPostsDataResolverFn",
    );
    let code = function["Code"].to_string();
    assert!(code.contains("/v1/all?key=k0"), "{code}");
}

#[test]
fn the_region_is_filled_in_by_the_deployment() {
    let schema = r#"type Query {
      posts: String @http(url: "https://api.${aws_region}.example.com/${aws_region}/posts")
      own: String @function(name: "fn", region: "${aws_region}")
    }"#;
    let project = MemoryFiles::new().file("schema.graphql", schema);
    let mut app = App::new(Environment::new("dev"), project);
    let schema = GraphqlSchema::file("schema.graphql", Auth::api_key(Days(7)));
    app.stack("blog").add("Data", schema);
    let made = app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"));
    let sources = properties(&made, "AWS::AppSync::DataSource");
    let http = sources
        .iter()
        .find(|one| one["Type"] == "HTTP")
        .expect("one");
    assert_eq!(
        http["HttpConfig"]["Endpoint"],
        json!({ "Fn::Join": ["", ["https://api.", { "Ref": "AWS::Region" }, ".example.com"]] })
    );
    let lambda = sources
        .iter()
        .find(|one| one["Type"] == "AWS_LAMBDA")
        .expect("one");
    let arn = lambda["LambdaConfig"]["LambdaFunctionArn"].to_string();
    assert!(arn.contains(r#"{"Ref":"AWS::Region"}"#), "{arn}");
    let function = resource(
        &made,
        "AWS::AppSync::FunctionConfiguration",
        "QueryPostsDataResolverFn",
    );
    let code = function["Code"].to_string();
    assert!(code.contains(r#"{"Ref":"AWS::Region"}"#), "{code}");
    assert!(!code.contains("aws_region"), "{code}");
}
