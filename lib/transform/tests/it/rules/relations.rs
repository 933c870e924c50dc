//! Related items are protected by their own rules.

use appsynth_transform::plan::Slot;
use appsynth_util::{Context, Outcome};
use serde_json::{Value, json};

use super::callers::{api_key, user};
use super::oracle::Caller;
use super::run::{Api, Request, passes, stash_of};
use super::truth::options;
use crate::plan::both::{Both, halves};

const STORIES: &str = r#"
    type Story @model @auth(rules: [
        { allow: owner }
        { allow: public, operations: [read] }
        { allow: private, operations: [read] }
    ]) {
        id: ID!
        remarks: [Remark] @hasMany(indexName: "byStory", fields: ["id"])
        notes: [Note] @hasMany(indexName: "byStory", fields: ["id"]) @auth(rules: [{ allow: groups, groups: ["Mods"] }])
        drafts: [Draft] @hasMany(indexName: "byStory", fields: ["id"])
        sketches: [Draft] @hasMany(indexName: "byStory", fields: ["id"]) @auth(rules: [{ allow: private }])
        cover: Cover @hasOne
    }
    type Remark @model @auth(rules: [{ allow: owner }]) { id: ID! storyId: ID @index(name: "byStory") }
    type Note @model @auth(rules: [{ allow: private }]) { id: ID! storyId: ID @index(name: "byStory") }
    type Draft @model { id: ID! storyId: ID @index(name: "byStory") }
    type Cover @model @auth(rules: [{ allow: private }, { allow: public, operations: [get] }]) { id: ID! }
"#;

fn may(api: &Api, coordinate: &str, caller: &Caller) -> bool {
    let request = Request {
        identity: caller.identity.clone(),
        ..Request::default()
    };
    api.ask(coordinate, &request).is_ok()
}

fn ann() -> Caller {
    user(json!({ "sub": "s-1", "username": "ann" }))
}

#[test]
fn related_items_are_filtered_by_their_own_rules() {
    let api = Api::new(STORIES, &options());
    let request = Request {
        identity: ann().identity,
        ..Request::default()
    };
    let stash = api
        .ask("Story.remarks", &request)
        .expect("owners may ask")
        .stash;
    assert!(passes(
        &stash["authFilter"],
        &json!({ "owner": "s-1::ann" })
    ));
    assert!(!passes(
        &stash["authFilter"],
        &json!({ "owner": "s-2::ben" })
    ));
    assert!(!may(&api, "Story.remarks", &api_key()));
    assert!(may(&api, "Story.cover", &api_key()));
}

#[test]
fn rules_of_the_field_come_on_top() {
    let api = Api::new(STORIES, &options());
    let moderator = user(json!({ "cognito:groups": ["Mods"] }));
    assert!(may(&api, "Story.notes", &moderator));
    assert!(!may(&api, "Story.notes", &ann()));
    assert!(!may(&api, "Story.notes", &api_key()));
}

#[test]
fn who_may_read_some_fields_alone_follows_no_others() {
    let schema = r#"
        type Diary @model @auth(rules: [{ allow: owner }]) {
            id: ID! @auth(rules: [{ allow: owner }, { allow: private, operations: [read] }])
            title: String @auth(rules: [{ allow: owner }, { allow: private, operations: [read] }])
            pages: [Page] @hasMany(indexName: "byDiary", fields: ["id"])
            covers: [Page] @hasMany(indexName: "byDiary", fields: ["id"])
                @auth(rules: [{ allow: private, operations: [read] }])
        }
        type Page @model @auth(rules: [{ allow: private }]) { id: ID! diaryId: ID @index(name: "byDiary") }
    "#;
    let api = Api::new(schema, &options());
    let may = |coordinate: &str, owner: &str| {
        let request = Request {
            identity: ann().identity,
            source: json!({ "id": "1", "owner": owner }),
            ..Request::default()
        };
        api.ask(coordinate, &request).is_ok()
    };
    assert!(may("Diary.pages", "s-1::ann"));
    assert!(!may("Diary.pages", "s-2::ben"));
    assert!(may("Diary.covers", "s-2::ben"));
    assert!(is_denied(&api, "Diary.pages", answer()));
}

#[test]
fn related_items_without_rules_are_closed() {
    let api = Api::new(STORIES, &options());
    assert!(!may(&api, "Story.drafts", &ann()));
    assert!(!may(&api, "Story.drafts", &api_key()));
    let mut options = options();
    options.sandbox = true;
    let sandbox = Api::new(STORIES, &options);
    assert!(!may(&sandbox, "Story.drafts", &ann()));
    assert!(may(&sandbox, "Story.drafts", &api_key()));
}

#[test]
fn rules_of_the_field_do_not_open_related_items_without_rules() {
    let api = Api::new(STORIES, &options());
    assert!(!may(&api, "Story.sketches", &ann()));
    assert!(!may(&api, "Story.sketches", &api_key()));
}

