//! Whom the local environment trusts in place of the services that only AWS has.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A stand-in for a user pool or an OpenID Connect provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedIssuer {
    /// The `iss` of its tokens; that of the user pool or provider by default.
    pub issuer: Option<String>,
    /// The clients whose tokens are accepted; all that the API accepts by default.
    pub client_ids: Vec<String>,
    /// The keys that its tokens are signed with; those of the local issuer by default.
    pub keys: Option<KeySource>,
}

/// Where a JSON Web Key Set is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeySource {
    /// Read when an assembly is deployed.
    File(PathBuf),
    /// Read when a token names a key that is not known yet.
    Url(String),
}

/// Somebody who signs requests with Signature Version 4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IamIdentity {
    /// Such as `ASIALOCAL`.
    pub access_key_id: String,
    /// The key that signatures are made with.
    pub secret_access_key: Secret,
    /// The `x-amz-security-token` of its requests, if they have one.
    pub session_token: Option<Secret>,
    /// Whose policies count.
    pub principal: Principal,
    /// `ctx.identity.accountId`; the account of the API by default.
    pub account_id: Option<String>,
    /// `ctx.identity.userArn`; made of the principal's name by default.
    pub user_arn: Option<String>,
    /// `ctx.identity.username`; made of the access key by default.
    pub username: Option<String>,
    /// What an identity of a Cognito identity pool has besides.
    pub cognito: CognitoIdentity,
}

/// A role or user whose policies are those that the assembly gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Principal {
    /// The name, ARN or logical id of a role.
    Role(String),
    /// The name, ARN or logical id of a user.
    User(String),
}

/// The members of `ctx.identity` that an identity pool gives.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html#aws-appsync-resolver-context-reference-identity-js>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CognitoIdentity {
    /// `cognitoIdentityId`
    pub id: Option<String>,
    /// `cognitoIdentityPoolId`
    pub pool_id: Option<String>,
    /// `cognitoIdentityAuthType`: `authenticated` or `unauthenticated`
    pub auth_type: Option<String>,
    /// `cognitoIdentityAuthProvider`
    pub auth_provider: Option<String>,
}

/// A text that is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Principal {
    /// What was given, an ARN without what stands before the name.
    pub(crate) fn name(&self) -> &str {
        let (Self::Role(text) | Self::User(text)) = self;
        match text.rsplit_once('/') {
            Some((_, name)) => name,
            None => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_printed() {
        let secret = Secret::from("hush".to_owned());
        assert!(!format!("{secret:?}").contains("hush"));
    }

    #[test]
    fn principals_have_the_last_part_of_their_arn_as_name() {
        let role = Principal::Role("arn:aws:iam::123456789012:role/team/reader".to_owned());
        assert_eq!(role.name(), "reader");
        assert_eq!(Principal::User("ada".to_owned()).name(), "ada");
    }
}
