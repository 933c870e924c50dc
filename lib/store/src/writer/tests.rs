//! What is written beside the engine is what the engine writes.

use proptest::collection::btree_map;
use proptest::prelude::*;
use serde_json::Map;
use tempfile::TempDir;

use super::*;
use crate::Operation;
use crate::posts::store_of_posts;

fn writer_of(folder: &TempDir) -> Writer {
    Writer::of(&folder.path().join("tables.sqlite"), Arc::default())
}

fn stream(view: &str) -> Value {
    json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": view}})
}

/// Every row of a table of the file in the order they were written, with JSON read and what no two writes have in common
/// left out.
fn rows(folder: &TempDir, table: &str) -> Vec<Map<String, Value>> {
    let file = folder.path().join("tables.sqlite");
    let connection = Connection::open(file).expect("a database");
    let order = match table {
        "_stream_records" => "CAST(sequence_number AS INTEGER)",
        _ => "rowid",
    };
    let sql = format!("SELECT * FROM {} ORDER BY {order}", quoted(table));
    let mut statement = connection.prepare(&sql).expect("a table");
    let names: Vec<String> = statement
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let rows = statement.query_map([], |row| {
        let members = names.iter().enumerate().map(|(at, name)| {
            use rusqlite::types::ValueRef;
            let value = match row.get_ref(at)? {
                ValueRef::Text(text) if matches!(&**name, "event_id" | "sequence_number") => {
                    text.len().into()
                }
                ValueRef::Integer(_) if matches!(&**name, "created_at" | "id") => Value::Null,
                ValueRef::Text(text) => serde_json::from_slice(text)
                    .unwrap_or_else(|_| String::from_utf8_lossy(text).into()),
                ValueRef::Integer(number) => number.into(),
                ValueRef::Null => Value::Null,
                other => panic!("an unexpected value: {other:?}"),
            };
            Ok((name.clone(), value))
        });
        members.collect::<rusqlite::Result<Map<_, _>>>()
    });
    let rows = rows.expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<String>().prop_map(|text| json!({ "S": text })),
        any::<bool>().prop_map(|yes| json!({ "BOOL": yes })),
        Just(json!({"NULL": true})),
        (-999_999_999_999_999i64..=999_999_999_999_999)
            .prop_map(|number| json!({ "N": number.to_string() })),
        (-20i64..20, 0u32..6).prop_map(|(number, zeros)| {
            json!({ "N": (number * 10i64.pow(zeros)).to_string() })
        }),
        any::<f64>().prop_map(|number| json!({ "N": number.to_string() })),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|list| json!({ "L": list })),
            btree_map(".{1,5}", inner, 0..4).prop_map(|members| json!({ "M": members })),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn what_is_written_is_what_the_engine_writes(
        items in btree_map(".{1,20}", (btree_map(".{1,8}", value(), 0..5), any::<bool>()), 1..16),
    ) {
        let (mine, store) = store_of_posts(&stream("NEW_AND_OLD_IMAGES"));
        let (engines, engine) = store_of_posts(&stream("NEW_AND_OLD_IMAGES"));
        let mut writer = writer_of(&mine);
        for (id, (attributes, is_conditional)) in items {
            let mut item = json!(attributes);
            item["id"] = json!({ "S": id });
            let mut request = json!({ "TableName": "Posts", "Item": item });
            if is_conditional {
                request["ConditionExpression"] = "attribute_not_exists(#id)".into();
                request["ExpressionAttributeNames"] = json!({"#id": "id"});
            }
            let is_simple = NewItem::of(&request).is_some();
            let is_written = writer.put(&[&request]) == [true];
            prop_assert_eq!(is_written, is_simple);
            let by_engine = engine.execute_by_engine(Operation::PutItem, request.clone());
            if is_written {
                prop_assert_eq!(by_engine, Ok(json!({})));
            } else {
                prop_assert_eq!(store.execute(Operation::PutItem, request), by_engine);
            }
        }
        for table in ["Posts", "_stream_records"] {
            prop_assert_eq!(rows(&mine, table), rows(&engines, table));
        }
    }
}

fn put(id: &str, text: &str) -> Value {
    json!({
        "TableName": "Posts",
        "Item": {"id": {"S": id}, "text": {"S": text}},
        "ConditionExpression": "attribute_not_exists(#id)",
        "ExpressionAttributeNames": {"#id": "id"},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    })
}

