//! Requests as resolvers make them, against a real store.

use appsynth_runtime::DataSource as _;
use appsynth_store::Store;
use appsynth_util::Context;
use expect_test::{Expect, expect};
use serde_json::json;

use super::*;

/// Carries out the requests one after the other on a table of posts and shows what the last one gives.
async fn check(requests: Vec<Value>, expected: Expect) {
    let store = Store::memory().unwrap();
    let table = json!({
        "TableName": "Posts",
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "author", "AttributeType": "S"},
        ],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [{
            "IndexName": "byAuthor",
            "KeySchema": [
                {"AttributeName": "author", "KeyType": "HASH"},
                {"AttributeName": "id", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }],
        "BillingMode": "PAY_PER_REQUEST",
    });
    store.execute(Operation::CreateTable, table).unwrap();
    let source = posts(store);
    let mut last = String::new();
    for request in requests {
        last = match invoke(&source, request).await {
            Ok(result) => format!("{result}\n"),
            Err(error) => format!(
                "{}{}: {}\ndata: {}\n",
                error.error_type,
                if error.catchable { "" } else { " (final)" },
                error.message,
                error.data
            ),
        };
    }
    expected.assert_eq(&last);
}

/// The table of posts as a data source.
fn posts(store: Store) -> DynamoDb {
    DynamoDb {
        store,
        table: "Posts".to_owned(),
        region: "eu-west-1".to_owned(),
        handlers: Arc::default(),
        versioning: None,
    }
}

async fn invoke(source: &DynamoDb, request: Value) -> Result<Value, DataSourceError> {
    let call = Call {
        context: &Context::default(),
        output_type: "Post",
        conflict_handler: None,
    };
    source.invoke(request, &call).await
}

fn put(id: &str, author: &str) -> Value {
    json!({
        "version": "2018-05-29",
        "operation": "PutItem",
        "key": {"id": {"S": id}},
        "attributeValues": {"author": {"S": author}, "views": {"N": "1"}},
    })
}

fn get(id: &str) -> Value {
    json!({"operation": "GetItem", "key": {"id": {"S": id}}})
}

fn with(mut request: Value, member: &str, value: Value) -> Value {
    request[member] = value;
    request
}

