//! Who sends a request.

use std::fmt::Debug;
use std::sync::Arc;

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
    /// What is said of this caller's fields beside the schema's directives; none if nothing is.
    pub grants: Option<Arc<dyn FieldGrants>>,
}

/// Which fields a caller may have, as an IAM policy or a Lambda authorizer says. The schema's directives count
/// besides.
pub trait FieldGrants: Debug + Send + Sync {
    /// Whether a request for this field of a root type may run. If it may not, neither may the rest of the
    /// request.
    fn admits(&self, type_name: &str, field_name: &str) -> bool;

    /// Whether this field is kept from the caller, while the rest of the request runs.
    fn withholds(&self, type_name: &str, field_name: &str) -> bool;
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
            grants: None,
        }
    }
}

impl AuthType {
    /// As CloudFormation writes it.
    pub fn name(self) -> &'static str {
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
