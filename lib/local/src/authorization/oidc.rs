//! `OPENID_CONNECT`: tokens of any other issuer.
//!
//! <https://docs.aws.amazon.com/appsync/latest/APIReference/API_OpenIDConnectConfig.html>

use std::time::Duration;

use serde_json::{Value, json};

use super::token::{self, Claims, Clients};
use super::{Denied, Keys};

/// An OpenID Connect provider that an API trusts.
pub(crate) struct Oidc {
    /// The `iss` of its tokens.
    pub(crate) issuer: String,
    pub(crate) keys: Keys,
    pub(crate) clients: Clients,
    /// How long after signing in (`auth_time`) a token is accepted.
    pub(crate) auth_ttl: Option<Duration>,
    /// How long after its issue (`iat`) a token is accepted.
    pub(crate) issued_ttl: Option<Duration>,
}

impl Oidc {
    /// The `ctx.identity` of a token's user.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html#aws-appsync-resolver-context-reference-identity-js>
    pub(super) async fn identity(&self, token: &str) -> Result<Value, Denied> {
        let claims = token::verify(token, &self.issuer, &self.keys).await?;
        let mut clients = token::texts(&claims, "aud");
        clients.extend(token::text(&claims, "azp"));
        self.clients.admit(&clients)?;
        is_recent(&claims, "auth_time", self.auth_ttl)?;
        is_recent(&claims, "iat", self.issued_ttl)?;
        Ok(json!({
            "sub": claims.get("sub"),
            "issuer": self.issuer,
            "claims": claims,
        }))
    }
}

/// Whether a claim, in seconds since 1970, is no longer ago than a time.
fn is_recent(claims: &Claims, claim: &str, limit: Option<Duration>) -> Result<(), Denied> {
    let Some(limit) = limit else {
        return Ok(());
    };
    let Some(since) = claims.get(claim).and_then(Value::as_f64) else {
        return Err(Denied::because(format!("the token has no `{claim}`")));
    };
    let now = jiff::Timestamp::now().as_millisecond() as f64 / 1000.0;
    if now - since > limit.as_secs_f64() {
        return Err(Denied::expired());
    }
    Ok(())
}
