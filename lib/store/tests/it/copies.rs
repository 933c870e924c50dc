use appsynth_store::Operation::*;
use appsynth_store::{OpenError, Store};
use serde_json::json;

use crate::{key, post, with_posts};

fn views(store: &Store, id: &str) -> serde_json::Value {
    store.execute(GetItem, key(id)).expect("an answer")["Item"]["views"]["N"].clone()
}

#[test]
fn a_copy_has_the_tables_as_they_were_and_is_put_back_for_every_clone() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let store = with_posts();
    let clone = store.clone();
    store.execute(PutItem, post("1", 1)).unwrap();
    store.copy_to(&copy).unwrap();
    store.execute(PutItem, post("1", 2)).unwrap();
    store.execute(PutItem, post("2", 2)).unwrap();

    store.replace_by(&copy).unwrap();
    assert_eq!(views(&clone, "1"), "1");
    assert_eq!(views(&clone, "2"), serde_json::Value::Null);
    store.execute(PutItem, post("1", 3)).unwrap();
    assert_eq!(views(&Store::open(&copy).unwrap(), "1"), "1");
}

#[test]
fn a_copy_put_back_lasts() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let made = with_posts();
    made.execute(PutItem, post("1", 7)).unwrap();
    made.copy_to(&copy).unwrap();

    let place = folder.path().join("store");
    Store::open(&place).unwrap().replace_by(&copy).unwrap();
    assert_eq!(views(&Store::open(&place).unwrap(), "1"), "7");
}

#[test]
fn what_is_no_copy_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = with_posts();
    store.execute(PutItem, post("1", 1)).unwrap();
    let nothing = store.replace_by(&folder.path().join("none"));
    assert!(matches!(nothing, Err(OpenError::Io { .. })), "{nothing:?}");

    let copy = folder.path().join("copy");
    store.copy_to(&copy).unwrap();
    let again = store.copy_to(&copy);
    assert!(matches!(again, Err(OpenError::Engine { .. })), "{again:?}");
    std::fs::write(copy.join("format"), "99\n").unwrap();
    let newer = store.replace_by(&copy);
    assert!(
        matches!(&newer, Err(OpenError::Format { found, .. }) if found == "99"),
        "{newer:?}"
    );
    std::fs::write(copy.join("format"), "1\n").unwrap();
    std::fs::write(copy.join("tables.sqlite"), "no tables").unwrap();
    let broken = store.replace_by(&copy);
    assert!(
        matches!(broken, Err(OpenError::Damaged { .. })),
        "{broken:?}"
    );

    let tables = store.execute(ListTables, json!({})).unwrap();
    assert_eq!(tables["TableNames"], json!(["Posts"]));
    assert_eq!(views(&store, "1"), "1");
}
