//! Relations.

use appsynth_transform::plan::{Home, Plan};
use appsynth_util::Context;
use serde_json::{Value, json};

use crate::plan::running::{Answer, Run, expression, run_in};
use crate::plan::sources::Table;
use crate::plan::{plan_of, resolver};

fn choirs() -> Plan {
    plan_of(
        r#"type Choir @model @auth(rules: [{ allow: public }]) {
            town: String! @primaryKey(sortKeyFields: ["name"])
            name: String!
            singers: [Singer] @hasMany(limit: 9)
            halls: [Hall] @hasMany(indexName: "byTown", fields: ["town"])
            songs: [Song] @manyToMany(relationName: "ChoirSong")
        }
        type Singer @model @auth(rules: [{ allow: public }]) { id: ID! choir: Choir @belongsTo }
        type Hall @model @auth(rules: [{ allow: public }]) {
            id: ID!
            town: String! @index(name: "byTown", sortKeyFields: ["seats"])
            seats: Int!
        }
        type Song @model @auth(rules: [{ allow: public }]) { id: ID! choirs: [Choir] @manyToMany(relationName: "ChoirSong") }"#,
    )
}

fn related(coordinate: &str, source: Value, arguments: Value) -> Run {
    let context = Context {
        source,
        arguments,
        ..Context::default()
    };
    run_in(&choirs(), coordinate, context, Vec::new())
}

#[test]
fn many_items_are_found_by_the_key() {
    let source = json!({"town": "Ghent", "name": "Low"});
    let run = related(
        "Choir.singers",
        source,
        json!({"filter": {"id": {"ne": "x"}}}),
    );
    let request = run.request();
    assert_eq!(run.requests[0].0, "SingerTable");
    assert_eq!(request["index"], "gsi-Choir.singers");
    assert_eq!(request["limit"], 9);
    assert_eq!(request["scanIndexForward"], true);
    assert_eq!(
        expression(&request["query"]),
        r#"choirSingersTown = {"S":"Ghent"} AND choirSingersName = {"S":"Low"}"#
    );
    assert_eq!(expression(&request["filter"]), r#"(id <> {"S":"x"})"#);
}

#[test]
fn a_free_sort_key_takes_a_condition() {
    let arguments =
        json!({"seats": {"lt": 300}, "limit": 2, "nextToken": "t", "sortDirection": "DESC"});
    let run = related("Choir.halls", json!({"town": "Ghent"}), arguments);
    let request = run.request();
    assert_eq!(
        expression(&request["query"]),
        r#"town = {"S":"Ghent"} AND seats < {"N":300}"#
    );
    assert_eq!(request["limit"], 2);
    assert_eq!(request["nextToken"], "t");
    assert_eq!(request["scanIndexForward"], false);
}

/// Related items that are found by a foreign key and have a sort key of their own.
fn chosen(arguments: Value) -> Run {
    let plan = plan_of(
        r#"type Band @model @auth(rules: [{ allow: public }]) {
            id: ID!
            shows: [Show] @hasMany
            posters: [Poster] @hasMany
        }
        type Show @model @auth(rules: [{ allow: public }]) {
            hall: ID! @primaryKey(sortKeyFields: ["day"])
            day: AWSDate!
        }
        type Poster @model @auth(rules: [{ allow: public }]) {
            id: ID! @primaryKey(sortKeyFields: ["size", "nr"])
            size: String!
            nr: Int!
        }"#,
    );
    let context = Context {
        source: json!({ "id": "b" }),
        arguments: arguments.clone(),
        ..Context::default()
    };
    let is_of_posters = arguments.get("sizeNr").is_some();
    let coordinate = if is_of_posters {
        "Band.posters"
    } else {
        "Band.shows"
    };
    run_in(&plan, coordinate, context, Vec::new())
}

