//! Callers of every kind.

use serde_json::{Value, json};

use super::oracle::{Allow, Caller, Rule};

/// The role sessions of the identity pool.
pub(super) fn session(role: &str) -> String {
    format!("arn:aws:sts::123456789012:assumed-role/{role}/CognitoIdentityCredentials")
}

pub(super) fn api_key() -> Caller {
    Caller {
        provider: "apiKey",
        identity: Value::Null,
    }
}

pub(super) fn lambda() -> Caller {
    Caller {
        provider: "function",
        identity: json!({ "resolverContext": { "role": "owner" } }),
    }
}

/// A user of a user pool, with these claims besides.
pub(super) fn user(claims: Value) -> Caller {
    Caller {
        provider: "userPools",
        identity: json!({
            "sub": "sub-of-the-identity", "issuer": "https://issuer", "username": "name-of-the-identity",
            "claims": claims, "sourceIp": ["127.0.0.1"], "defaultAuthStrategy": "ALLOW",
        }),
    }
}

pub(super) fn oidc(claims: Value) -> Caller {
    Caller {
        provider: "oidc",
        identity: json!({ "sub": "sub-of-the-identity", "issuer": "https://issuer", "claims": claims }),
    }
}

pub(super) fn iam(arn: &str, is_of_pool: bool) -> Caller {
    let mut identity = json!({
        "accountId": "123456789012", "sourceIp": ["127.0.0.1"], "username": "AROA:session", "userArn": arn,
    });
    if is_of_pool {
        identity["cognitoIdentityPoolId"] = json!("eu-west-1:pool");
        identity["cognitoIdentityId"] = json!("eu-west-1:identity");
    }
    Caller {
        provider: "identityPool",
        identity,
    }
}

/// The claims of people who own items by one name or another, and of those who lack the claims for it or
/// have them in a shape that they cannot have.
fn owners() -> Vec<Value> {
    vec![
        json!({ "sub": "s-1", "username": "ann", "email": "ann@example.com" }),
        json!({ "sub": "s-1", "cognito:username": "ann", "dept": "d", "user": "u" }),
        json!({ "sub": "s-2", "username": "ann" }),
        json!({ "sub": "s-2", "username": "s-1::ann", "email": "d::u" }),
        json!({ "sub": "s-1", "dept": "d" }),
        json!({ "username": "ann" }),
        json!({ "sub": "", "username": "", "email": "" }),
        json!({ "sub": ["s-1"], "username": { "ann": true }, "email": 7 }),
        json!({ "sub": null, "username": null, "email": null }),
        json!({}),
    ]
}

/// The same of groups.
fn members() -> Vec<Value> {
    let groups = [
        json!(["red"]),
        json!(["green", "red"]),
        json!("[\"red\", \"green\"]"),
        json!("red"),
        json!("reddish red"),
        json!([]),
        json!(""),
        json!("[]"),
        json!(["", null, 7, ["red"], { "red": true }]),
        json!({ "red": true }),
        json!(7),
        json!(null),
    ];
    let mut claims: Vec<Value> = groups
        .into_iter()
        .map(|groups| json!({ "sub": "s-1", "username": "ann", "cognito:groups": groups }))
        .collect();
    claims.push(json!({ "cognito:groups": ["green"], "dept:roles": ["blue", "red"] }));
    claims.push(json!({ "dept:roles": "[\"red\"]" }));
    claims
}

/// One caller of each provider.
pub(super) fn strangers() -> Vec<Caller> {
    let claims = json!({ "sub": "s-1", "username": "ann", "cognito:groups": ["red"] });
    vec![
        api_key(),
        user(claims.clone()),
        oidc(claims),
        iam(&session("signed-in"), true),
        lambda(),
    ]
}

/// All whom the rule may mean, and a stranger of each other provider.
pub(super) fn around(rule: &Rule) -> Vec<Caller> {
    let claims = match &rule.allow {
        Allow::Owner { in_groups, .. } if in_groups.is_empty() => owners(),
        Allow::Owner { .. } => [owners(), members()].concat(),
        _ => members(),
    };
    let mut callers = strangers();
    match rule.provider {
        "userPools" => callers.extend(claims.into_iter().map(user)),
        "oidc" => callers.extend(claims.into_iter().step_by(3).map(oidc)),
        "identityPool" => callers.extend([
            iam(&session("guest"), true),
            iam(&session("other"), true),
            iam("arn:aws:iam::123456789012:user/signed-in", false),
            iam("arn:aws:sts::123456789012:assumed-role/signed-in/x", false),
        ]),
        _ => {}
    }
    callers
}

/// Items that name those people, their groups, others, or nobody.
pub(super) fn items() -> Vec<Value> {
    vec![
        json!({ "id": "1" }),
        json!({ "id": "1", "owner": "s-1::ann", "writer": "ann@example.com" }),
        json!({ "id": "1", "owner": "s-1", "writer": "ann", "members": ["ann"] }),
        json!({ "id": "1", "owner": "ann", "writer": "d::u", "members": "s-1::ann" }),
        json!({ "id": "1", "owner": "s-3::ben", "writer": "s-3::ben", "members": ["s-3::ben"] }),
        json!({ "id": "1", "owner": null, "writer": "", "members": [] }),
        json!({ "id": "1", "members": ["s-3::ben", null, "s-1::ann"], "teams": ["green", "blue"] }),
        json!({ "id": "1", "team": "red", "teams": ["red"] }),
        json!({ "id": "1", "team": "blue", "teams": ["yellow"] }),
        json!({ "id": "1", "team": "", "teams": [""] }),
        json!({ "id": "1", "team": "re", "teams": "red" }),
        json!({ "id": "1", "team": null, "teams": null }),
    ]
}
