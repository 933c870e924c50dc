//! Writes that come at the same time.

use appsynth_store::{Operation, Store};
use serde_json::{Value, json};
use tokio::task::{JoinSet, yield_now};

use crate::{key, post, store_of_posts};

/// A write that is refused if the item is there.
fn new_post(id: &str, views: u32) -> Value {
    let mut request = post(id, views);
    request["ConditionExpression"] = "attribute_not_exists(#id)".into();
    request["ExpressionAttributeNames"] = json!({"#id": "id"});
    request
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_is_answered_for_itself() {
    let (_folder, store) = store_of_posts();
    let mut writes = JoinSet::new();
    for number in 0..400_u32 {
        let writing = store.clone();
        writes.spawn(async move {
            // Every item is asked for twice.
            let request = new_post(&(number / 2).to_string(), number);
            let together = writing.execute_together(Operation::PutItem, request, yield_now);
            match together.await {
                Ok(answer) => {
                    assert_eq!(answer, json!({}));
                    true
                }
                Err(request) => writing.execute(Operation::PutItem, request).is_ok(),
            }
        });
        // Others that write, and hold up those that come together.
        if number % 10 == 0 {
            store
                .execute(Operation::PutItem, post("other", number))
                .expect("written");
        }
    }
    let written = writes.join_all().await;
    assert_eq!(
        written.iter().filter(|is_written| **is_written).count(),
        200
    );
    let count = json!({"TableName": "Posts", "Select": "COUNT"});
    let count = store.execute(Operation::Scan, count).expect("a count");
    assert_eq!(count["Count"], 201);
}

#[tokio::test]
async fn what_takes_longer_comes_back() {
    let (_folder, store) = store_of_posts();
    for (operation, request) in [
        (Operation::GetItem, key("a")),
        (Operation::DeleteItem, key("a")),
        (
            Operation::PutItem,
            json!({"TableName": "Posts", "Item": {"id": {"S": "a"}, "set": {"SS": ["a"]}}}),
        ),
        (
            Operation::PutItem,
            json!({"TableName": "None", "Item": {"id": {"S": "a"}}}),
        ),
    ] {
        let together = store.execute_together(operation, request.clone(), yield_now);
        assert_eq!(together.await, Err(request));
    }
    let memory = Store::memory().expect("a store");
    let request = post("a", 1);
    let together = memory.execute_together(Operation::PutItem, request.clone(), yield_now);
    assert_eq!(together.await, Err(request));
}
