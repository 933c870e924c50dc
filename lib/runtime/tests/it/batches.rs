//! `BatchInvoke`: the fields of a list's items go to their data source together.

use std::sync::{Arc, Mutex};

use appsynth_runtime::{Call, Code, DataSource, DataSourceError};
use async_trait::async_trait;
use expect_test::expect;
use serde_json::{Value, json};

use crate::fixture::{Fixture, js, vtl};

/// Gives each request of a batch its answer, and keeps how many there were.
struct Batching {
    sizes: Arc<Mutex<Vec<usize>>>,
    answer: fn(&Value) -> Value,
}

#[async_trait]
impl DataSource for Batching {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        Ok((self.answer)(&request))
    }

    fn takes_batches(&self) -> bool {
        true
    }

    async fn invoke_batch(&self, requests: Vec<Value>) -> Vec<Result<Value, DataSourceError>> {
        self.sizes.lock().expect("no panic").push(requests.len());
        let mut answers = Vec::new();
        for request in &requests {
            answers.push(Ok((self.answer)(request)));
        }
        answers
    }
}

const QUERY: &str = "{ posts { size } }";

/// Seven posts whose `size` is resolved by this code, and the sizes of the batches.
fn posts(
    code: Code,
    batch_size: u32,
    answer: fn(&Value) -> Value,
) -> (Fixture, Arc<Mutex<Vec<usize>>>) {
    let sizes = Arc::default();
    let source = Batching {
        sizes: Arc::clone(&sizes),
        answer,
    };
    let posts: Vec<Value> = (1..8).map(|id| json!({ "id": id })).collect();
    let fixture = Fixture::new("type Query { posts: [Post] } type Post { size: Int }")
        .value("Query.posts", json!(posts))
        .source("lambda", source)
        .unit("Post.size", "lambda", code)
        .batch_size("Post.size", batch_size);
    (fixture, sizes)
}

fn id_of(request: &Value) -> Value {
    request["payload"].clone()
}

fn request(operation: &str) -> Code {
    vtl(
        &format!(
            r#"{{"version": "2018-05-29", "operation": "{operation}", "payload": $ctx.source.id}}"#
        ),
        "#if($ctx.error)$util.error($ctx.error.message, $ctx.error.type)#end$util.toJson($ctx.result)",
    )
}

fn check_batches(code: Code, batch_size: u32, batches: &[usize]) {
    let (fixture, sizes) = posts(code, batch_size, id_of);
    fixture.check_once(
        QUERY,
        expect![[r#"
            {"posts":[{"size":1},{"size":2},{"size":3},{"size":4},{"size":5},{"size":6},{"size":7}]}
        "#]],
    );
    assert_eq!(*sizes.lock().expect("no panic"), batches);
}

#[test]
fn templates_batch_up_to_the_size_of_the_resolver() {
    check_batches(request("BatchInvoke"), 10, &[7]);
    check_batches(request("BatchInvoke"), 3, &[3, 3, 1]);
}

#[test]
fn five_requests_go_together_where_nothing_is_said() {
    check_batches(request("BatchInvoke"), 0, &[5, 2]);
}

#[test]
fn single_requests_are_not_batched() {
    check_batches(request("Invoke"), 10, &[]);
}

#[test]
fn modules_batch_though_they_are_evaluated_at_their_own_pace() {
    let code =
        "export const request = (ctx) => ({ operation: 'BatchInvoke', payload: ctx.source.id });
        export const response = (ctx) => ctx.result;";
    check_batches(js(code), 10, &[7]);
}

#[test]
fn direct_resolvers_batch_and_each_answer_may_be_an_error() {
    let (fixture, sizes) = posts(Code::Direct, 10, |request| {
        let id = request["payload"]["source"]["id"].clone();
        if id == 2 {
            json!({"data": null, "errorMessage": "two is bad", "errorType": "Bad"})
        } else {
            json!({ "data": id })
        }
    });
    fixture.check_once(
        QUERY,
        expect![[r#"
            {"posts":[{"size":1},{"size":null},{"size":3},{"size":4},{"size":5},{"size":6},{"size":7}]}
            {"path":["posts",1,"size"],"data":null,"errorType":"Bad","errorInfo":null,"locations":[{"line":1,"column":11,"sourceName":null}],"message":"two is bad"}
        "#]],
    );
    assert_eq!(*sizes.lock().unwrap(), [7]);
}
