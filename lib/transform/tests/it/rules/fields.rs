//! Fields with resolvers of their own, and fields that others resolve.

use serde_json::{Value, json};

use super::callers::{api_key, user};
use super::oracle::Caller;
use super::run::{Api, Request};
use super::truth::options;

const WORKERS: &str = r#"
    type Worker @model @auth(rules: [{ allow: private }]) {
        id: ID!
        wage: Float @auth(rules: [{ allow: groups, groups: ["Pay"] }])
        badge: String @auth(rules: [{ allow: groups, groups: ["Pay"] }, { allow: private, operations: [read] }])
        photo: String @function(name: "photo") @auth(rules: [{ allow: owner, ownerField: "boss" }])
        boss: String
    }
    type Song @model @auth(rules: [{ allow: owner, ownerField: "singer" }, { allow: owner, ownerField: "band" }, { allow: owner, ownerField: "label", identityClaim: "email" }]) {
        id: ID!
        singer: String
        band: [String]
        label: String
    }
    type Query {
        open: String @function(name: "f") @auth(rules: [{ allow: public }])
        board: String @function(name: "f") @auth(rules: [{ allow: groups, groups: ["Board"] }, { allow: private, provider: oidc }])
        free: String @function(name: "f")
    }
"#;

fn workers() -> Api {
    Api::new(WORKERS, &options())
}

fn of(caller: &Caller, source: Value) -> Request {
    Request {
        identity: caller.identity.clone(),
        source,
        ..Request::default()
    }
}

fn member(group: &str) -> Caller {
    user(json!({ "sub": "s-1", "username": "ann", "cognito:groups": [group] }))
}

#[test]
fn only_fields_with_fewer_readers_have_resolvers() {
    let api = workers();
    let resolvers = api.plan.resolvers.keys();
    let of_types: Vec<&str> = resolvers
        .map(String::as_str)
        .filter(|name| name.starts_with("Worker.") || name.starts_with("Song."))
        .collect();
    assert_eq!(
        of_types,
        [
            "Worker.wage",
            "Worker.boss",
            "Song.singer",
            "Song.band",
            "Worker.photo"
        ]
    );
}

#[test]
fn a_field_is_refused_to_others_and_null_in_answers_of_mutations() {
    let api = workers();
    let wage = |caller: &Caller, source: Value| {
        let through = api.ask("Worker.wage", &of(caller, source));
        through.map(|through| through.result)
    };
    let (pay, other) = (member("Pay"), member("Other"));
    assert_eq!(wage(&pay, json!({ "wage": 20.5 })), Ok(json!(20.5)));
    assert_eq!(wage(&pay, json!({})), Ok(Value::Null));
    let answer = json!({ "wage": 20.5, "__operation": "Mutation" });
    assert_eq!(wage(&pay, answer), Ok(Value::Null));
    assert!(wage(&other, json!({ "wage": 20.5 })).is_err());
    assert!(wage(&api_key(), json!({ "wage": 20.5 })).is_err());
}

#[test]
fn a_field_with_rules_is_refused_to_those_who_may_only_change_items() {
    let schema = r#"
        type Will @model @auth(rules: [{ allow: private, operations: [update, delete] }, { allow: owner }]) {
            id: ID!
            heirs: String @auth(rules: [{ allow: owner }])
            title: String
        }
        type Draft @model @auth(rules: [{ allow: private, operations: [create] }, { allow: owner }]) {
            id: ID!
            text: String @auth(rules: [{ allow: owner }])
        }
    "#;
    let api = Api::new(schema, &options());
    let heirs = |caller: &Caller| {
        let answer = json!({ "owner": "s-1::ann", "heirs": "ben" });
        let through = api.ask("Will.heirs", &of(caller, answer));
        through.map(|through| through.result)
    };
    assert_eq!(heirs(&member("Other")), Ok(json!("ben")));
    let ben = user(json!({ "sub": "s-2", "username": "ben" }));
    assert!(heirs(&ben).is_err());
    let resolvers = &api.plan.resolvers;
    assert!(!resolvers.contains_key("Will.title"));
    assert!(!resolvers.contains_key("Draft.text"));
}

#[test]
fn who_may_change_one_field_may_name_the_item_and_its_version() {
    let schema = r#"
        type Door @model @auth(rules: [{ allow: groups, groups: ["Staff"] }]) {
            hall: ID! @primaryKey(sortKeyFields: ["number"])
            number: Int!
            colour: String @auth(rules: [{ allow: private, operations: [update] }])
            lock: String
        }
    "#;
    let mut options = options();
    options.conflict_resolution = true;
    let api = Api::new(schema, &options);
    let update = |field: &str| {
        let request = Request {
            identity: member("Other").identity,
            arguments: json!({ "input": { "hall": "a", "number": 1, "_version": 2, field: "new" } }),
            ..Request::default()
        };
        api.ask("Mutation.updateDoor", &request).map(|_| ())
    };
    assert_eq!(update("colour"), Ok(()));
    assert_eq!(update("lock"), Err("Unauthorized on [lock]".to_owned()));
}

#[test]
fn an_owner_field_shows_the_last_part_of_the_name() {
    let api = workers();
    let shown = |coordinate: &str, source: Value| {
        let through = api.ask(coordinate, &of(&api_key(), source));
        through.expect("no check").result
    };
    let singer = |owner: Value| shown("Song.singer", json!({ "singer": owner }));
    assert_eq!(singer(json!("s-1::ann")), "ann");
    assert_eq!(singer(json!("s-1::a:b")), "a:b");
    assert_eq!(singer(json!("ann")), "ann");
    assert_eq!(singer(json!("")), "");
    assert_eq!(singer(json!(null)), Value::Null);
    let band = |owners: Value| shown("Song.band", json!({ "band": owners }));
    assert_eq!(
        band(json!(["s-1::ann", "ben", "s-3::c::d"])),
        json!(["ann", "ben", "d"])
    );
    assert_eq!(band(json!([])), json!([]));
    assert_eq!(band(json!(null)), Value::Null);
}

#[test]
fn a_function_of_a_field_is_called_for_whom_the_item_names() {
    let api = workers();
    let photo = |boss: Value| {
        let source = json!({ "boss": boss });
        api.ask("Worker.photo", &of(&member("Pay"), source))
    };
    assert!(photo(json!("s-1::ann")).is_ok());
    assert!(photo(json!("s-2::ben")).is_err());
    assert!(photo(json!(null)).is_err());
}

#[test]
fn custom_operations_are_for_those_whom_their_rules_name() {
    let api = workers();
    let may =
        |coordinate: &str, caller: &Caller| api.ask(coordinate, &of(caller, Value::Null)).is_ok();
    let oidc = super::callers::oidc(json!({}));
    assert!(may("Query.open", &api_key()));
    assert!(!may("Query.open", &member("Board")));
    assert!(may("Query.board", &member("Board")));
    assert!(!may("Query.board", &member("Other")));
    assert!(may("Query.board", &oidc));
    assert!(!may("Query.board", &api_key()));
    assert!(may("Query.free", &oidc));
}
