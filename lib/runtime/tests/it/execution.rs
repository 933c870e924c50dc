//! The order of things, and what is asked of objects.

use std::sync::{Arc, Mutex};

use appsynth_runtime::{AuthType, Call, Caller, DataSource, DataSourceError};
use async_trait::async_trait;
use expect_test::expect;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::fixture::{Canned, Fixture, execute, js, vtl};

/// Answers once as many calls as the barrier waits for are in flight.
struct Together(Arc<Barrier>);

#[async_trait]
impl DataSource for Together {
    async fn invoke(&self, _: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        self.0.wait().await;
        Ok(json!({}))
    }
}

#[test]
fn fields_of_a_query_run_at_once_at_every_level_and_in_lists() {
    let code = || vtl("{}", "$util.toJson($ctx.result)");
    Fixture::new(
        "type Query { a: Node b: Node list: [Node] }
        type Node { x: Node y: Node name: String }",
    )
    .source("two", Together(Arc::new(Barrier::new(2))))
    .source("four", Together(Arc::new(Barrier::new(4))))
    .value("Query.list", json!([{}, {}]))
    .unit("Query.a", "two", code())
    .unit("Query.b", "two", code())
    .unit("Node.x", "four", code())
    .unit("Node.y", "four", code())
    .check(
        "{ list { x { name } y { name } } }",
        expect![[r#"
            {"list":[{"x":{"name":null},"y":{"name":null}},{"x":{"name":null},"y":{"name":null}}]}
        "#]],
    );
}

/// Writes down what it is called with.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<String>>>);

#[async_trait]
impl DataSource for Journal {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        let word = request["payload"].as_str().unwrap_or_default().to_owned();
        self.0
            .lock()
            .expect("no panic")
            .push(format!("{word} starts"));
        tokio::task::yield_now().await;
        self.0
            .lock()
            .expect("no panic")
            .push(format!("{word} ends"));
        Ok(Value::String(word))
    }
}

#[test]
fn mutations_run_one_after_the_other() {
    let journal = Journal::default();
    let api = Fixture::new(
        "type Query { say(word: String): String } type Mutation { say(word: String): String }",
    )
    .source("journal", journal.clone())
    .unit(
        "Mutation.say",
        "journal",
        vtl(
            r#"{"payload": "$ctx.args.word"}"#,
            "$util.toJson($ctx.result)",
        ),
    )
    .unit(
        "Query.say",
        "journal",
        vtl(
            r#"{"payload": "$ctx.args.word"}"#,
            "$util.toJson($ctx.result)",
        ),
    )
    .api();
    let run = |query: &str| {
        execute(&api, Caller::new(AuthType::ApiKey), query, json!({}));
        std::mem::take(&mut *journal.0.lock().expect("no panic")).join(", ")
    };
    expect!["one starts, one ends, two starts, two ends"].assert_eq(&run(
        r#"mutation { a: say(word: "one") b: say(word: "two") }"#,
    ));
    expect!["one starts, two starts, one ends, two ends"]
        .assert_eq(&run(r#"{ a: say(word: "one") b: say(word: "two") }"#));
}

const PETS: &str = "
    type Query { pet(kind: String): Pet pets: [Any] cat: Cat }
    interface Pet { name: String! }
    type Cat implements Pet { name: String! lives: Int kittens: [Cat] }
    type Dog implements Pet { name: String! tricks: [String] }
    union Any = Cat | Dog
";

fn pets() -> Fixture {
    let tom =
        json!({"__typename": "Cat", "name": "Tom", "lives": 9, "kittens": [{"name": "Tim"}, null]});
    let rex = json!({"__typename": "Dog", "name": "Rex", "tricks": ["sit"]});
    Fixture::new(PETS)
        .value("Query.cat", tom.clone())
        .value("Query.pet", rex.clone())
        .value("Query.pets", json!([tom, rex]))
}

#[test]
fn fields_come_in_the_order_they_were_asked_and_once() {
    pets().check(
        "{ cat { lives name __typename lives kind: __typename n: name } }",
        expect![[r#"
            {"cat":{"lives":9,"name":"Tom","__typename":"Cat","kind":"Cat","n":"Tom"}}
        "#]],
    );
    pets().check(
        "{ cat { kittens { name } } __typename cat { name kittens { __typename } } }",
        expect![[r#"
            {"cat":{"kittens":[{"name":"Tim","__typename":"Cat"},null],"name":"Tom"},"__typename":"Query"}
        "#]],
    );
}

#[test]
fn fragments_apply_by_type() {
    pets().check(
        "{ pets { ...on Pet { name } ... on Cat { lives } ...D } pet { __typename name ...D } }
         fragment D on Dog { tricks }",
        expect![[r#"
            {"pets":[{"name":"Tom","lives":9},{"name":"Rex","tricks":["sit"]}],"pet":{"__typename":"Dog","name":"Rex","tricks":["sit"]}}
        "#]],
    );
}

#[test]
fn skip_and_include_decide_by_variables() {
    pets().check_with(
        "query Q($no: Boolean!, $yes: Boolean = true) { cat {
            name @include(if: $no) lives @include(if: $yes) a: name @skip(if: $yes)
            ... @skip(if: $no) { b: name } ...F @include(if: false)
        } } fragment F on Cat { c: name }",
        json!({"no": false}),
        expect![[r#"
            {"cat":{"lives":9,"b":"Tom"}}
        "#]],
    );
}

#[test]
fn a_type_that_cannot_be_told_is_an_error() {
    Fixture::new(PETS)
        .value("Query.pet", json!({"name": "?"}))
        .value("Query.pets", json!([{"__typename": "Horse"}, {"__typename": "Any"}]))
        .check(
            "{ pet { name } pets { __typename } }",
            expect![[r#"
                {"pet":null,"pets":[null,null]}
                {"path":["pet"],"locations":null,"message":"Could not determine the exact type of 'Pet'"}
                {"path":["pets",0],"locations":null,"message":"Could not determine the exact type of 'Any'"}
                {"path":["pets",1],"locations":null,"message":"Could not determine the exact type of 'Any'"}
            "#]],
        );
}

#[test]
fn nested_resolvers_see_the_whole_parent() {
    Fixture::new(
        "type Query { post: Post } type Post { id: ID! author(style: String = \"short\"): String }",
    )
    .value("Query.post", json!({"id": 1, "authorId": "ada"}))
    .unit(
        "Post.author",
        "none",
        js("export function request(ctx) {
                return { payload: ctx.source.authorId + ' ' + ctx.args.style + ' ' + ctx.env.STAGE };
            }
            export function response(ctx) { return ctx.result; }"),
    )
    .check(
        "{ post { author } }",
        expect![[r#"
            {"post":{"author":"ada short test"}}
        "#]],
    );
}

#[test]
fn info_tells_what_is_selected() {
    Fixture::new(
        "type Query { post(id: ID): Post } type Post { id: ID info: AWSJSON comments: [Post] }",
    )
    .unit(
        "Query.post",
        "none",
        vtl(
            r#"{"payload": {"info": $util.toJson($ctx.info)}}"#,
            "$util.toJson($ctx.result)",
        ),
    )
    .check_with(
        "query Q($id: ID, $no: Boolean = false) { p: post(id: $id) {
            info ...F ... on Post { more: comments { id } } skipped: id @include(if: $no)
        } } fragment F on Post { id comments { id } }",
        json!({"id": 7}),
        expect![[r#"
            {"p":{"info":"{\"fieldName\":\"post\",\"parentTypeName\":\"Query\",\"variables\":{\"id\":7},\"selectionSetList\":[\"info\",\"id\",\"comments\",\"comments/id\",\"more\",\"more/id\"],\"selectionSetGraphQL\":\"{\\n  info\\n  ...F\\n  ... on Post {\\n    more: comments {\\n      id\\n    }\\n  }\\n  skipped: id @include(if: $no)\\n}\"}","id":null,"comments":null,"more":null}}
        "#]],
    );
}

#[test]
fn resolvers_beyond_the_limit_are_not_run() {
    let mut fixture = pets();
    fixture.definition.resolver_count_limit = 1;
    fixture.check(
        "{ a: cat { name } b: cat { name } }",
        expect![[r#"
            {"a":{"name":"Tom"},"b":null}
            {"path":["b"],"data":null,"errorType":"ResolverExecutionLimitReached","errorInfo":null,"locations":[{"line":1,"column":19,"sourceName":null}],"message":"The resolver count limit of this operation is reached."}
        "#]],
    );
}

#[test]
fn fields_beyond_the_depth_limit_are_errors() {
    let mut fixture = pets();
    fixture.definition.query_depth_limit = Some(2);
    fixture.check(
        "{ cat { lives kittens { lives } } }",
        expect![[r#"
            {"cat":{"lives":9,"kittens":[{"lives":null},null]}}
            {"path":["cat","kittens",0,"lives"],"data":null,"errorType":"QueryDepthLimitReached","errorInfo":null,"locations":[{"line":1,"column":25,"sourceName":null}],"message":"The query depth limit is reached."}
        "#]],
    );
}

#[test]
fn a_deep_query_is_answered() {
    let mut query = "a".to_owned();
    for _ in 0..190 {
        query = format!("node {{ {query} }}");
    }
    let api = Fixture::new("type Query { node: Node } type Node { node: Node a: Int }")
        .source("empty", Canned(Ok(json!({"a": 1}))))
        .unit("Query.node", "empty", appsynth_runtime::Code::Direct)
        .unit("Node.node", "empty", appsynth_runtime::Code::Direct)
        .api();
    let response = execute(
        &api,
        Caller::new(AuthType::ApiKey),
        &format!("{{ {query} }}"),
        json!({}),
    );
    assert_eq!(response.errors, []);
    assert!(response.data.to_string().contains(r#"{"a":1}"#));
}
