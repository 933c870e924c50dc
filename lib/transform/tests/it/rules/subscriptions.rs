//! Which events subscribers get.

use serde_json::{Value, json};

use super::callers::{api_key, oidc, user};
use super::oracle::Caller;
use super::run::{Api, Request};
use super::truth::options;

const TASKS: &str = r#"
    type Task @model @auth(rules: [
        { allow: owner }
        { allow: owner, ownerField: "members", identityClaim: "email" }
        { allow: groups, groups: ["Admin"] }
        { allow: groups, groupsField: "team" }
        { allow: groups, groupsField: "teams" }
        { allow: public, operations: [get] }
    ]) {
        id: ID!
        members: [String]
        team: String
        teams: [String]
    }
"#;

/// The filter that a subscription gets, or nothing if it is refused.
fn filter(caller: &Caller, arguments: Value) -> Option<Value> {
    let api = Api::new(TASKS, &options());
    let request = Request {
        identity: caller.identity.clone(),
        arguments,
        ..Request::default()
    };
    let through = api.ask("Subscription.onUpdateTask", &request).ok()?;
    Some(through.stash["authFilter"].clone())
}

fn ann(groups: &[&str]) -> Caller {
    user(json!({
        "sub": "s-1", "username": "ann", "email": "ann@example.com", "cognito:groups": groups,
    }))
}

#[test]
fn subscribers_get_what_names_them_or_their_groups() {
    let owner = || json!({ "owner": { "eq": "ann" } });
    let member = || json!({ "members": { "contains": "ann@example.com" } });
    assert_eq!(
        filter(&ann(&[]), json!({})),
        Some(json!({ "or": [owner(), member()] }))
    );
    assert_eq!(
        filter(&ann(&["red", "blue"]), json!({})),
        Some(json!({ "or": [
            owner(),
            member(),
            { "team": { "in": ["red", "blue"] } },
            { "teams": { "containsAny": ["red", "blue"] } },
        ] }))
    );
}

#[test]
fn an_owner_argument_has_to_name_the_subscriber() {
    for name in ["ann", "s-1", "s-1::ann"] {
        let filter = filter(&ann(&[]), json!({ "owner": name }));
        assert!(filter.is_some_and(|filter| !filter.is_null()), "{name}");
    }
    for name in [json!("ben"), json!("s-2::ann"), json!(""), json!(["ann"])] {
        let refused = filter(&ann(&["red"]), json!({ "owner": name }));
        assert_eq!(refused, None, "{name}");
    }
    let null = filter(&ann(&[]), json!({ "owner": null }));
    assert!(null.is_some());
}

#[test]
fn owners_whom_events_do_not_tell_apart_are_refused() {
    let subscribe = |claims: &str| {
        let rule = format!("{{ allow: owner, identityClaim: \"{claims}\" }}");
        let schema = format!("type Note @model @auth(rules: [{rule}]) {{ id: ID! }}");
        let request = Request {
            identity: user(
                json!({ "sub": "s-1", "tenant": "2", "username": "bob", "user": "bob" }),
            )
            .identity,
            ..Request::default()
        };
        let api = Api::new(&schema, &options());
        let through = api.ask("Subscription.onUpdateNote", &request).ok()?;
        Some(through.stash["authFilter"].clone())
    };
    assert_eq!(subscribe("tenant::user"), None);
    let bob = json!({ "or": [{ "owner": { "eq": "bob" } }] });
    assert_eq!(subscribe("tenant::username"), Some(bob.clone()));
    assert_eq!(subscribe("user"), Some(bob));
}

#[test]
fn a_static_group_wins_over_an_owner_argument() {
    let everything = Some(Value::Null);
    assert_eq!(filter(&ann(&["Admin"]), json!({})), everything);
    let of_ben = json!({ "owner": "ben" });
    assert_eq!(filter(&ann(&["Admin"]), of_ben), everything);
}

#[test]
fn others_are_refused() {
    assert_eq!(filter(&api_key(), json!({})), None);
    assert_eq!(filter(&user(json!({})), json!({})), None);
    let other_provider = oidc(json!({ "sub": "s-1", "username": "ann" }));
    assert_eq!(filter(&other_provider, json!({})), None);
}