#[test]
fn streams_have_the_records_and_images_of_the_engine() {
    for view in ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] {
        let (mine, store) = store_of_posts(&stream(view));
        let (engines, engine) = store_of_posts(&stream(view));
        let mut writer = writer_of(&mine);
        for id in ["a", "b"] {
            let request = put(id, "x");
            assert_eq!(writer.put(&[&request]), [true]);
            engine
                .execute_by_engine(Operation::PutItem, request)
                .expect("written");
            // The engine goes on from the last number, whoever wrote it.
            let again = json!({"TableName": "Posts", "Item": {"id": {"S": id}}});
            for store in [&store, &engine] {
                store
                    .execute(Operation::PutItem, again.clone())
                    .expect("written");
            }
        }
        assert_eq!(
            rows(&mine, "_stream_records"),
            rows(&engines, "_stream_records")
        );
        let file = mine.path().join("tables.sqlite");
        let numbers: Vec<i64> = Connection::open(file)
            .expect("a database")
            .prepare("SELECT CAST(sequence_number AS INTEGER) AS number FROM _stream_records ORDER BY number")
            .expect("a table")
            .query_map([], |row| row.get(0))
            .expect("rows")
            .map(|number| number.expect("a number"))
            .collect();
        assert_eq!(numbers.len(), 4);
        assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    }
}

#[test]
fn records_of_many_items_and_of_the_engine_get_along() {
    let (folder, store) = store_of_posts(&stream("KEYS_ONLY"));
    let mut writer = writer_of(&folder);
    for number in 0..1_200 {
        let id = number.to_string();
        assert_eq!(writer.put(&[&put(&id, "first")]), [true]);
        if number % 300 == 0 {
            let again = json!({"TableName": "Posts", "Item": {"id": {"S": id}}});
            let written = store.execute_by_engine(Operation::PutItem, again);
            assert_eq!(written, Ok(json!({})));
        }
    }
    let records = rows(&folder, "_stream_records");
    assert_eq!(records.len(), 1_204);
    let events = |at: usize| [&records[at]["event_name"], &records[at + 1]["event_name"]];
    assert_eq!(events(0), ["INSERT", "MODIFY"]);
    assert_eq!(events(301), ["INSERT", "MODIFY"]);
}

#[test]
fn nothing_that_the_engine_took_meanwhile_is_written_over() {
    let (folder, store) = store_of_posts(&stream("KEYS_ONLY"));
    let mut writer = writer_of(&folder);
    assert_eq!(writer.put(&[&put("a", "first")]), [true]);
    // As after a copy of the file was put in its place: the counter is where it was.
    let connection = Connection::open(folder.path().join("tables.sqlite")).expect("a database");
    let back = "UPDATE sqlite_sequence SET seq = 1 WHERE name = '_stream_records'";
    connection.execute_batch(back).expect("a counter");
    let written = store.execute_by_engine(Operation::PutItem, put("b", "first"));
    assert_eq!(written, Ok(json!({})));
    // That has the id which the writer would give next.
    let c = put("c", "first");
    assert_eq!(writer.put(&[&c]), [false]);
    let written = store.execute_by_engine(Operation::PutItem, c);
    assert_eq!(written, Ok(json!({})));
    assert_eq!(rows(&folder, "_stream_records").len(), 3);
    assert_eq!(writer.put(&[&put("d", "first")]), [true]);
    assert_eq!(rows(&folder, "_stream_records").len(), 4);
}

#[test]
fn an_item_that_is_there_is_left_to_the_engine() {
    let (folder, store) = store_of_posts(&stream("NEW_IMAGE"));
    let written = store.execute(Operation::PutItem, put("a", "first"));
    assert_eq!(written, Ok(json!({})));
    let both = [&put("a", "second"), &put("b", "first")];
    assert_eq!(writer_of(&folder).put(&both), [false, true]);
    let refused = store
        .execute(Operation::PutItem, put("a", "second"))
        .expect_err("a condition that does not hold");
    assert_eq!(refused.name, "ConditionalCheckFailedException");
    let item = refused.item.expect("the item");
    assert_eq!(item["text"], json!({"S": "first"}));
    assert_eq!(rows(&folder, "_stream_records").len(), 2);
}

#[test]
fn tables_with_indexes_are_left_to_the_engine() {
    let index = json!({
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "text", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "byText",
            "KeySchema": [{"AttributeName": "text", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }],
    });
    let (folder, store) = store_of_posts(&index);
    assert_eq!(writer_of(&folder).put(&[&put("a", "x")]), [false]);
    store
        .execute(Operation::PutItem, put("a", "x"))
        .expect("written");
    let by_text = json!({
        "TableName": "Posts",
        "IndexName": "byText",
        "KeyConditionExpression": "#text = :text",
        "ExpressionAttributeNames": {"#text": "text"},
        "ExpressionAttributeValues": {":text": {"S": "x"}},
    });
    let found = store.find(Operation::Query, by_text).expect("found");
    assert_eq!(found.items.len(), 1);
}
