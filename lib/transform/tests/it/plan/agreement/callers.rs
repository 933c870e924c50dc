//! Callers whom the rules of a model let in, and others.

use std::collections::BTreeSet;

use appsynth_transform::{AuthRule, ClaimPath, Model, Strategy};
use serde_json::{Value, json};

/// Identities of every kind of caller.
pub(super) fn identities(model: &Model) -> Vec<Value> {
    let groups = groups(model);
    let token = |groups: Value| {
        let mut all = json!({ "sub": "s-1", "username": "ann", "email": "ann@example.com" });
        for (claim, is_of_groups) in claims(model) {
            if is_of_groups {
                all[claim] = groups.clone();
            } else if all.get(&claim).is_none() {
                all[claim] = json!("ann");
            }
        }
        all
    };
    let user = |claims: Value| {
        json!({
            "sub": "s-1", "issuer": "https://issuer", "username": "ann", "claims": claims,
            "sourceIp": ["127.0.0.1"], "defaultAuthStrategy": "ALLOW",
        })
    };
    let oidc =
        |claims: Value| json!({ "sub": "s-1", "issuer": "https://issuer", "claims": claims });
    let iam = |arn: &str, pool: Value| {
        json!({
            "accountId": "123456789012", "sourceIp": ["127.0.0.1"], "username": "AROA:session",
            "userArn": arn, "cognitoIdentityPoolId": pool, "cognitoIdentityId": pool,
        })
    };
    let session = |role: &str| {
        format!("arn:aws:sts::123456789012:assumed-role/{role}/CognitoIdentityCredentials")
    };
    let first = groups.first().cloned().unwrap_or_default();
    vec![
        Value::Null,
        user(token(json!([]))),
        user(token(json!(groups))),
        user(token(json!(first))),
        user(json!({ "sub": "s-2", "cognito:username": "ben" })),
        user(json!({})),
        oidc(token(json!(groups))),
        oidc(token(json!(json!(groups).to_string()))),
        oidc(json!({ "sub": null, "cognito:groups": { "a": 1 } })),
        iam(&session("signed-in"), json!("eu-west-1:pool")),
        iam(&session("guest"), json!("eu-west-1:pool")),
        iam(
            "arn:aws:sts::123456789012:assumed-role/Admin/x",
            Value::Null,
        ),
        json!({ "resolverContext": { "groups": "red" } }),
    ]
}

/// Texts by which items name those callers, and others.
pub(super) fn names(model: &Model) -> Vec<String> {
    let callers = ["s-1::ann", "ann", "s-1", "ann@example.com", "s-2::ben"];
    let mut names: Vec<String> = callers.map(str::to_owned).into();
    names.extend(groups(model));
    names
}

fn rules(model: &Model) -> impl Iterator<Item = &AuthRule> {
    let entities = model.entities.values().flat_map(|entity| {
        let fields = entity.fields.values().map(|field| &field.auth);
        std::iter::once(&entity.auth).chain(fields)
    });
    let custom = model.custom_fields.iter().map(|field| &field.auth);
    entities.chain(custom).flatten().flatten()
}

fn groups(model: &Model) -> Vec<String> {
    let named: BTreeSet<String> = rules(model)
        .flat_map(|rule| match &rule.strategy {
            Strategy::StaticGroups { groups, .. } => {
                groups.iter().map(|group| group.text.clone()).collect()
            }
            Strategy::Owner { claim, .. } => {
                let asked_for = claim.of.iter();
                asked_for.flat_map(|of| of.groups.clone()).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    let mut groups: Vec<String> = named.into_iter().collect();
    groups.push("red".to_owned());
    groups
}

/// The claims that rules look into, with whether these are groups.
fn claims(model: &Model) -> BTreeSet<(String, bool)> {
    let looked_into = rules(model).flat_map(|rule| match &rule.strategy {
        Strategy::Owner { claim, .. } => {
            let parts = claim.claims.iter().map(|part| (part.clone(), false));
            let groups = claim.of.iter().map(|of| (of.claim.joined(), true));
            parts.chain(groups).collect()
        }
        Strategy::StaticGroups { claim, .. } | Strategy::DynamicGroups { claim, .. } => {
            vec![(ClaimPath::joined(claim), true)]
        }
        Strategy::Public | Strategy::Private | Strategy::Custom => Vec::new(),
    });
    looked_into.collect()
}
