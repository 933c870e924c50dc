//! Items found without the engine are those that the engine finds.

use appsynth_store::{Found, Operation, Store, plain_item};
use serde_json::{Value, json};

use crate::{key, post, posts, store_of_posts};

/// What the engine answers, without types.
fn by_engine(store: &Store, operation: Operation, request: Value) -> Found {
    let answer = store.execute(operation, request).expect("an answer");
    let items: Vec<Value> = match (&answer["Items"], &answer["Item"]) {
        (Value::Array(items), _) => items.clone(),
        (_, Value::Null) => Vec::new(),
        (_, item) => vec![item.clone()],
    };
    Found {
        scanned: answer["ScannedCount"]
            .as_u64()
            .map_or(items.len(), |count| count as usize),
        items: items.into_iter().map(plain_item).collect(),
        last_key: answer.get("LastEvaluatedKey").cloned(),
    }
}

fn check(store: &Store, operation: Operation, request: Value) -> Found {
    let found = store.find(operation, request.clone()).expect("an answer");
    assert_eq!(
        found,
        by_engine(store, operation, request.clone()),
        "{request}"
    );
    found
}

fn by_condition(table: &str, attribute: &str, value: Value) -> Value {
    json!({
        "TableName": table,
        "KeyConditionExpression": "#key = :key",
        "ExpressionAttributeNames": {"#key": attribute},
        "ExpressionAttributeValues": {":key": value},
    })
}

fn put(store: &Store, request: Value) {
    store.execute(Operation::PutItem, request).expect("written");
}

#[test]
fn items_are_those_of_the_engine() {
    let (_folder, store) = store_of_posts();
    put(
        &store,
        json!({"TableName": "Posts", "Item": {
            "id": {"S": "a \"quoted\" ü"}, "n": {"N": "1.50"}, "big": {"N": "12345678901234567890123"},
            "no": {"NULL": true}, "yes": {"BOOL": true}, "bytes": {"B": "AQI="},
            "list": {"L": [{"S": ""}, {"M": {"z": {"N": "1"}, "a": {"S": "x"}}}]},
        }}),
    );
    put(
        &store,
        json!({"TableName": "Posts", "Item": {
            "id": {"S": "sets"}, "texts": {"SS": ["b", "a"]}, "numbers": {"NS": ["10", "9", "1"]},
        }}),
    );
    for (id, limits) in [("a", 1..=2), ("b", 1..=3), ("c", 1..=6)] {
        put(&store, post(id, 7));
        for limit in limits {
            let scan = json!({"TableName": "Posts", "Limit": limit});
            let page = check(&store, Operation::Scan, scan.clone());
            if let Some(last) = page.last_key {
                let mut next = scan;
                next["ExclusiveStartKey"] = last;
                check(&store, Operation::Scan, next);
            }
        }
    }
    for id in ["a", "sets", "a \"quoted\" ü", "none"] {
        check(&store, Operation::GetItem, key(id));
        check(
            &store,
            Operation::Query,
            by_condition("Posts", "id", json!({"S": id})),
        );
    }
}

#[test]
fn a_page_ends_as_the_engine_ends_it() {
    let (_folder, store) = store_of_posts();
    let scan = |limit: usize| {
        let request = json!({"TableName": "Posts", "Limit": limit});
        check(&store, Operation::Scan, request)
    };
    assert_eq!(scan(1).items.len(), 0);
    for id in ["c", "a", "B"] {
        put(&store, post(id, 1));
    }
    for limit in 1..=4 {
        let page = scan(limit);
        assert_eq!(page.items.len(), limit.min(3));
        assert_eq!(page.last_key.is_some(), limit < 4, "{limit}");
    }
}

#[test]
fn numbers_are_those_of_the_engine() {
    let (_folder, store) = store_of_posts();
    for number in [
        "1E2",
        "-0",
        "007",
        "1e-120",
        "9223372036854775808",
        "-1.0",
        "+5",
    ] {
        let item = json!({"id": {"S": "a"}, "n": {"N": number}});
        put(&store, json!({"TableName": "Posts", "Item": item}));
        check(&store, Operation::GetItem, key("a"));
    }
}

#[test]
fn what_was_written_is_found_at_once() {
    let (_folder, store) = store_of_posts();
    for views in 0..20 {
        put(&store, post("a", views));
        let found = check(&store, Operation::GetItem, key("a"));
        assert_eq!(found.items, [json!({"id": "a", "views": views})]);
    }
    store
        .execute(Operation::DeleteItem, key("a"))
        .expect("deleted");
    assert!(check(&store, Operation::GetItem, key("a")).items.is_empty());
}

