use appsynth_store::Operation::*;
use expect_test::expect;
use serde_json::json;

use crate::{key, post, store_of_posts, with_posts};

#[test]
fn items_are_put_read_updated_and_deleted() {
    let store = with_posts();
    store.execute(PutItem, post("1", 1)).unwrap();
    let updated = store
        .execute(
            UpdateItem,
            json!({
                "TableName": "Posts",
                "Key": {"id": {"S": "1"}},
                "UpdateExpression": "ADD #views :one",
                "ExpressionAttributeNames": {"#views": "views"},
                "ExpressionAttributeValues": {":one": {"N": "1"}},
                "ReturnValues": "ALL_NEW",
            }),
        )
        .unwrap();
    assert_eq!(updated["Attributes"]["views"], json!({"N": "2"}));
    store.execute(DeleteItem, key("1")).unwrap();
    assert_eq!(store.execute(GetItem, key("1")).unwrap(), json!({}));
}

#[test]
fn a_query_pages_by_its_limit() {
    let store = with_posts();
    for id in ["1", "2", "3"] {
        store.execute(PutItem, post(id, 0)).unwrap();
    }
    let page = store
        .execute(Scan, json!({"TableName": "Posts", "Limit": 2}))
        .unwrap();
    assert_eq!(page["Count"], 2);
    let rest = store
        .execute(
            Scan,
            json!({"TableName": "Posts", "ExclusiveStartKey": page["LastEvaluatedKey"]}),
        )
        .unwrap();
    assert_eq!(rest["Count"], 1);
    assert!(rest.get("LastEvaluatedKey").is_none());
}

#[test]
fn a_failed_condition_says_so_and_shows_the_item_when_asked() {
    let store = with_posts();
    store.execute(PutItem, post("1", 7)).unwrap();
    let mut again = post("1", 8);
    again["ConditionExpression"] = json!("attribute_not_exists(id)");
    again["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    let exception = store.execute(PutItem, again).unwrap_err();
    expect!["ConditionalCheckFailedException: The conditional request failed"]
        .assert_eq(&exception.to_string());
    assert_eq!(exception.item.unwrap()["views"], json!({"N": "7"}));
}

#[test]
fn a_cancelled_transaction_gives_a_reason_for_each_item() {
    let store = with_posts();
    store.execute(PutItem, post("1", 7)).unwrap();
    let exception = store
        .execute(
            TransactWriteItems,
            json!({"TransactItems": [
                {"Put": post("2", 1)},
                {"ConditionCheck": {
                    "TableName": "Posts",
                    "Key": {"id": {"S": "1"}},
                    "ConditionExpression": "attribute_not_exists(id)",
                }},
            ]}),
        )
        .unwrap_err();
    assert_eq!(exception.name, "TransactionCanceledException");
    let codes: Vec<_> = exception
        .cancellation_reasons
        .iter()
        .map(|reason| reason["Code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
    assert_eq!(store.execute(GetItem, key("2")).unwrap(), json!({}));
}

#[test]
fn malformed_requests_are_refused_in_dynamodb_words() {
    let store = with_posts();
    let refusals = [
        (PutItem, json!({"TableName": "Posts", "Item": {}})),
        (PutItem, json!({"TableName": "Posts", "Item": {"id": {}}})),
        (GetItem, json!({"TableName": 3})),
        (GetItem, key("")),
        (
            Query,
            json!({"TableName": "Gone", "KeyConditionExpression": "id = :id",
            "ExpressionAttributeValues": {":id": {"S": "1"}}}),
        ),
    ]
    .map(|(operation, request)| store.execute(operation, request).unwrap_err().to_string());
    expect![[r#"
        ValidationException: One or more parameter values were invalid: Missing the key id in the item
        ValidationException: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes
        SerializationException: invalid type: integer `3`, expected a string
        ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id
        ResourceNotFoundException: Requested resource not found"#]].assert_eq(&refusals.join("\n"));
}

#[test]
fn an_empty_key_is_refused_by_reads_as_by_writes() {
    let (_folder, store) = store_of_posts();
    let query = json!({
        "TableName": "Posts",
        "KeyConditionExpression": "#id = :id",
        "ExpressionAttributeNames": {"#id": "id"},
        "ExpressionAttributeValues": {":id": {"S": ""}},
    });
    for (operation, request) in [(PutItem, post("", 1)), (GetItem, key("")), (Query, query)] {
        let refusal = store.find(operation, request).expect_err("refused");
        assert_eq!(
            refusal.to_string(),
            "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute \
             cannot contain an empty string value. Key: id"
        );
    }
}

#[test]
fn calls_from_many_threads_lose_no_write() {
    let store = with_posts();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let store = store.clone();
            scope.spawn(move || {
                for n in 0..50 {
                    store
                        .execute(PutItem, post(&format!("{thread}-{n}"), n))
                        .unwrap();
                }
            });
        }
    });
    let all = store
        .execute(Scan, json!({"TableName": "Posts", "Select": "COUNT"}))
        .unwrap();
    assert_eq!(all["Count"], 400);
}
