//! `util.authType()`.

use serde_json::Value;

/// What `util.authType()` says for a request with this `ctx.identity`.
///
/// AppSync does not show the authorization mode in the context, but each mode's identity has members
/// of its own: none at all for API keys, `resolverContext` for Lambda, an account or role for IAM, and
/// `defaultAuthStrategy` or `username` besides the claims for user pools.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html>
pub fn auth_type(identity: &Value) -> &'static str {
    let has = |member: &str| identity.get(member).is_some_and(|value| !value.is_null());
    if !identity.is_object() {
        "API Key Authorization"
    } else if has("resolverContext") {
        "Lambda Authorization"
    } else if has("userArn") || has("accountId") {
        "IAM Authorization"
    } else if has("defaultAuthStrategy") || has("username") {
        "User Pool Authorization"
    } else {
        "Open ID Connect Authorization"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_mode_is_told_by_its_identity() {
        for (identity, mode) in [
            (Value::Null, "API Key Authorization"),
            (json!({"resolverContext": {}}), "Lambda Authorization"),
            (
                json!({"userArn": "arn:aws:iam::1:user/u"}),
                "IAM Authorization",
            ),
            (
                json!({"sub": "s", "username": "u", "claims": {}}),
                "User Pool Authorization",
            ),
            (
                json!({"sub": "s", "issuer": "i", "claims": {}}),
                "Open ID Connect Authorization",
            ),
        ] {
            assert_eq!(auth_type(&identity), mode, "{identity}");
        }
    }
}
