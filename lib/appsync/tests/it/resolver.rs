//! Resolvers and pipeline functions in templates.

use appsynth_appsync::*;
use appsynth_construct::{App, Environment, MemoryFiles};
use expect_test::expect;

use crate::stack::{blog, check, code};

#[test]
fn resolvers_and_functions_have_what_was_asked_for() {
    check(
        &[
            "AWS::AppSync::Resolver",
            "AWS::AppSync::FunctionConfiguration",
        ],
        |stack| {
            let blog = blog(stack);
            let function = stack.add("Rate", Function::external("rate"));
            let rate = stack.add("RateSource", DataSource::lambda(blog.api, function));
            let load = FunctionConfiguration::new(blog.posts, code()).description("loads a post");
            let functions = [
                stack.add("loadPost", load),
                stack.add("ratePost", FunctionConfiguration::new(rate, Code::direct())),
            ];
            let js = Code::js_inline(
                "export const request = () => ({}); export const response = (ctx) => ctx.prev.result;",
            );
            let field = blog.api.field("Query.getPost");
            stack.add("GetPost", Resolver::pipeline(field, functions).around(js));
            let resolver = Resolver::unit(blog.api.field("Post.title"), rate, Code::direct())
                .max_batch_size(10)
                .caching(Caching::new(Seconds(60)).key("$context.source.id"))
                .metrics(true);
            stack.add("Title", resolver);
        },
        expect![[r#"
            loadPostD21EE506: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "DataSourceName": {"Fn::GetAtt":["Posts868B3EAD","Name"]},
                "Description": "loads a post",
                "FunctionVersion": "2018-05-29",
                "Name": "loadPost",
                "RequestMappingTemplate": "{}",
                "ResponseMappingTemplate": "$util.toJson($ctx.result)"
              }
            }
            ratePost46A07FEF: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "DataSourceName": {"Fn::GetAtt":["RateSource2A85590A","Name"]},
                "Name": "ratePost"
              }
            }
            GetPost2B0242E6: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Code": "export const request = () => ({}); export const response = (ctx) => ctx.prev.result;",
                "FieldName": "getPost",
                "Kind": "PIPELINE",
                "PipelineConfig": {
                  "Functions": [
                    {"Fn::GetAtt":["loadPostD21EE506","FunctionId"]},
                    {"Fn::GetAtt":["ratePost46A07FEF","FunctionId"]}
                  ]
                },
                "Runtime": {"Name":"APPSYNC_JS","RuntimeVersion":"1.0.0"},
                "TypeName": "Query"
              }
            }
            Title04245ABE: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "CachingConfig": {"CachingKeys":["$context.source.id"],"Ttl":60},
                "DataSourceName": {"Fn::GetAtt":["RateSource2A85590A","Name"]},
                "FieldName": "title",
                "Kind": "UNIT",
                "MaxBatchSize": 10,
                "MetricsConfig": "ENABLED",
                "TypeName": "Post"
              }
            }
        "#]],
    );
}

#[test]
fn a_pipeline_without_code_gives_what_its_last_function_gives() {
    check(
        &["AWS::AppSync::Resolver"],
        |stack| {
            let blog = blog(stack);
            let load = stack.add("loadPost", FunctionConfiguration::new(blog.posts, code()));
            stack.add(
                "GetPost",
                Resolver::pipeline(blog.api.field("Query.getPost"), [load]),
            );
        },
        expect![[r#"
            GetPost2B0242E6: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "FieldName": "getPost",
                "Kind": "PIPELINE",
                "PipelineConfig": {"Functions":[{"Fn::GetAtt":["loadPostD21EE506","FunctionId"]}]},
                "RequestMappingTemplate": "{}",
                "ResponseMappingTemplate": "$util.toJson($ctx.result)",
                "TypeName": "Query"
              }
            }
        "#]],
    );
}

