//! What the API's settings let through besides rules.

use appsynth_transform::Options;
use serde_json::json;

use super::callers::{api_key, iam, lambda, session, user};
use super::oracle::Caller;
use super::run::{Api, Request};
use super::truth::options;

const NOTES: &str = r#"
    type Note @model @auth(rules: [{ allow: owner }]) {
        id: ID!
        secret: String @auth(rules: [{ allow: groups, groups: ["Admin"] }])
    }
    type Plain @model { id: ID! }
    type Query { call: String @function(name: "f") @auth(rules: [{ allow: private }]) }
"#;

const PROTECTED: &[&str] = &[
    "Query.getNote",
    "Query.listNotes",
    "Mutation.createNote",
    "Mutation.updateNote",
    "Mutation.deleteNote",
    "Subscription.onCreateNote",
    "Note.secret",
    "Query.call",
];

const CLOSED: &[&str] = &[
    "Query.getPlain",
    "Mutation.createPlain",
    "Mutation.deletePlain",
    "Subscription.onUpdatePlain",
];

fn may(api: &Api, coordinate: &str, caller: &Caller) -> bool {
    let request = Request {
        identity: caller.identity.clone(),
        arguments: json!({ "input": { "id": "1", "secret": null } }),
        item: json!({ "owner": "somebody else" }),
        ..Request::default()
    };
    api.ask(coordinate, &request).is_ok()
}

fn check(options: &Options, coordinates: &[&str], caller: &Caller, expected: bool) {
    let api = Api::new(NOTES, options);
    for coordinate in coordinates {
        let may = may(&api, coordinate, caller);
        assert_eq!(may, expected, "{coordinate} by {caller:?}");
    }
}

fn role(name: &str) -> Caller {
    iam(
        &format!("arn:aws:sts::123456789012:assumed-role/{name}/session"),
        false,
    )
}

#[test]
fn entities_without_rules_are_closed() {
    let me = user(json!({ "sub": "s", "username": "u" }));
    for caller in [api_key(), me, lambda(), iam(&session("signed-in"), true)] {
        check(&options(), CLOSED, &caller, false);
    }
}

#[test]
fn the_sandbox_opens_entities_without_rules_to_api_keys() {
    let mut options = options();
    options.sandbox = true;
    check(&options, CLOSED, &api_key(), true);
    check(&options, CLOSED, &user(json!({ "sub": "s" })), false);
    check(&options, PROTECTED, &api_key(), false);
}

#[test]
fn admin_roles_may_do_everything_that_rules_protect() {
    let mut options = options();
    options.admin_roles = vec!["Back'end$".to_owned(), String::new()];
    check(&options, PROTECTED, &role("the-Back'end$-role"), true);
    check(&options, PROTECTED, &role("backend"), false);
    check(
        &options,
        PROTECTED,
        &iam(&session("signed-in"), true),
        false,
    );
    check(&options, CLOSED, &role("Back'end$"), false);
    options.admin_roles = vec!["CognitoIdentityCredentials".to_owned()];
    check(
        &options,
        PROTECTED,
        &iam(&session("signed-in"), true),
        false,
    );
    check(&options, PROTECTED, &iam(&session("guest"), true), false);
    check(
        &super::truth::options(),
        PROTECTED,
        &role("Back'end$"),
        false,
    );
}

#[test]
fn names_that_callers_choose_make_nobody_an_admin() {
    let mut options = options();
    options.admin_roles = vec!["ops-admin".to_owned()];
    let caller = |service: &str, name: &str| {
        let arn = format!("arn:aws:{service}::123456789012:{name}");
        iam(&arn, false)
    };
    for (service, name, is_admin) in [
        ("sts", "assumed-role/prod-ops-admin/session", true),
        ("iam", "user/ops-admin", true),
        ("sts", "assumed-role/low/ops-admin", false),
        ("sts", "federated-user/ops-admin", false),
        ("iam", "root", false),
    ] {
        check(&options, PROTECTED, &caller(service, name), is_admin);
    }
    options.admin_roles = vec!["assumed-role/low/ops".to_owned()];
    let named = caller("sts", "assumed-role/low/ops-admin");
    check(&options, PROTECTED, &named, true);
    check(&options, PROTECTED, &role("ops"), false);
}

#[test]
fn callers_of_iam_may_do_everything_if_the_options_say_so() {
    let mut options = options();
    options.iam_callers = true;
    let everything = [PROTECTED, CLOSED].concat();
    check(&options, &everything, &role("any"), true);
    check(
        &options,
        &everything,
        &iam(&session("signed-in"), true),
        false,
    );
    check(
        &options,
        &everything,
        &iam("arn:aws:iam::1:user/x", true),
        false,
    );
    check(&options, &everything, &api_key(), false);
    check(&super::truth::options(), &everything, &role("any"), false);
}

#[test]
fn callers_with_anything_of_an_identity_pool_are_no_callers_of_iam() {
    let mut options = options();
    options.iam_callers = true;
    let everything = [PROTECTED, CLOSED].concat();
    for member in ["cognitoIdentityPoolId", "cognitoIdentityId"] {
        let mut caller = role("any");
        caller.identity[member] = json!("eu-west-1:one");
        check(&options, &everything, &caller, false);
        caller.identity[member] = json!(null);
        check(&options, &everything, &caller, true);
    }
    let mut nameless = role("any");
    nameless.identity["userArn"] = json!("");
    nameless.identity["cognitoIdentityPoolId"] = json!("eu-west-1:one");
    check(&options, &everything, &nameless, false);
}

#[test]
fn roles_of_an_identity_pool_are_told_by_their_whole_session() {
    let schema = r#"type Note @model @auth(rules: [{ allow: private, provider: identityPool }]) { id: ID! }"#;
    let api = Api::new(schema, &options());
    let with = |arn: &str| may(&api, "Query.getNote", &iam(arn, true));
    let session = session("signed-in");
    assert!(with(&session));
    for other in [
        session.replace("arn:aws:", "arn:aws-cn:"),
        session.replace("123456789012", "210987654321"),
        session.replace("signed-in", "signed-in-too"),
        session.replace("CognitoIdentityCredentials", "me"),
        format!("{session}/more"),
        String::new(),
    ] {
        assert!(!with(&other), "{other}");
    }
}

#[test]
fn public_subscriptions_are_checked_by_nothing() {
    let schema = r#"type Note @model(subscriptions: { level: public }) @auth(rules: [{ allow: owner }]) { id: ID! }"#;
    let api = Api::new(schema, &options());
    assert!(may(&api, "Subscription.onCreateNote", &user(json!({}))));
    assert!(!may(&api, "Query.getNote", &user(json!({}))));
}
