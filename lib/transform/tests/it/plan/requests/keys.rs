//! Declared keys.

use appsynth_transform::plan::{KeyAttribute, Plan};
use appsynth_util::Context;
use serde_json::{Value, json};

use crate::plan::plan_of;
use crate::plan::running::{Answer, Run, expression, run, run_in};

fn parcels() -> Plan {
    plan_of(
        r#"type Parcel @model @auth(rules: [{ allow: public }]) {
            depot: ID! @primaryKey(sortKeyFields: ["lane", "slot"])
            lane: String!
            slot: Int!
            line: String @index(name: "byLine", queryField: "parcelsOfLine", sortKeyFields: ["cabin", "deck"])
            cabin: String
            deck: String
        }"#,
    )
}

fn key_condition(arguments: Value) -> String {
    let run = run(&parcels(), "Query.listParcels", arguments, Vec::new());
    expression(&run.request()["query"])
}

fn refusal(arguments: Value) -> String {
    let run = run(&parcels(), "Query.listParcels", arguments, Vec::new());
    run.error().to_owned()
}

#[test]
fn several_sort_key_fields_are_one_text() {
    let plan = parcels();
    let table = &plan.tables["Parcel"];
    let text = |name: &str| KeyAttribute {
        name: name.to_owned(),
        is_number: false,
    };
    assert_eq!(table.partition, text("depot"));
    assert_eq!(table.sort, Some(text("lane#slot")));
    assert_eq!(table.indexes[0].sort, Some(text("cabin#deck")));
}

#[test]
fn integers_and_timestamps_are_numbers() {
    let plan = plan_of(
        r#"type Log @model { at: AWSTimestamp! @primaryKey(sortKeyFields: ["line"]) line: Int! }
           type Page @model { id: Int! }"#,
    );
    let log = &plan.tables["Log"];
    assert!(log.partition.is_number && log.sort.as_ref().is_some_and(|key| key.is_number));
    assert!(plan.tables["Page"].partition.is_number);
}

#[test]
fn one_item_is_read_by_all_parts() {
    let arguments = json!({"depot": "west", "lane": "a", "slot": 1});
    let run = run(&parcels(), "Query.getParcel", arguments, Vec::new());
    assert_eq!(
        expression(&run.request()["query"]),
        r#"depot = {"S":"west"} AND lane#slot = {"S":"a#1"}"#
    );
}

#[test]
fn a_partition_is_read_by_a_query() {
    assert_eq!(
        key_condition(json!({"depot": "west"})),
        r#"depot = {"S":"west"}"#
    );
    assert_eq!(
        key_condition(json!({"depot": "west", "laneSlot": {"ge": {"lane": "a", "slot": 1}}})),
        r#"depot = {"S":"west"} AND lane#slot >= {"S":"a#1"}"#
    );
    assert_eq!(
        key_condition(json!({"depot": "west", "laneSlot": {"beginsWith": {"lane": "a"}}})),
        r#"depot = {"S":"west"} AND begins_with(lane#slot, {"S":"a"})"#
    );
    assert_eq!(
        key_condition(
            json!({"depot": "west", "laneSlot": {"between": [{"lane": "a"}, {"lane": "b", "slot": 2}]}})
        ),
        r#"depot = {"S":"west"} AND lane#slot BETWEEN {"S":"a"} AND {"S":"b#2"}"#
    );
}

#[test]
fn without_the_partition_all_is_scanned() {
    let run = run(&parcels(), "Query.listParcels", json!({}), Vec::new());
    assert_eq!(
        run.request(),
        &json!({"version": "2018-05-29", "operation": "Scan", "limit": 100})
    );
}

#[test]
fn keys_without_their_beginning_are_refused() {
    assert_eq!(
        refusal(json!({"sortDirection": "DESC"})),
        "When providing argument 'sortDirection' you must also provide argument 'depot'."
    );
    assert_eq!(
        refusal(json!({"laneSlot": {"eq": {"lane": "a"}}})),
        "When providing argument 'laneSlot' you must also provide argument 'depot'."
    );
    assert_eq!(
        refusal(json!({"depot": "west", "laneSlot": {"eq": {"slot": 1}}})),
        "When providing 'slot' of argument 'laneSlot' you must also provide 'lane'."
    );
    assert_eq!(
        refusal(json!({"depot": "west", "laneSlot": {"eq": {"lane": "a"}, "gt": {"lane": "b"}}})),
        "Argument laneSlot must specify at most one key condition operation."
    );
    assert_eq!(
        refusal(json!({"depot": "west", "laneSlot": {"between": [{"lane": "a"}]}})),
        "Argument 'laneSlot.between' expects exactly two elements."
    );
}

