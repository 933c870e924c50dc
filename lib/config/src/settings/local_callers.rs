//! `local.user-pools`, `local.oidc` and `local.iam`: who is trusted on this machine.

use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;

use crate::diagnostics;
use crate::fields::Fields;
use crate::node::Node;
use crate::secret::Secret;
use crate::values::{choice, list, map, secret, text};

/// A stand-in for a user pool or an OpenID Connect provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalIssuer {
    /// The `iss` of its tokens; that of the user pool or provider by default.
    pub issuer: Option<String>,
    /// The clients whose tokens are accepted; all that the API accepts by default.
    pub client_ids: Vec<String>,
    /// A JSON Web Key Set: a file relative to the project, or a URL. The keys of this machine's own issuer by
    /// default.
    pub jwks: Option<String>,
}

/// Somebody who signs requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalIdentity {
    /// Such as `ASIALOCAL`.
    pub access_key_id: String,
    /// The key that signatures are made with.
    pub secret_access_key: Secret,
    /// The security token of its requests; none by default.
    pub session_token: Option<Secret>,
    /// Whose policies count.
    pub principal: LocalPrincipal,
    /// `ctx.identity.accountId`
    pub account_id: Option<String>,
    /// `ctx.identity.userArn`
    pub user_arn: Option<String>,
    /// `ctx.identity.username`
    pub username: Option<String>,
    /// `ctx.identity.cognitoIdentityId`
    pub cognito_identity_id: Option<String>,
    /// `ctx.identity.cognitoIdentityPoolId`
    pub cognito_identity_pool_id: Option<String>,
    /// `ctx.identity.cognitoIdentityAuthType`
    pub cognito_identity_auth_type: Option<String>,
    /// `ctx.identity.cognitoIdentityAuthProvider`
    pub cognito_identity_auth_provider: Option<String>,
}

/// A role or user of the stacks: its name, ARN or logical id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalPrincipal {
    /// Who has assumed this role.
    Role(String),
    /// Who signs with keys of this user.
    User(String),
}

/// Stand-ins for issuers of tokens.
pub(super) fn issuers(
    node: &Node,
    problems: &mut Diagnostics,
) -> Option<IndexMap<String, LocalIssuer>> {
    map(|_, node, problems| issuer(node, problems))(node, problems)
}

fn issuer(node: &Node, problems: &mut Diagnostics) -> Option<LocalIssuer> {
    let mut fields = Fields::open("an issuer of `local`", node, problems)?;
    let issuer = fields.optional("issuer", text);
    let client_ids = fields.optional("client-ids", list(text));
    let jwks = fields.optional("jwks", text);
    fields.close();
    Some(LocalIssuer {
        issuer,
        client_ids: client_ids.unwrap_or_default(),
        jwks,
    })
}

/// Identities by a name of the user's.
pub(super) fn identities(
    node: &Node,
    problems: &mut Diagnostics,
) -> Option<IndexMap<String, LocalIdentity>> {
    map(|_, node, problems| identity(node, problems))(node, problems)
}

fn identity(node: &Node, problems: &mut Diagnostics) -> Option<LocalIdentity> {
    let mut fields = Fields::open("an identity of `local.iam`", node, problems)?;
    let access_key_id = fields.required("access-key-id", text);
    let secret_access_key = fields.required("secret-access-key", secret);
    let session_token = fields.optional("session-token", secret);
    let role = fields.optional("role", text);
    let user = fields.optional("user", text);
    let account_id = fields.optional("account-id", text);
    let user_arn = fields.optional("user-arn", text);
    let username = fields.optional("username", text);
    let cognito_identity_id = fields.optional("cognito-identity-id", text);
    let cognito_identity_pool_id = fields.optional("cognito-identity-pool-id", text);
    let cognito_identity_auth_type = fields.optional(
        "cognito-identity-auth-type",
        choice(&[
            ("authenticated", "authenticated"),
            ("unauthenticated", "unauthenticated"),
        ]),
    );
    let cognito_identity_auth_provider = fields.optional("cognito-identity-auth-provider", text);
    let principal = match (role, user) {
        (Some(role), None) => Some(LocalPrincipal::Role(role)),
        (None, Some(user)) => Some(LocalPrincipal::User(user)),
        _ => {
            fields.report(diagnostics::role_or_user(node));
            None
        }
    };
    fields.close();
    Some(LocalIdentity {
        access_key_id: access_key_id?,
        secret_access_key: secret_access_key?,
        session_token,
        principal: principal?,
        account_id,
        user_arn,
        username,
        cognito_identity_id,
        cognito_identity_pool_id,
        cognito_identity_auth_type: cognito_identity_auth_type.map(str::to_owned),
        cognito_identity_auth_provider,
    })
}
