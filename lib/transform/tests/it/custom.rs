//! Fields resolved by functions and HTTP endpoints.

use appsynth_transform::Options;
use expect_test::{Expect, expect};

use crate::print::print;
use crate::{model, model_with, options};

fn check(schema: &str, expected: Expect) {
    expected.assert_eq(&print(&model(schema)));
}

#[test]
fn functions_run_in_the_order_written() {
    check(
        r#"type Query { ping: String }
            type Mutation {
              run(job: ID!): String @function(name: "worker-${env}") @auth(rules: [{ allow: private }]) @function(name: "audit", region: "eu-west-1", accountId: "111111111111")
            }"#,
        expect![[r#"
            Query.ping: String
            Mutation.run: String
              function worker-<env> None None RequestResponse
              function audit Some("eu-west-1") Some("111111111111") RequestResponse
              allow private by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
        "#]],
    );
}

#[test]
fn functions_can_run_without_waiting() {
    check(
        r#"type Query { ping: String } type Mutation { start: EventInvocationResponse @function(name: "job", invocationType: Event) }"#,
        expect![[r#"
            Query.ping: String
            Mutation.start: EventInvocationResponse
              function job None None Event
        "#]],
    );
}

#[test]
fn functions_resolve_fields_of_models_and_types() {
    check(
        r#"type Query { ping: String }
            type Invoice @model(queries: null, mutations: null, subscriptions: null) @auth(rules: [{ allow: public }, { allow: private }]) { id: ID! pretty: String @function(name: "pretty") @auth(rules: [{ allow: private }]) }
            type Total { text: String @function(name: "pretty") }"#,
        expect![[r#"
            Invoice Declared
              id: ID!
              pretty: String
                allow private by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
              createdAt: AWSDateTime! (Timestamp)
              updatedAt: AWSDateTime! (Timestamp)
              key id
              operations 
              subscriptions Off  /  / 
              allow public by ApiKey: {Create, Update, Delete, Get, List, Sync, Listen, Search}
              allow private by UserPools: {Create, Update, Delete, Get, List, Sync, Listen, Search}
            Query.ping: String
            Invoice.pretty: String
              function pretty None None RequestResponse
            Total.text: String
              function pretty None None RequestResponse
        "#]],
    );
}

#[test]
fn endpoints_have_parameters_values_and_headers() {
    check(
        r#"type Query { article: String @http(url: "https://api.example.org/articles/:id") }
            type Mutation {
              change(title: String): String @http(method: PUT, url: "http://${env}.example.org:8080/${env}/articles/:id?by=${ctx.identity.sub}", headers: [{ key: "X-Title", value: "$ctx.args.body.title" }])
            }
            type Article { id: ID! remarks: [String] @http(url: "https://api.example.org/articles/${ctx.source.id}/remarks") }"#,
        expect![[r#"
            Query.article: String
              GET https://api.example.org /articles/<:id>
            Mutation.change: String
              PUT http://<env>.example.org:8080 /<env>/articles/<:id>?by=<identity sub>
                X-Title: <args body title>
            Article.remarks: [String]
              GET https://api.example.org /articles/<source id>/remarks
        "#]],
    );
}

/// An API whose environment variables say where others are.
fn with_variables() -> Options {
    let variables = [
        ("NEWS_URL", "https://news.example.org/v2"),
        ("HOST", "api.example.org"),
        ("TOKEN", "t0"),
        ("ECHO", "echo-blue"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Options {
        variables: variables.into(),
        ..options()
    }
}

#[test]
fn variables_of_the_api_stand_in_endpoints_headers_and_names() {
    let schema = r#"type Query {
        news: String @http(url: "${NEWS_URL}/today/:id")
        article: String @http(url: "https://${env}.${HOST}/articles?x=${TOKEN}", headers: [{ key: "x-token", value: "${TOKEN}" }])
        echo: String @function(name: "${ECHO}-${env}")
    }"#;
    let printed = print(&model_with(schema, &with_variables()));
    expect![[r#"
        Query.news: String
          GET <NEWS_URL: https://news.example.org> /v2/today/<:id>
        Query.article: String
          GET https://<env>.<HOST: api.example.org> /articles?x=<TOKEN: t0>
            x-token: <TOKEN: t0>
        Query.echo: String
          function <ECHO: echo-blue>-<env> None None RequestResponse
    "#]]
    .assert_eq(&printed);
}

#[test]
fn data_sources_are_named_for_variables_not_for_their_values() {
    let schema = r#"type Query {
        news: String @http(url: "${NEWS_URL}/today")
        echo: String @function(name: "${ECHO}-${env}")
    }"#;
    let plan = appsynth_transform::plan(&model_with(schema, &with_variables()), &with_variables());
    let names: Vec<&str> = plan.sources.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["NONE_DS", "NEWSURLDataSource", "ECHOLambdaDataSource"]
    );
}

#[test]
fn fields_without_directives_await_a_resolver() {
    check(
        r#"type Query { news: String } type Subscription { onNews: String @aws_subscribe(mutations: ["createNews"]) }"#,
        expect![[r#"
            Query.news: String
            Subscription.onNews: String
        "#]],
    );
}