#[test]
fn items_found_by_a_foreign_key_are_chosen_by_their_own_sort_key() {
    let filter = |run: &Run| expression(&run.request()["filter"]);
    let run = chosen(json!({ "day": { "beginsWith": "2026" } }));
    assert_eq!(filter(&run), r#"begins_with(day, {"S":"2026"})"#);
    assert_eq!(
        expression(&run.request()["query"]),
        r#"bandShowsId = {"S":"b"}"#
    );
    let run = chosen(json!({
        "day": { "between": ["2026-01-01", "2026-02-01"] },
        "filter": { "or": [{ "hall": { "eq": "x" } }, { "day": { "ne": "2026-01-02" } }] },
    }));
    assert_eq!(
        filter(&run),
        r#"day BETWEEN {"S":"2026-01-01"} AND {"S":"2026-02-01"} AND ((hall = {"S":"x"}) OR (day <> {"S":"2026-01-02"}))"#
    );
    let run = chosen(
        json!({ "day": { "gt": "2026" }, "filter": { "hall": { "attributeExists": true } } }),
    );
    assert_eq!(
        filter(&run),
        r#"day > {"S":"2026"} AND (attribute_exists(hall))"#
    );
    let table = Table::of(&[
        json!({ "id": "1", "hall": "x", "day": "2026-01-01" }),
        json!({ "id": "2", "day": "2026-01-01" }),
        json!({ "id": "3", "hall": "x", "day": "2025-12-31" }),
    ]);
    assert_eq!(table.found(run.request()), ["1"]);
    let run = chosen(json!({ "sizeNr": { "eq": { "size": "A1", "nr": 7 } } }));
    assert_eq!(filter(&run), r#"size#nr = {"S":"A1#7"}"#);
    let run = chosen(json!({ "sizeNr": { "eq": { "nr": 7 } } }));
    assert_eq!(
        run.error(),
        "When providing 'nr' of argument 'sizeNr' you must also provide 'size'."
    );
    let run = chosen(json!({ "day": {} }));
    assert_eq!(run.request()["filter"], Value::Null);
    let run = chosen(json!({ "day": { "eq": "2026-01-01", "lt": "2027-01-01" } }));
    assert_eq!(
        run.error(),
        "Argument day must specify at most one key condition operation."
    );
}

#[test]
fn one_item_is_found_by_its_key() {
    let source = json!({"choirSingersTown": "Ghent", "choirSingersName": "Low"});
    let run = related("Singer.choir", source, json!({}));
    assert_eq!(run.requests[0].0, "ChoirTable");
    assert_eq!(
        expression(&run.request()["query"]),
        r#"town = {"S":"Ghent"} AND name = {"S":"Low"}"#
    );
}

#[test]
fn pairs_lead_from_either_side() {
    let run = related(
        "Choir.songs",
        json!({"town": "Ghent", "name": "Low"}),
        json!({}),
    );
    assert_eq!(run.requests[0].0, "ChoirSongTable");
    assert_eq!(run.request()["index"], "byChoir");
    let back = related("ChoirSong.song", json!({"songId": "s"}), json!({}));
    assert_eq!(expression(&back.request()["query"]), r#"id = {"S":"s"}"#);
}

#[test]
fn without_a_key_nothing_is_asked() {
    for source in [
        json!({}),
        json!({"town": "Ghent", "name": null}),
        json!({"town": "", "name": "Low"}),
    ] {
        let run = related("Choir.singers", source, json!({}));
        assert!(run.requests.is_empty());
        assert_eq!(run.value(), &json!({"items": []}));
    }
    let run = related("Singer.choir", json!({"choirSingersTown": null}), json!({}));
    assert!(run.requests.is_empty());
    assert_eq!(run.value(), &Value::Null);
}

#[test]
fn functions_before_can_give_the_key() {
    let context = Context {
        source: json!({"town": "Ghent", "name": "Low"}),
        ..Context::default()
    };
    let mut plan = choirs();
    let resolver = &mut plan.resolvers["Choir.halls"];
    let add = appsynth_program::Half::new(
        [appsynth_program::stash_put(
            "connectionAttributes",
            appsynth_program::map([("town", "Bruges".into())]),
        )],
        appsynth_program::return_(appsynth_program::empty_map()),
    );
    let nothing =
        appsynth_program::Half::new([], appsynth_program::return_(appsynth_program::null()));
    let mut step = resolver.steps[0].clone();
    step.source = "NONE_DS".to_owned();
    step.code = appsynth_transform::plan::Code::generated(add, nothing);
    resolver.steps.insert(0, step);
    let run = run_in(
        &plan,
        "Choir.halls",
        context,
        vec![Answer::Result(json!({"items": []}))],
    );
    assert_eq!(
        expression(&run.request()["query"]),
        r#"town = {"S":"Bruges"}"#
    );
}

#[test]
fn they_live_with_the_entity_that_has_the_field() {
    let plan = choirs();
    assert_eq!(
        resolver(&plan, "Choir.singers").home,
        Home::Relations("Choir".to_owned())
    );
}
