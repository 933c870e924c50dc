//! `util.authType()`.

use serde_json::{Map, Value};

/// What `util.authType()` says for a request with this `ctx.identity`.
///
/// AppSync does not show the authorization mode in the context, but each mode's identity has members
/// of its own. As recorded on AWS, an identity that lacks one of its mode's members, or has another
/// mode's besides, counts as that of an API key; null members count as missing. Not so what a token may
/// leave out, such as the username in those that apps get for themselves: whoever has a token has no API key.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html#aws-appsync-resolver-context-reference-identity-js>
pub fn auth_type(identity: &Value) -> &'static str {
    const API_KEY: &str = "API Key Authorization";
    let Some(identity) = identity.as_object() else {
        return API_KEY;
    };
    MODES
        .iter()
        .find(|mode| mode.has(identity))
        .map_or(API_KEY, |mode| mode.name)
}

/// The members of a mode's identity.
struct Mode {
    name: &'static str,
    required: &'static [&'static str],
    /// Those that are there and may be null.
    nullable: &'static [&'static str],
    optional: &'static [&'static str],
}

const MODES: [Mode; 4] = [
    Mode {
        name: "Lambda Authorization",
        required: &[],
        nullable: &[],
        optional: &["resolverContext"],
    },
    Mode {
        name: "IAM Authorization",
        required: &["accountId", "sourceIp", "userArn", "username"],
        nullable: &[],
        optional: &[
            "cognitoIdentityAuthProvider",
            "cognitoIdentityAuthType",
            "cognitoIdentityId",
            "cognitoIdentityPoolId",
        ],
    },
    Mode {
        name: "User Pool Authorization",
        required: &["claims", "defaultAuthStrategy", "issuer", "sourceIp", "sub"],
        nullable: &["username"],
        optional: &["groups"],
    },
    Mode {
        name: "Open ID Connect Authorization",
        required: &["claims", "issuer", "sub"],
        nullable: &[],
        optional: &[],
    },
];

impl Mode {
    fn has(&self, identity: &Map<String, Value>) -> bool {
        let is_given = |member: &str| identity.get(member).is_some_and(|value| !value.is_null());
        let all = [self.required, self.nullable, self.optional].concat();
        let mut given = identity
            .keys()
            .map(String::as_str)
            .filter(|one| is_given(one));
        self.required.iter().all(|member| is_given(member))
            && self
                .nullable
                .iter()
                .all(|member| identity.contains_key(*member))
            && given.all(|member| all.contains(&member))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn iam() -> Value {
        json!({
            "accountId": "111122223333",
            "cognitoIdentityPoolId": null,
            "sourceIp": ["192.0.2.1"],
            "userArn": "arn:aws:iam::111122223333:user/ada",
            "username": "AIDAEXAMPLE",
        })
    }

    fn user_pool() -> Value {
        json!({
            "claims": {},
            "defaultAuthStrategy": "ALLOW",
            "issuer": "i",
            "sourceIp": ["192.0.2.1"],
            "sub": "s",
            "username": "ada",
        })
    }

    fn with(mut identity: Value, member: &str, value: Value) -> Value {
        identity[member] = value;
        identity
    }

    #[test]
    fn each_mode_is_told_by_its_identity() {
        let open_id = json!({"sub": "s", "issuer": "i", "claims": {}});
        for (identity, mode) in [
            (Value::Null, "API Key Authorization"),
            (json!({}), "Lambda Authorization"),
            (json!({"resolverContext": {}}), "Lambda Authorization"),
            (iam(), "IAM Authorization"),
            (
                with(iam(), "cognitoIdentityId", json!("id")),
                "IAM Authorization",
            ),
            (user_pool(), "User Pool Authorization"),
            (
                with(user_pool(), "groups", json!(["g"])),
                "User Pool Authorization",
            ),
            (
                with(user_pool(), "username", Value::Null),
                "User Pool Authorization",
            ),
            (open_id, "Open ID Connect Authorization"),
        ] {
            assert_eq!(auth_type(&identity), mode, "{identity}");
        }
    }

    #[test]
    fn an_identity_of_no_mode_is_that_of_an_api_key() {
        for identity in [
            with(iam(), "userArn", Value::Null),
            with(iam(), "sourceIp", Value::Null),
            with(user_pool(), "defaultAuthStrategy", Value::Null),
            with(user_pool(), "sourceIp", Value::Null),
            json!({"claims": {}}),
            json!({"sub": "s", "issuer": "i", "claims": {}, "username": "u"}),
            json!("text"),
        ] {
            assert_eq!(auth_type(&identity), "API Key Authorization", "{identity}");
        }
    }
}
