//! Who sends a request.

use indexmap::IndexMap;
use serde_json::Value;

use crate::AuthMode;

/// Who sends a request, as whoever received it has already made sure.
#[derive(Debug, Clone)]
pub struct Caller {
    /// How the caller was authorized; fields may be closed to some ways.
    pub mode: AuthType,
    /// `ctx.identity`, with the members that AppSync gives it in this mode; null for API keys.
    ///
    /// `groups` is read for `cognito_groups` of directives.
    pub identity: Value,
    /// `ctx.request.headers`, names in lower case.
    pub headers: IndexMap<String, String>,
    /// `ctx.request.domainName`, for an API with a custom domain.
    pub domain_name: Option<String>,
}

/// The authorization modes by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthType {
    /// `API_KEY`
    ApiKey,
    /// `AWS_IAM`
    Iam,
    /// `AMAZON_COGNITO_USER_POOLS`
    UserPool,
    /// `OPENID_CONNECT`
    Oidc,
    /// `AWS_LAMBDA`
    Lambda,
}

impl Caller {
    /// A caller of this mode with a null identity and no headers.
    pub fn new(mode: AuthType) -> Self {
        Self {
            mode,
            identity: Value::Null,
            headers: IndexMap::new(),
            domain_name: None,
        }
    }
}

impl AuthType {
    /// As CloudFormation writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "API_KEY",
            Self::Iam => "AWS_IAM",
            Self::UserPool => "AMAZON_COGNITO_USER_POOLS",
            Self::Oidc => "OPENID_CONNECT",
            Self::Lambda => "AWS_LAMBDA",
        }
    }
}

impl AuthMode {
    /// The mode without its settings.
    pub fn auth_type(&self) -> AuthType {
        match self {
            Self::ApiKey => AuthType::ApiKey,
            Self::Iam => AuthType::Iam,
            Self::UserPool(_) => AuthType::UserPool,
            Self::Oidc(_) => AuthType::Oidc,
            Self::Lambda(_) => AuthType::Lambda,
        }
    }
}
