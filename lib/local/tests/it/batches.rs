//! Lambda functions that get the fields of several items in one event.

use axum::routing::post;
use axum::{Json, Router};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::project::{Project, add, api, query, resolver, source};
use crate::sources::serve;

/// Three words, each with its `length` by a function that gets them as one list.
fn check(answer: fn(Vec<Value>) -> Value, expected: Expect) {
    let mut template = api("type Query { words: [Word] } type Word { text: String length: Int }");
    add(
        &mut template,
        "Nothing",
        source("Nothing", "NONE", json!({})),
    );
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:length";
    let config = json!({"LambdaConfig": {"LambdaFunctionArn": arn}});
    add(
        &mut template,
        "Length",
        source("Length", "AWS_LAMBDA", config),
    );
    let words =
        r#"{"version": "2018-05-29", "payload": [{"text": "a"}, {"text": "bc"}, {"text": ""}]}"#;
    add(
        &mut template,
        "Words",
        resolver("Query.words", "Nothing", words),
    );
    let length =
        r#"{"version": "2018-05-29", "operation": "BatchInvoke", "payload": "$ctx.source.text"}"#;
    let mut length = resolver("Word.length", "Length", length);
    length["Properties"]["MaxBatchSize"] = json!(10);
    add(&mut template, "LengthField", length);

    let mut project = Project::new(&template);
    let app = Router::new().route(
        "/",
        post(move |Json(event): Json<Vec<Value>>| async move { Json(answer(event)) }),
    );
    let url = serve(&project, app);
    let mut options = project.options();
    options.lambda_endpoints.insert("length".to_owned(), url);
    let outputs = project
        .deploy_with(options)
        .expect("the assembly is deployed");
    let answer = query(&outputs, "{ words { length } }");
    let mut shown = format!("{}\n", answer["data"]);
    for error in answer["errors"].as_array().into_iter().flatten() {
        shown.push_str(&format!("{}: {}\n", error["errorType"], error["message"]));
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_function_answers_a_list_with_a_list() {
    check(
        |words| {
            words
                .iter()
                .map(|word| word.as_str().unwrap().len())
                .collect()
        },
        expect![[r#"
            {"words":[{"length":1},{"length":2},{"length":0}]}
        "#]],
    );
}

#[test]
fn a_list_of_another_length_fails_every_field() {
    check(
        |words| json!([words.len()]),
        expect![[r#"
            {"words":[{"length":null},{"length":null},{"length":null}]}
            "Lambda:IllegalArgument": "BatchInvoke of 3 requests wants a list of as many answers, and got a list of 1"
            "Lambda:IllegalArgument": "BatchInvoke of 3 requests wants a list of as many answers, and got a list of 1"
            "Lambda:IllegalArgument": "BatchInvoke of 3 requests wants a list of as many answers, and got a list of 1"
        "#]],
    );
}
