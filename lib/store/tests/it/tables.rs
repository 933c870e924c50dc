use appsynth_store::Operation::*;
use appsynth_store::{OpenError, Operation, Store};
use serde_json::json;

use crate::{key, post, posts, with_posts};

#[test]
fn an_index_added_later_finds_older_items() {
    let store = with_posts();
    store.execute(PutItem, post("1", 7)).unwrap();
    store
        .execute(
            UpdateTable,
            json!({
                "TableName": "Posts",
                "AttributeDefinitions": [
                    {"AttributeName": "id", "AttributeType": "S"},
                    {"AttributeName": "views", "AttributeType": "N"},
                ],
                "GlobalSecondaryIndexUpdates": [{"Create": {
                    "IndexName": "byViews",
                    "KeySchema": [{"AttributeName": "views", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }}],
            }),
        )
        .unwrap();
    let found = store
        .execute(
            Query,
            json!({
                "TableName": "Posts",
                "IndexName": "byViews",
                "KeyConditionExpression": "#views = :views",
                "ExpressionAttributeNames": {"#views": "views"},
                "ExpressionAttributeValues": {":views": {"N": "7"}},
            }),
        )
        .unwrap();
    assert_eq!(found["Count"], 1);
}

#[test]
fn tables_and_items_are_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.execute(CreateTable, posts()).unwrap();
    store.execute(PutItem, post("1", 7)).unwrap();
    drop(store);

    let store = Store::open(folder.path()).unwrap();
    assert_eq!(
        store.execute(ListTables, json!({})).unwrap()["TableNames"],
        json!(["Posts"])
    );
    assert_eq!(
        store.execute(GetItem, key("1")).unwrap()["Item"]["views"],
        json!({"N": "7"})
    );
}

#[test]
fn a_second_opener_learns_who_has_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    assert!(!Store::is_in_use(folder.path()));
    let first = Store::open(folder.path()).unwrap();
    assert!(Store::is_in_use(folder.path()));
    let Err(OpenError::InUse { pid, .. }) = Store::open(folder.path()) else {
        panic!("the folder was opened twice");
    };
    assert_eq!(pid, std::process::id().to_string());
    drop(first);
    assert!(!Store::is_in_use(folder.path()));
}

#[test]
fn a_folder_of_another_format_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("format"), "99\n").unwrap();
    let Err(OpenError::Format { found, .. }) = Store::open(folder.path()) else {
        panic!("a folder of another format was opened");
    };
    assert_eq!(found, "99");
}

#[test]
fn operations_are_found_by_the_names_of_dynamodb() {
    assert_eq!(Operation::from_name("PutItem"), Some(PutItem));
    assert_eq!(Operation::from_name("putitem"), None);
}

#[test]
fn only_items_whose_time_is_over_expire() {
    let store = with_posts();
    store
        .execute(
            UpdateTimeToLive,
            json!({
                "TableName": "Posts",
                "TimeToLiveSpecification": {"AttributeName": "until", "Enabled": true},
            }),
        )
        .unwrap();
    for (id, until) in [("gone", "1"), ("kept", "99999999999")] {
        let item = json!({"id": {"S": id}, "until": {"N": until}});
        let put = json!({"TableName": "Posts", "Item": item});
        store.execute(PutItem, put).unwrap();
    }
    store.execute(PutItem, post("forever", 1)).unwrap();
    assert_eq!(store.delete_expired(), Ok(1));
    let left = store
        .execute(Scan, json!({"TableName": "Posts", "Select": "COUNT"}))
        .unwrap();
    assert_eq!(left["Count"], 2);
    assert_eq!(store.delete_expired(), Ok(0));
}
