//! Several rules together, on a type and on one of its fields, with names that mean something to the
//! languages which the checks are printed in.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::oracle::{Allow, Caller, Rule, Type};
use super::{callers, reach, truth};

const NAMES: &[&str] = &[
    "it's",
    "say \"x\"",
    "$ctx.stash",
    "${util}",
    "#end",
    "##",
    "`${ctx}`",
    "\\",
    "a:b",
    "__proto__",
    "constructor",
    "class",
    "sub",
    "username",
];

fn name() -> impl Strategy<Value = String> {
    select(NAMES).prop_map(str::to_owned)
}

fn claim() -> impl Strategy<Value = Option<String>> {
    let path = vec(name(), 1..3).prop_map(|names| names.join("::"));
    option::weighted(0.8, path)
}

fn rule() -> impl Strategy<Value = Rule> {
    let provider = select(vec!["userPools", "oidc"]);
    let owner_field = select(vec!["owner", "writer", "members"]);
    let in_groups = prop_oneof![
        2 => Just((Vec::new(), None)),
        1 => (vec(name(), 1..3), option::of(name())),
    ];
    let of_tokens = prop_oneof![
        1 => Just(Allow::Private),
        4 => (owner_field, claim(), in_groups).prop_map(|(field, claim, (in_groups, group_claim))| {
            Allow::Owner { field, claim, in_groups, group_claim }
        }),
        3 => (vec(name(), 1..3), option::of(name()))
            .prop_map(|(names, claim)| Allow::Groups { names, claim }),
        3 => (select(vec!["team", "teams"]), option::of(name()))
            .prop_map(|(field, claim)| Allow::GroupsField { field, claim }),
    ];
    let operations = subsequence(vec!["create", "update", "delete", "read"], 1..=4);
    let anyone = select(vec![
        (Allow::Public, "apiKey"),
        (Allow::Public, "identityPool"),
        (Allow::Private, "identityPool"),
        (Allow::Custom, "function"),
    ]);
    let allowed = prop_oneof![5 => (of_tokens, provider), 1 => anyone];
    (allowed, option::of(operations)).prop_map(|((allow, provider), operations)| Rule {
        allow,
        provider,
        operations,
    })
}

fn rules() -> impl Strategy<Value = Type> {
    (vec(rule(), 1..5), option::of(vec(rule(), 1..3)))
        .prop_map(|(rules, secret)| Type { rules, secret })
}

/// A caller whose claims have these names as names and as values.
fn caller() -> impl Strategy<Value = Caller> {
    let value = prop_oneof![
        4 => name().prop_map(Value::from),
        3 => vec(name(), 0..3).prop_map(|names| json!(names)),
        1 => vec(name(), 0..3).prop_map(|names| json!(json!(names).to_string())),
        1 => Just(json!(null)),
        1 => Just(json!(7)),
    ];
    let claims = vec(
        (
            prop_oneof![3 => name(), 1 => Just("cognito:groups".to_owned())],
            value,
        ),
        4..12,
    )
    .prop_map(|claims| Value::Object(claims.into_iter().collect()));
    let token = (claims, any::<bool>()).prop_map(|(claims, is_of_pool)| {
        if is_of_pool {
            callers::user(claims)
        } else {
            callers::oidc(claims)
        }
    });
    prop_oneof![6 => token, 1 => select(callers::strangers())]
}

fn item() -> impl Strategy<Value = Value> {
    let text = || {
        prop_oneof![
            3 => name().prop_map(Value::from),
            2 => (name(), name()).prop_map(|(one, other)| json!(format!("{one}::{other}"))),
            1 => Just(Value::Null),
        ]
    };
    let list = || vec(text(), 0..3).prop_map(Value::from);
    let members = (
        option::of(text()),
        option::of(text()),
        option::of(text()),
        option::of(list()),
        option::of(list()),
        option::of(text()),
    );
    members.prop_map(|(owner, writer, team, members, teams, secret)| {
        let mut item = json!({ "id": "1" });
        let fields = [
            ("owner", owner),
            ("writer", writer),
            ("team", team),
            ("members", members),
            ("teams", teams),
            ("secret", secret),
        ];
        for (field, value) in fields {
            if let Some(value) = value {
                item[field] = value;
            }
        }
        item
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_together_let_through_whom_they_mean(
        rules in rules(),
        callers in vec(caller(), 1..5),
        items in vec(item(), 1..6),
    ) {
        truth::check(&rules, &callers, &items);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_together_let_reach_what_they_mean(
        rules in rules(),
        callers in vec(caller(), 1..5),
        items in vec(item(), 1..6),
    ) {
        reach::check(&rules, &callers, &items);
    }
}