#[test]
fn there_is_no_direction_without_a_sort_key() {
    let plan = plan_of(
        r#"type Shelf @model @auth(rules: [{ allow: public }]) {
            code: ID! @primaryKey
            room: String @index(name: "byRoom", queryField: "shelvesOfRoom")
        }"#,
    );
    for (query, key) in [
        ("Query.listShelves", "code"),
        ("Query.shelvesOfRoom", "room"),
    ] {
        let arguments = json!({key: "1", "sortDirection": "ASC"});
        let run = run(&plan, query, arguments, Vec::new());
        assert_eq!(
            run.error(),
            "sortDirection is not supported for List operations without a Sort key defined."
        );
    }
}

fn owned() -> Plan {
    plan_of(
        r#"type Profile @model @auth(rules: [{ allow: owner, ownerField: "name", identityClaim: "username" }]) {
            name: String! @primaryKey(sortKeyFields: ["team"])
            team: String! @index(name: "byTeam", sortKeyFields: ["name"], queryField: "profilesOfTeam")
        }
        type Post @model @auth(rules: [{ allow: private }]) {
            id: ID!
            writer: String!
            team: String!
            profile: Profile @hasOne(fields: ["writer", "team"])
        }"#,
    )
}

/// What Ann is told, who owns the profiles of her name.
fn asked_by_ann(query: &str, arguments: Value, source: Value) -> Run {
    let context = Context {
        arguments,
        source,
        identity: json!({
            "sub": "s-1", "issuer": "https://issuer", "username": "ann",
            "claims": { "sub": "s-1", "username": "ann" },
            "sourceIp": ["127.0.0.1"], "defaultAuthStrategy": "ALLOW",
        }),
        ..Context::default()
    };
    let found = json!({ "items": [{ "name": "ann" }], "scannedCount": 1 });
    run_in(&owned(), query, context, vec![Answer::Result(found)])
}

#[test]
fn owners_who_are_the_key_read_without_a_filter() {
    let ben = json!({"name": "ben", "team": "a"});
    let ann = json!({"name": "ann", "team": "a"});
    for (query, arguments, source) in [
        ("Query.getProfile", &ann, &Value::Null),
        ("Query.listProfiles", &json!({"name": "ann"}), &Value::Null),
        (
            "Query.profilesOfTeam",
            &json!({"team": "a", "name": {"eq": "ann"}}),
            &Value::Null,
        ),
        (
            "Post.profile",
            &json!({}),
            &json!({"writer": "ann", "team": "a"}),
        ),
    ] {
        let run = asked_by_ann(query, arguments.clone(), source.clone());
        assert_eq!(run.request()["operation"], "Query", "{query}");
        assert_eq!(run.request().get("filter"), None, "{query}");
        run.value();
    }
    for (query, arguments, source) in [
        ("Query.getProfile", &ben, &Value::Null),
        ("Query.listProfiles", &json!({"name": "ben"}), &Value::Null),
        (
            "Query.profilesOfTeam",
            &json!({"team": "a", "name": {"beginsWith": "a"}}),
            &Value::Null,
        ),
        ("Query.profilesOfTeam", &json!({"team": "a"}), &Value::Null),
        (
            "Post.profile",
            &json!({}),
            &json!({"writer": "ben", "team": "a"}),
        ),
    ] {
        let run = asked_by_ann(query, arguments.clone(), source.clone());
        assert!(run.requests.is_empty(), "{query}");
        assert_eq!(run.error(), "Unauthorized", "{query}");
    }
}

#[test]
fn owners_who_are_the_key_filter_what_is_read_without_it() {
    let run = asked_by_ann("Query.listProfiles", json!({}), Value::Null);
    assert_eq!(run.request()["operation"], "Scan");
    assert_eq!(
        expression(&run.request()["filter"]),
        r#"(name = {"S":"ann"})"#
    );
}

#[test]
fn items_are_written_by_all_parts() {
    let key = json!({"depot": {"S": "west"}, "lane#slot": {"S": "a#1"}});
    for mutation in ["createParcel", "updateParcel", "deleteParcel"] {
        let arguments = json!({"input": {"depot": "west", "lane": "a", "slot": 1}});
        let run = run(
            &parcels(),
            &format!("Mutation.{mutation}"),
            arguments,
            Vec::new(),
        );
        assert_eq!(run.request()["key"], key);
    }
}

