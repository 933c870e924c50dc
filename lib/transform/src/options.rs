//! What reading a schema depends on besides the schema.

use indexmap::IndexMap;

/// The API's settings that decide what directives mean.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The mode of requests where nothing else is said.
    pub default_auth: AuthMode,
    /// Further modes.
    pub additional_auth: Vec<AuthMode>,
    /// Whether there is an identity pool, whose roles `provider: identityPool` lets in.
    pub identity_pool: bool,
    /// Whether entities get sync queries and may not relate to each other both ways with `@hasOne` and
    /// `@hasMany`.
    pub conflict_resolution: bool,
    /// Whether API keys may do everything with entities that have no rules. Without it, nobody may.
    pub sandbox: bool,
    /// Whether every IAM caller whose policy allows the request may do everything, as Amplify's construct
    /// has it with `enableIamAuthorizationMode`.
    pub iam_callers: bool,
    /// Roles whose sessions may do everything: texts that the role's name contains or, if they have a slash, the
    /// caller's ARN.
    pub admin_roles: Vec<String>,
    /// The environment's name, in place of `${env}`; without one, `${env}` and the letters around it that
    /// set it apart are left out.
    pub environment: Option<String>,
    /// The API's environment variables, whose values take the place of `${NAME}`.
    pub variables: IndexMap<String, String>,
}

/// A way in which AppSync knows who is calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AuthMode {
    /// `API_KEY`
    #[default]
    ApiKey,
    /// `AWS_IAM`
    Iam,
    /// `AMAZON_COGNITO_USER_POOLS`
    UserPools,
    /// `OPENID_CONNECT`
    Oidc,
    /// `AWS_LAMBDA`
    Lambda,
}

impl Options {
    /// Whether requests may come in this mode.
    pub fn has(&self, mode: AuthMode) -> bool {
        self.default_auth == mode || self.additional_auth.contains(&mode)
    }
}
