//! Fields resolved by functions and HTTP endpoints.

use expect_test::{Expect, expect};

use crate::model;
use crate::print::print;

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