/// The update expression of a mutation, with its placeholders replaced.
fn update_of(plan: &Plan, mutation: &str, input: &Value) -> String {
    let arguments = json!({ "input": input });
    let run = run(plan, &format!("Mutation.{mutation}"), arguments, Vec::new());
    expression(&run.request()["update"])
}

#[test]
fn keys_of_indexes_are_kept() {
    let input =
        json!({"depot": "west", "lane": "a", "slot": 1, "line": "red", "cabin": "x", "deck": "2"});
    let created = run(
        &parcels(),
        "Mutation.createParcel",
        json!({"input": input}),
        Vec::new(),
    );
    assert_eq!(
        created.request()["attributeValues"]["cabin#deck"],
        json!({"S": "x#2"})
    );
    let update = update_of(&parcels(), "updateParcel", &input);
    assert!(update.contains(r#"cabin#deck = {"S":"x#2"}"#), "{update}");
}

#[test]
fn a_sort_key_that_indexes_share_is_written_once() {
    let plan = plan_of(
        r#"type Trip @model @auth(rules: [{ allow: public }]) {
            id: ID!
            line: String @index(name: "byLine", sortKeyFields: ["day", "hour"])
            train: String @index(name: "byTrain", sortKeyFields: ["day", "hour"])
            day: String
            hour: Int
        }"#,
    );
    let input = json!({"id": "1", "day": "mon", "hour": 2});
    let update = update_of(&plan, "updateTrip", &input);
    assert_eq!(
        update.matches(r#"day#hour = {"S":"mon#2"}"#).count(),
        1,
        "{update}"
    );
}

#[test]
fn sort_keys_whose_fields_read_alike_are_told_apart() {
    let plan = plan_of(
        r#"type Trip @model @auth(rules: [{ allow: public }]) {
            id: ID!
            line: String @index(name: "byLine", sortKeyFields: ["from_at", "stop"])
            train: String @index(name: "byTrain", sortKeyFields: ["from", "at_stop"])
            from: String
            from_at: String
            stop: String
            at_stop: String
        }"#,
    );
    let input = json!({"id": "1", "from": "a", "from_at": "b", "stop": "c", "at_stop": "d"});
    let update = update_of(&plan, "updateTrip", &input);
    assert!(
        update.ends_with(r#"from_at#stop = {"S":"b#c"}, from#at_stop = {"S":"a#d"}"#),
        "{update}"
    );
}

#[test]
fn a_sort_key_that_an_index_shares_with_the_primary_key_is_not_changed() {
    let plan = plan_of(
        r#"type Trip @model @auth(rules: [{ allow: public }]) {
            train: ID! @primaryKey(sortKeyFields: ["day", "hour"])
            day: String!
            hour: Int!
            line: String @index(name: "byLine", sortKeyFields: ["day", "hour"])
        }"#,
    );
    let input = json!({"train": "t", "day": "mon", "hour": 2, "line": "red"});
    let update = update_of(&plan, "updateTrip", &input);
    assert!(update.contains(r#"line = {"S":"red"}"#), "{update}");
    assert!(!update.contains("day#hour"), "{update}");
    let created = run(
        &plan,
        "Mutation.createTrip",
        json!({"input": input}),
        Vec::new(),
    );
    assert_eq!(created.request()["key"]["day#hour"], json!({"S": "mon#2"}));
}

#[test]
fn part_of_an_indexes_key_is_refused() {
    for input in [json!({"cabin": "x"}), json!({"cabin": "x", "deck": null})] {
        let mut whole = json!({"depot": "west", "lane": "a", "slot": 1});
        for (name, value) in input.as_object().expect("an object") {
            whole[name] = value.clone();
        }
        for mutation in ["createParcel", "updateParcel"] {
            let run = run(
                &parcels(),
                &format!("Mutation.{mutation}"),
                json!({"input": whole}),
                Vec::new(),
            );
            let missing = "you must provide all fields for the key. Missing key: 'deck'.";
            assert!(run.error().ends_with(missing), "{run:?}");
        }
    }
}

#[test]
fn an_item_without_an_indexes_key_leaves_the_index() {
    let input =
        json!({"depot": "west", "lane": "a", "slot": 1, "line": null, "cabin": null, "deck": null});
    let created = run(
        &parcels(),
        "Mutation.createParcel",
        json!({"input": input}),
        Vec::new(),
    );
    let values = &created.request()["attributeValues"];
    assert_eq!(values.get("line"), None);
    assert_eq!(values.get("cabin#deck"), None);
    let update = update_of(&parcels(), "updateParcel", &input);
    assert!(
        update.ends_with(" REMOVE line, cabin, deck, cabin#deck"),
        "{update}"
    );
}