#[test]
fn every_half_of_a_resolver_is_a_file_under_its_familiar_name() {
    let mut app = App::new(Environment::local(), MemoryFiles::new());
    let mut stack = app.stack("blog");
    for id in ["First", "Second"] {
        let mut scope = stack.scope(id);
        let blog = blog(&mut scope);
        let load = scope.add("loadPost", FunctionConfiguration::new(blog.posts, code()));
        scope.add(
            "GetPost",
            Resolver::pipeline(blog.api.field("Query.getPost"), [load]),
        );
        let again = FunctionConfiguration::new(blog.posts, Code::js_inline("export {}"));
        scope.add("Again", again.name("loadPost"));
    }
    let synthesis = app.synth().expect("no mistakes");
    let paths: Vec<_> = synthesis.legible_files.keys().map(String::as_str).collect();
    expect![[r#"
        blog/Second/Api/resolvers/Query.getPost.req.vtl
        blog/Second/Api/resolvers/Query.getPost.res.vtl
        blog/Second/Api/resolvers/functions/blogSecondAgainE0E17E84.js
        blog/Second/Api/resolvers/functions/loadPost.req.vtl
        blog/Second/Api/resolvers/functions/loadPost.res.vtl
        blog/Second/Api/schema.graphql
        resolvers/Query.getPost.req.vtl
        resolvers/Query.getPost.res.vtl
        resolvers/functions/blogFirstAgain78002A23.js
        resolvers/functions/loadPost.req.vtl
        resolvers/functions/loadPost.res.vtl
        schema.graphql"#]]
    .assert_eq(&paths.join("\n"));
}

#[test]
fn code_knows_its_fields_and_its_data_source() {
    let mut app = App::new(Environment::local(), MemoryFiles::new());
    let mut stack = app.stack("blog");
    let blog = blog(&mut stack);
    let template = Code::vtl_inline("{ \"a\": 1 }", "$util.toJson($ctx.result)");
    let load = stack.add("load", FunctionConfiguration::new(blog.posts, template));
    let around = Code::js_inline("export const request = () => ({});");
    let field = blog.api.field("Query.getPost");
    stack.add("GetPost", Resolver::pipeline(field, [load]).around(around));
    let uses = code_uses(&app);
    let told: Vec<_> = uses
        .iter()
        .map(|one| {
            let text = app.sources().get(one.source).expect("a text").text();
            let fields: Vec<_> = one.fields.iter().map(|field| &*field.coordinate).collect();
            (text, fields, one.data_source)
        })
        .collect();
    let table = Some("AMAZON_DYNAMODB");
    assert_eq!(
        told,
        [
            ("{ \"a\": 1 }", vec!["Query.getPost"], table),
            ("$util.toJson($ctx.result)", vec!["Query.getPost"], table),
            (
                "export const request = () => ({});",
                vec!["Query.getPost"],
                None
            ),
        ]
    );
    assert_eq!(uses[0].fields[0].arguments, ["id"]);
}

#[test]
fn fields_of_queries_and_mutations_that_nothing_resolves_are_told() {
    let mut app = App::new(Environment::local(), MemoryFiles::new());
    let mut stack = app.stack("blog");
    let schema = SchemaSource::text(
        "type Post { id: ID! }
         type Query { post: Post posts: [Post] }
         type Mutation { addPost: Post }
         type Subscription { added: Post @aws_subscribe(mutations: [\"addPost\"]) }",
    );
    let api = stack.add("Api", Api::new(schema, Auth::api_key(Days(7))));
    let none = stack.add("Nothing", DataSource::none(api));
    let code = Code::js_inline(
        "export const request = () => ({});\nexport const response = () => null;\n",
    );
    stack.add("Post", Resolver::unit(api.field("Query.post"), none, code));
    let told: Vec<String> = unresolved_fields(&mut app)
        .iter()
        .map(|one| format!("{}: {}", one.code.id, one.message))
        .collect();
    assert_eq!(
        told,
        [
            "AS3313: nothing resolves `Query.posts`: it is always null",
            "AS3313: nothing resolves `Mutation.addPost`: it is always null",
        ]
    );
}