#[test]
fn tables_of_other_keys_and_refusals_are_the_engines() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("a store");
    let missing = store
        .find(Operation::GetItem, key("a"))
        .expect_err("no table");
    assert_eq!(missing.name, "ResourceNotFoundException");

    let numbered = |name: &str, keys: Value| {
        json!({
            "TableName": name,
            "AttributeDefinitions": [
                {"AttributeName": "id", "AttributeType": "S"},
                {"AttributeName": "at", "AttributeType": "N"},
            ],
            "KeySchema": keys,
            "BillingMode": "PAY_PER_REQUEST",
        })
    };
    let keys = json!([
        {"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"},
    ]);
    store
        .execute(Operation::CreateTable, numbered("Log", keys))
        .expect("a table");
    for at in ["10", "9", "-1"] {
        let item = json!({"id": {"S": "a"}, "at": {"N": at}});
        put(&store, json!({"TableName": "Log", "Item": item}));
    }
    let lines = check(
        &store,
        Operation::Query,
        by_condition("Log", "id", json!({"S": "a"})),
    );
    assert_eq!(lines.items[0]["at"], -1);
    check(
        &store,
        Operation::Scan,
        json!({"TableName": "Log", "Limit": 2}),
    );
    let half = json!({"TableName": "Log", "Key": {"id": {"S": "a"}}});
    let refused = store
        .find(Operation::GetItem, half)
        .expect_err("half a key");
    assert_eq!(refused.name, "ValidationException");

    // A table that is made anew has the key that it says now.
    store
        .execute(Operation::CreateTable, posts())
        .expect("a table");
    put(&store, post("a", 1));
    check(&store, Operation::GetItem, key("a"));
    store
        .execute(Operation::DeleteTable, json!({"TableName": "Posts"}))
        .expect("deleted");
    let gone = store
        .find(Operation::GetItem, key("a"))
        .expect_err("no table");
    assert_eq!(gone.name, "ResourceNotFoundException");
    let mut by_title = posts();
    by_title["AttributeDefinitions"][0]["AttributeName"] = "title".into();
    by_title["KeySchema"][0]["AttributeName"] = "title".into();
    store
        .execute(Operation::CreateTable, by_title)
        .expect("a table");
    put(
        &store,
        json!({"TableName": "Posts", "Item": {"title": {"S": "a"}, "id": {"S": "b"}}}),
    );
    let refused = store
        .find(Operation::GetItem, key("a"))
        .expect_err("another key");
    assert_eq!(refused.name, "ValidationException");
    check(
        &store,
        Operation::Scan,
        json!({"TableName": "Posts", "Limit": 1}),
    );
}

#[test]
fn large_pages_end_where_the_engine_ends_them() {
    let (_folder, store) = store_of_posts();
    for id in ["a", "b", "c", "d"] {
        let text = "x".repeat(300_000);
        put(
            &store,
            json!({"TableName": "Posts", "Item": {"id": {"S": id}, "text": {"S": text}}}),
        );
    }
    let page = check(
        &store,
        Operation::Scan,
        json!({"TableName": "Posts", "Limit": 4}),
    );
    assert_eq!(page.items.len(), 3);
}

#[test]
fn what_is_found_again_is_what_is_there_then() {
    let (_folder, store) = store_of_posts();
    let views = || {
        let scan = json!({"TableName": "Posts", "Limit": 10});
        let found = check(&store, Operation::Scan, scan.clone());
        assert_eq!(check(&store, Operation::Scan, scan), found);
        let one = check(&store, Operation::GetItem, key("a"));
        let views = |item: &Value| item["views"].as_i64();
        (
            found.items.len(),
            one.items.first().and_then(views).unwrap_or_default(),
        )
    };
    let run = |operation, request| {
        store.execute(operation, request).expect("done");
    };
    assert_eq!(views(), (0, 0));
    run(Operation::PutItem, post("a", 1));
    assert_eq!(views(), (1, 1));
    run(Operation::PutItem, post("a", 2));
    assert_eq!(views(), (1, 2));
    let mut update = key("a");
    update["UpdateExpression"] = "SET #views = :views".into();
    update["ExpressionAttributeNames"] = json!({"#views": "views"});
    update["ExpressionAttributeValues"] = json!({":views": {"N": "3"}});
    run(Operation::UpdateItem, update);
    assert_eq!(views(), (1, 3));
    let put = |id, views| json!({"Item": post(id, views)["Item"]});
    run(
        Operation::BatchWriteItem,
        json!({"RequestItems": {"Posts": [{"PutRequest": put("a", 4)}]}}),
    );
    assert_eq!(views(), (1, 4));
    run(
        Operation::TransactWriteItems,
        json!({"TransactItems": [{"Put": post("a", 5)}, {"Put": post("b", 1)}]}),
    );
    assert_eq!(views(), (2, 5));
    run(
        Operation::ExecuteStatement,
        json!({"Statement": "UPDATE Posts SET views = 6 WHERE id = 'a'"}),
    );
    assert_eq!(views(), (2, 6));
    run(
        Operation::UpdateTimeToLive,
        json!({
            "TableName": "Posts",
            "TimeToLiveSpecification": {"AttributeName": "views", "Enabled": true},
        }),
    );
    let mut update = post("b", 0);
    update["Item"]["views"] = json!({"N": "2000000000"});
    run(Operation::PutItem, update);
    // DynamoDB leaves alone what is older than five years, as six seconds after 1970.
    let recently = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("a time after 1970")
        .as_secs()
        - 3600;
    let mut update = post("a", 0);
    update["Item"]["views"] = json!({"N": recently.to_string()});
    run(Operation::PutItem, update);
    assert_eq!(views().0, 2);
    assert_eq!(store.delete_expired(), Ok(1));
    assert_eq!(views(), (1, 0));
    run(Operation::DeleteItem, key("b"));
    assert_eq!(views(), (0, 0));
}
