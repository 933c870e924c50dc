//! `AMAZON_COGNITO_USER_POOLS`: id and access tokens of a user pool.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>

use serde_json::{Value, json};

use super::token::{self, Clients};
use super::{Denied, Keys, source_ip};

/// A user pool that an API trusts.
pub(crate) struct UserPool {
    /// The `iss` of its tokens.
    pub(crate) issuer: String,
    pub(crate) keys: Keys,
    pub(crate) clients: Clients,
    /// `ALLOW` or `DENY`: what holds for fields that no directive names.
    pub(crate) default_action: String,
}

impl UserPool {
    /// The `ctx.identity` of a token's user.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html#aws-appsync-resolver-context-reference-identity-js>
    pub(super) async fn identity(&self, token: &str) -> Result<Value, Denied> {
        let claims = token::verify(token, &self.issuer, &self.keys).await?;
        let (client, username) = match token::text(&claims, "token_use") {
            Some("id") => ("aud", "cognito:username"),
            Some("access") => ("client_id", "username"),
            _ => {
                return Err(Denied::because(
                    "the token is neither an id nor an access token (`token_use`)",
                ));
            }
        };
        self.clients.admit(&token::texts(&claims, client))?;
        Ok(json!({
            "sub": claims.get("sub"),
            "issuer": self.issuer,
            "username": claims.get(username),
            "claims": claims,
            "sourceIp": source_ip(),
            "defaultAuthStrategy": self.default_action,
            "groups": claims.get("cognito:groups"),
        }))
    }
}
