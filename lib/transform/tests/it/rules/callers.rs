//! Callers of every kind.

use serde_json::{Value, json};

use super::oracle::Caller;

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

/// The claims of people who are let in by one rule or another, and of those who lack what it takes or have
/// it in a shape that it cannot have.
pub(super) fn claims() -> Vec<Value> {
    let ann = |more: Value| {
        let mut claims = json!({ "sub": "s-1", "username": "ann", "email": "ann@example.com" });
        let members = more.as_object().expect("claims are a map").clone();
        claims
            .as_object_mut()
            .expect("claims are a map")
            .extend(members);
        claims
    };
    vec![
        ann(json!({})),
        ann(json!({ "cognito:groups": ["red"] })),
        ann(json!({ "cognito:groups": ["green", "red"], "dept:roles": ["blue"] })),
        ann(json!({ "cognito:groups": "[\"red\", \"green\"]" })),
        ann(json!({ "cognito:groups": "red" })),
        ann(json!({ "cognito:groups": "reddish red" })),
        ann(json!({ "cognito:groups": [] })),
        ann(json!({ "cognito:groups": "" })),
        ann(json!({ "cognito:groups": "[]" })),
        ann(json!({ "cognito:groups": ["", null, 7, ["red"], { "red": true }] })),
        ann(json!({ "cognito:groups": { "red": true } })),
        ann(json!({ "cognito:groups": 7 })),
        ann(json!({ "dept:roles": "[\"red\"]" })),
        ann(json!({ "dept": "d", "user": "u" })),
        json!({ "sub": "s-1", "cognito:username": "ann" }),
        json!({ "sub": "s-2", "username": "ann" }),
        json!({ "sub": "s-2", "username": "s-1::ann" }),
        json!({ "sub": "s-1" }),
        json!({ "username": "ann" }),
        json!({ "sub": "", "username": "" }),
        json!({ "sub": ["s-1"], "username": { "ann": true }, "email": 7 }),
        json!({ "sub": null, "username": null, "email": null, "cognito:groups": null }),
        json!({}),
    ]
}

pub(super) fn all() -> Vec<Caller> {
    let people = claims()
        .into_iter()
        .flat_map(|claims| [user(claims.clone()), oidc(claims)]);
    let mut callers: Vec<Caller> = people.collect();
    callers.extend([
        api_key(),
        lambda(),
        iam(&session("signed-in"), true),
        iam(&session("guest"), true),
        iam(&session("other"), true),
        iam("arn:aws:iam::123456789012:user/signed-in", false),
        iam("arn:aws:sts::123456789012:assumed-role/Backend/x", false),
    ]);
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
