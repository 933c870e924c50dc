//! Related items are protected by their own rules.

use appsynth_util::Context;
use serde_json::{Value, json};

use super::callers::{api_key, user};
use super::oracle::Caller;
use super::run::{Api, Request, passes, stash_of};
use super::truth::options;

const STORIES: &str = r#"
    type Story @model @auth(rules: [{ allow: owner }, { allow: public, operations: [read] }]) {
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

#[test]
fn answers_of_mutations_hide_related_items_with_fewer_readers() {
    let api = Api::new(STORIES, &options());
    let denied = |coordinate: &str, source: Value| {
        let context = Context {
            source,
            ..Context::default()
        };
        stash_of(&api.plan.resolvers[coordinate], &context)["deniedField"].clone()
    };
    let answer = json!({ "id": "1", "__operation": "Mutation" });
    assert_eq!(denied("Story.remarks", answer.clone()), true);
    assert_eq!(denied("Story.remarks", json!({ "id": "1" })), Value::Null);
    assert_eq!(denied("Story.cover", answer), Value::Null);
}