#[tokio::test]
async fn put_gives_the_item_without_types() {
    check(
        vec![put("1", "ann")],
        expect![[r#"
            {"author":"ann","id":"1","views":1}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn values_are_taken_as_utilities_write_them() {
    let values = json!({"views": {"N": 3}, "note": {"NULL": null}});
    check(
        vec![with(put("1", "ann"), "attributeValues", values)],
        expect![[r#"
            {"id":"1","note":null,"views":3}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn get_gives_the_item_or_null() {
    check(
        vec![put("1", "ann"), get("1")],
        expect![[r#"
            {"author":"ann","id":"1","views":1}
        "#]],
    )
    .await;
    check(vec![get("1")], expect![["null\n"]]).await;
}

#[tokio::test]
async fn get_projects() {
    let projection = json!({"expression": "#a", "expressionNames": {"#a": "author"}});
    check(
        vec![put("1", "ann"), with(get("1"), "projection", projection)],
        expect![[r#"
            {"author":"ann"}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn update_gives_the_new_item() {
    let update = json!({
        "operation": "UpdateItem",
        "key": {"id": {"S": "1"}},
        "update": {
            "expression": "SET #a = :a ADD #v :one",
            "expressionNames": {"#a": "author", "#v": "views"},
            "expressionValues": {":a": {"S": "bob"}, ":one": {"N": "1"}},
        },
        "condition": {
            "expression": "attribute_exists(#id)",
            "expressionNames": {"#id": "id"},
        },
    });
    check(
        vec![put("1", "ann"), update],
        expect![[r#"
        {"author":"bob","id":"1","views":2}
    "#]],
    )
    .await;
}

#[tokio::test]
async fn delete_gives_the_old_item_or_null() {
    let delete = json!({"operation": "DeleteItem", "key": {"id": {"S": "1"}}});
    check(
        vec![put("1", "ann"), delete.clone()],
        expect![[r#"
        {"author":"ann","id":"1","views":1}
    "#]],
    )
    .await;
    check(vec![delete], expect![["null\n"]]).await;
}

#[tokio::test]
async fn a_failed_condition_is_an_error_with_the_current_item() {
    let create = with(
        put("1", "bob"),
        "condition",
        json!({"expression": "attribute_not_exists(id)"}),
    );
    check(
        vec![put("1", "ann"), create],
        expect![[r#"
        DynamoDB:ConditionalCheckFailedException: The conditional request failed
        data: {"author":"ann","id":"1","views":1}
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_failed_condition_is_fine_if_the_item_is_as_wanted_anyway() {
    let create = json!({"expression": "attribute_not_exists(id)"});
    check(
        vec![
            put("1", "ann"),
            with(put("1", "ann"), "condition", create.clone()),
        ],
        expect![[r#"
            {"author":"ann","id":"1","views":1}
        "#]],
    )
    .await;
    let ignoring = with(create, "equalsIgnore", json!(["author"]));
    check(
        vec![
            put("1", "ann"),
            with(put("1", "bob"), "condition", ignoring),
        ],
        expect![[r#"
            {"author":"ann","id":"1","views":1}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn the_first_version_ends_the_resolver_at_an_error() {
    let create = with(
        put("1", "bob"),
        "condition",
        json!({"expression": "attribute_not_exists(id)"}),
    );
    check(
        vec![
            put("1", "ann"),
            with(create, "version", json!("2017-02-28")),
        ],
        expect![[r#"
            DynamoDB:ConditionalCheckFailedException (final): The conditional request failed
            data: {"author":"ann","id":"1","views":1}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_query_uses_index_direction_filter_and_limit() {
    let query = json!({
        "operation": "Query",
        "index": "byAuthor",
        "query": {
            "expression": "#a = :a",
            "expressionNames": {"#a": "author"},
            "expressionValues": {":a": {"S": "ann"}},
        },
        "filter": {
            "expression": "#v < :many",
            "expressionNames": {"#v": "views"},
            "expressionValues": {":many": {"N": "5"}},
        },
        "scanIndexForward": false,
        "limit": 10,
    });
    let popular = json!({"author": {"S": "ann"}, "views": {"N": "9"}});
    check(
        vec![
            put("1", "ann"),
            with(put("2", "ann"), "attributeValues", popular),
            put("3", "ann"),
            put("4", "bob"),
            query,
        ],
        expect![[r#"
            {"items":[{"author":"ann","id":"3","views":1},{"author":"ann","id":"1","views":1}],"nextToken":null,"scannedCount":3}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_scan_goes_on_at_its_token() {
    let store = Store::memory().unwrap();
    let table = json!({
        "TableName": "Posts",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    store.execute(Operation::CreateTable, table).unwrap();
    let source = posts(store);
    for id in ["1", "2", "3"] {
        invoke(&source, put(id, "ann")).await.unwrap();
    }
    let scan = json!({"operation": "Scan", "limit": 2, "nextToken": null});
    let first = invoke(&source, scan.clone()).await.unwrap();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let token = first["nextToken"].clone();
    assert!(
        !token.as_str().unwrap().contains("id"),
        "{token} is not opaque"
    );
    let second = invoke(&source, with(scan, "nextToken", token))
        .await
        .unwrap();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_eq!(second["nextToken"], Value::Null);
}

#[tokio::test]
async fn a_token_of_somewhere_else_is_refused() {
    check(
        vec![json!({"operation": "Scan", "nextToken": "abc"})],
        expect![[r#"
            DynamoDB:UserIllegalArgumentException: com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.
            data: null
        "#]],
    )
    .await;
}

#[tokio::test]
async fn batches_keep_the_order_of_their_keys() {
    let keys =
        json!([{"id": {"S": "3"}}, {"id": {"S": "gone"}}, {"id": {"S": "1"}}, {"id": {"S": "3"}}]);
    let put = json!({
        "operation": "BatchPutItem",
        "tables": {"Posts": [{"id": {"S": "1"}}, {"id": {"S": "3"}, "author": {"S": "ann"}}]},
    });
    let get = json!({"operation": "BatchGetItem", "tables": {"Posts": {"keys": keys}}});
    check(
        vec![put.clone()],
        expect![[r#"
        {"data":{"Posts":[{"id":"1"},{"author":"ann","id":"3"}]},"unprocessedItems":{"Posts":[]}}
    "#]],
    )
    .await;
    check(vec![put.clone(), get], expect![[r#"
        {"data":{"Posts":[{"author":"ann","id":"3"},null,{"id":"1"},{"author":"ann","id":"3"}]},"unprocessedKeys":{"Posts":[]}}
    "#]]).await;
    let delete = json!({"operation": "BatchDeleteItem", "tables": {"Posts": [{"id": {"S": "1"}}]}});
    check(
        vec![put, delete],
        expect![[r#"
        {"data":{"Posts":[{"id":"1"}]},"unprocessedKeys":{"Posts":[]}}
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_batch_finds_items_whose_projection_leaves_the_key_out() {
    let projected = |projection: Value| {
        json!({
            "operation": "BatchGetItem",
            "tables": {"Posts": {
                "keys": [{"id": {"S": "2"}}, {"id": {"S": "3"}}, {"id": {"S": "1"}}],
                "projection": projection,
            }},
        })
    };
    check(
        vec![
            put("1", "ann"),
            put("2", "bob"),
            projected(json!({"expression": "author"})),
        ],
        expect![[r#"
            {"data":{"Posts":[{"author":"bob"},null,{"author":"ann"}]},"unprocessedKeys":{"Posts":[]}}
        "#]],
    )
    .await;
    let named = json!({"expression": "#a, #i", "expressionNames": {"#a": "views", "#i": "id"}});
    check(
        vec![put("1", "ann"), projected(named)],
        expect![[r#"
            {"data":{"Posts":[null,null,{"id":"1","views":1}]},"unprocessedKeys":{"Posts":[]}}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_batch_finds_items_by_numbers_as_utilities_write_them() {
    let store = Store::memory().unwrap();
    let table = json!({
        "TableName": "Years",
        "AttributeDefinitions": [{"AttributeName": "year", "AttributeType": "N"}],
        "KeySchema": [{"AttributeName": "year", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    store.execute(Operation::CreateTable, table).unwrap();
    let source = posts(store);
    let put = json!({
        "operation": "BatchPutItem",
        "tables": {"Years": [{"year": {"N": 1999}}]},
    });
    invoke(&source, put).await.unwrap();
    let get = json!({
        "operation": "BatchGetItem",
        "tables": {"Years": {
            "keys": [{"year": {"N": 1999}}, {"year": {"N": 2000}}, {"year": {"N": "1999"}}],
        }},
    });
    let found = invoke(&source, get).await.unwrap();
    let expected = json!([{"year": 1999}, null, {"year": 1999}]);
    assert_eq!(found["data"]["Years"], expected);
}

#[tokio::test]
async fn a_cancelled_transaction_tells_the_item_unless_it_is_not_to() {
    let put_if_new = |tells: Value| {
        json!({
            "operation": "TransactWriteItems",
            "transactItems": [{
                "table": "Posts",
                "operation": "PutItem",
                "key": {"id": {"S": "1"}},
                "condition": {
                    "expression": "attribute_not_exists(id)",
                    "returnValuesOnConditionCheckFailure": tells,
                },
            }],
        })
    };
    check(
        vec![put("1", "bob"), put_if_new(Value::Null)],
        expect![[r#"
            DynamoDB:TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed]
            data: {"keys":null,"cancellationReasons":[{"type":"ConditionalCheckFailed","message":"The conditional request failed","item":{"author":"bob","id":"1","views":1}}]}
        "#]],
    )
    .await;
    check(
        vec![put("1", "bob"), put_if_new(false.into())],
        expect![[r#"
            DynamoDB:TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed]
            data: {"keys":null,"cancellationReasons":[{"type":"ConditionalCheckFailed","message":"The conditional request failed","item":null}]}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn transactions_do_all_or_nothing() {
    let write = |condition: &str| {
        json!({
            "operation": "TransactWriteItems",
            "transactItems": [
                {
                    "table": "Posts",
                    "operation": "PutItem",
                    "key": {"id": {"S": "2"}},
                    "attributeValues": {"author": {"S": "ann"}},
                },
                {
                    "table": "Posts",
                    "operation": "ConditionCheck",
                    "key": {"id": {"S": "1"}},
                    "condition": {
                        "expression": condition,
                        "returnValuesOnConditionCheckFailure": true,
                    },
                },
            ],
        })
    };
    let read = json!({
        "operation": "TransactGetItems",
        "transactItems": [
            {"table": "Posts", "key": {"id": {"S": "2"}}},
            {"table": "Posts", "key": {"id": {"S": "1"}}},
        ],
    });
    check(
        vec![write("attribute_not_exists(id)")],
        expect![[r#"
        {"keys":[{"id":"2"},{"id":"1"}],"cancellationReasons":null}
    "#]],
    )
    .await;
    check(
        vec![write("attribute_not_exists(id)"), read.clone()],
        expect![[r#"
            {"items":[{"author":"ann","id":"2"},null],"cancellationReasons":null}
        "#]],
    )
    .await;
    check(
        vec![put("1", "bob"), write("attribute_not_exists(id)")],
        expect![[r#"
            DynamoDB:TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]
            data: {"keys":null,"cancellationReasons":[{"type":"None","message":null,"item":null},{"type":"ConditionalCheckFailed","message":"The conditional request failed","item":{"author":"bob","id":"1","views":1}}]}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn malformed_requests_say_where() {
    for (request, expected) in [
        (
            json!({}),
            expect![[r#"
            MappingTemplate (final): Value for field '$[operation]' not found.
            data: null
        "#]],
        ),
        (
            json!("GetItem"),
            expect![[r#"
            MappingTemplate (final): Expected JSON object for field '$' but got 'STRING' instead.
            data: null
        "#]],
        ),
        (
            json!({"operation": "Get"}),
            expect![[r#"
            MappingTemplate (final): Unsupported operation 'Get'.
            data: null
        "#]],
        ),
        (
            json!({"operation": "Sync"}),
            expect![[r#"
            MappingTemplate (final): Operation 'Sync' needs a versioned data source.
            data: null
        "#]],
        ),
        (
            json!({
                "operation": "TransactWriteItems",
                "transactItems": [
                    {"operation": "ConditionCheck", "table": "Posts", "key": {"id": {"S": "1"}}},
                ],
            }),
            expect![[r#"
            MappingTemplate (final): Value for field '$[transactItems][0][condition]' not found.
            data: null
        "#]],
        ),
        (
            json!({"operation": "GetItem"}),
            expect![[r#"
            MappingTemplate (final): Value for field '$[key]' not found.
            data: null
        "#]],
        ),
        (
            json!({"operation": "GetItem", "key": "1"}),
            expect![[r#"
            MappingTemplate (final): Expected JSON object for field '$[key]' but got 'STRING' instead.
            data: null
        "#]],
        ),
        (
            json!({"operation": "GetItem", "key": {"id": "1"}}),
            expect![[r#"
                MappingTemplate (final): Expected JSON object for field '$[key][id]' but got 'STRING' instead.
                data: null
            "#]],
        ),
        (
            json!({"operation": "GetItem", "key": {"id": {"S": "1"}}, "version": "2016-01-01"}),
            expect![[r#"
                MappingTemplate (final): Unsupported version '2016-01-01' in the request; use '2018-05-29'.
                data: null
            "#]],
        ),
        (
            json!({"operation": "UpdateItem", "key": {"id": {"S": "1"}}, "update": {}}),
            expect![[r#"
                MappingTemplate (final): Value for field '$[update][expression]' not found.
                data: null
            "#]],
        ),
        (
            json!({"operation": "BatchGetItem", "tables": {"Posts": {"keys": []}}}),
            expect![[r#"
                MappingTemplate (final): RequestItem keys '$[tables][Posts]' can't be empty
                data: null
            "#]],
        ),
        (
            with(
                put("1", "a"),
                "condition",
                json!({
                    "expression": "attribute_exists(id)",
                    "conditionalCheckFailedHandler": {"strategy": "Custom"},
                }),
            ),
            expect![[r#"
                MappingTemplate (final): Value for field '$[condition][conditionalCheckFailedHandler][lambdaArn]' not found.
                data: null
            "#]],
        ),
    ] {
        check(vec![request], expected).await;
    }
}

#[tokio::test]
async fn a_table_that_no_stack_has_says_how_to_get_it() {
    let request =
        json!({"operation": "BatchGetItem", "tables": {"Users": {"keys": [{"id": {"S": "1"}}]}}});
    check(vec![request], expect![[r#"
        DynamoDB:ResourceNotFoundException: Requested resource not found. No stack of the assembly defines the table `Users`; to have one on this machine, write into appsynth.yaml, with the key that the table has: local: { tables: { Users: { partition-key: id } } }
        data: null
    "#]]).await;
}