/// Whether a mutation's answer has no related items.
fn is_denied(api: &Api, coordinate: &str, source: Value) -> bool {
    let context = Context {
        source,
        ..Context::default()
    };
    stash_of(&api.plan.resolvers[coordinate], &context)["deniedField"] == true
}

fn answer() -> Value {
    json!({ "id": "1", "__operation": "Mutation" })
}

#[test]
fn answers_of_mutations_hide_related_items_with_fewer_readers() {
    let api = Api::new(STORIES, &options());
    assert!(is_denied(&api, "Story.remarks", answer()));
    assert!(!is_denied(&api, "Story.remarks", json!({ "id": "1" })));
    assert!(!is_denied(&api, "Story.cover", answer()));
}

/// What the data function of a field makes of a result.
fn data_of(api: &Api, coordinate: &str, source: Value, result: Value) -> Value {
    let steps = &api.plan.resolvers[coordinate].steps;
    let data = steps.iter().find(|step| step.slot == Slot::Data);
    let [_, response] = halves(&data.expect("it reads or writes a table").code);
    let context = Context {
        source,
        result,
        ..Context::default()
    };
    match Both::of(response).evaluation(&context).outcome {
        Outcome::Value(item) => item,
        other => panic!("{other:?}"),
    }
}

/// Whether the answer of a mutation is marked as one that keeps values to itself.
fn marks(schema: &str) -> bool {
    let api = Api::new(schema, &options());
    let story = json!({ "id": "1" });
    let answer = data_of(&api, "Mutation.createStory", Value::Null, story);
    answer["__operation"] == "Mutation"
}

#[test]
fn answers_that_nobody_can_subscribe_to_hide_nothing() {
    assert!(marks(STORIES));
    let silent = STORIES.replace(
        "Story @model",
        "Story @model(subscriptions: { level: off })",
    );
    assert!(!marks(&silent));
    let heard = "type Subscription { story: Story @aws_subscribe(mutations: [\"createStory\"]) }";
    assert!(marks(&format!("{silent}{heard}")));
    let other =
        "type Subscription { remark: Remark @aws_subscribe(mutations: [\"createRemark\"]) }";
    assert!(!marks(&format!("{silent}{other}")));
}

#[test]
fn answers_of_mutations_hide_relations_with_fewer_readers() {
    let api = Api::new(STORIES, &options());
    assert!(is_denied(&api, "Story.notes", answer()));
}

/// The same rule names others where it goes by another item.
#[test]
fn answers_of_mutations_hide_items_that_may_name_others() {
    const ROOMS: &str = r#"
        type Room @model @auth(rules: [{ allow: owner, ownerField: "members" }]) {
            id: ID!
            members: [String]
            notes: [Note] @hasMany(indexName: "byRoom", fields: ["id"])
            plans: [Plan] @hasMany(indexName: "byRoom", fields: ["id"])
        }
        type Note @model @auth(rules: [{ allow: owner, ownerField: "members" }]) {
            id: ID!
            members: [String]
            roomId: ID! @index(name: "byRoom")
            room: Room! @belongsTo(fields: ["roomId"])
        }
        type Plan @model @auth(rules: [{ allow: owner, ownerField: "members" }, { allow: private }]) {
            id: ID!
            members: [String]
            roomId: ID @index(name: "byRoom")
        }
    "#;
    let api = Api::new(ROOMS, &options());
    assert!(is_denied(&api, "Room.notes", answer()));
    assert!(!is_denied(&api, "Room.plans", answer()));
    // The answer would be lost as a whole.
    assert!(!is_denied(&api, "Note.room", answer()));
}

#[test]
fn items_between_pass_the_mark_of_a_mutation_on() {
    const CHAIN: &str = r#"
        type Mid @model @auth(rules: [{ allow: private }]) { id: ID! looseId: ID loose: Loose @hasOne(fields: ["looseId"]) }
        type Loose @model @auth(rules: [{ allow: private }]) { id: ID! upId: ID up: Strict @hasOne(fields: ["upId"]) }
        type Strict @model @auth(rules: [{ allow: groups, groups: ["Admins"] }]) { id: ID! }
        type Apart @model @auth(rules: [{ allow: private }]) { id: ID! twinId: ID twin: Apart @hasOne(fields: ["twinId"]) }
    "#;
    let api = Api::new(CHAIN, &options());
    let found = |coordinate: &str| {
        let page = json!({ "items": [{ "id": "2" }], "scannedCount": 1 });
        data_of(&api, coordinate, answer(), page)
    };
    assert_eq!(found("Mid.loose")["__operation"], "Mutation");
    assert_eq!(found("Apart.twin")["__operation"], Value::Null);
}
