//! Writes that wait for others.

use std::future::pending;

use serde_json::json;
use tempfile::TempDir;
use tokio::time::timeout;

use super::*;
use crate::posts::store_of_posts;

/// A file with the table `Posts`, which nobody else works on.
fn posts() -> (TempDir, Beside) {
    let (folder, store) = store_of_posts(&json!({}));
    drop(store);
    let beside = Beside::of(&folder.path().join("tables.sqlite"));
    (folder, beside)
}

fn post(id: &str) -> Value {
    json!({"TableName": "Posts", "Item": {"id": {"S": id}}})
}

async fn no_others() {}

fn is_there(beside: &Beside, id: &str) -> bool {
    let key = json!({"TableName": "Posts", "Key": {"id": {"S": id}}});
    let found = beside.find(Operation::GetItem, &key, Most::AT_ONCE);
    !found.expect("a simple read").items.is_empty()
}

#[tokio::test]
async fn who_is_alone_does_not_wait() {
    let (_folder, beside) = posts();
    let put = beside.put_together(post("a"), pending).await;
    assert!(matches!(put, Put::Written));
    assert!(is_there(&beside, "a"));
}

#[tokio::test]
async fn an_answer_means_that_it_is_there() {
    let (_folder, beside) = posts();
    beside.crowd.store(1, Ordering::Relaxed);
    let others = async || assert!(!is_there(&beside, "a"));
    let put = beside.put_together(post("a"), others).await;
    assert!(matches!(put, Put::Written));
    assert!(is_there(&beside, "a"));
    assert_eq!(beside.crowd.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn what_came_while_another_wrote_is_written_then() {
    let (_folder, beside) = posts();
    let writing = beside.writing();
    let both = async {
        tokio::join!(
            beside.put_together(post("a"), no_others),
            beside.put_together(post("b"), no_others),
            async { drop(writing) },
        )
    };
    let (a, b, ()) = both.await;
    assert!(matches!((a, b), (Put::Written, Put::Written)));
    assert!(is_there(&beside, "a") && is_there(&beside, "b"));
    assert_eq!(beside.crowd.load(Ordering::Relaxed), CROWD);
}

#[tokio::test]
async fn others_are_written_when_the_first_one_is_given_up() {
    let (_folder, beside) = posts();
    beside.crowd.store(1, Ordering::Relaxed);
    let mut first = Box::pin(beside.put_together(post("a"), pending));
    let mut second = Box::pin(beside.put_together(post("b"), pending));
    let mut third = Box::pin(beside.put_together(post("c"), pending));
    for put in [&mut first, &mut second, &mut third] {
        assert!(timeout(Duration::ZERO, put).await.is_err());
    }
    drop((third, first));
    assert!(matches!(second.await, Put::Written));
    assert!(is_there(&beside, "b") && !is_there(&beside, "c"));
}
