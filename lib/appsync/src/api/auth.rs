//! How callers of an API are known.

use appsynth_cloudformation::Pseudo;
use appsynth_construct::{CfnCondition, CfnParameter, Expr, Intrinsic, NodeId, Scope, Value};
use appsynth_resources::appsync as cfn;
use appsynth_resources::lambda::CfnPermission;

use crate::function::FunctionRef;
use crate::reference::{attribute, reference};
use crate::time::{Days, Seconds};
use crate::user_pool::UserPoolRef;

/// A way of knowing who calls.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html>
#[derive(Debug, Clone, PartialEq)]
pub enum Auth {
    /// A key that all callers share.
    ApiKey(Days),
    /// Signatures with credentials of AWS.
    Iam,
    /// Tokens of a Cognito user pool.
    UserPool(UserPoolAccess),
    /// Tokens of an OpenID Connect issuer.
    Oidc(OidcIssuer),
    /// A Lambda function that decides.
    Lambda(LambdaAuthorizer),
}

/// Access with tokens of a user pool.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserPoolAccess {
    /// The user pool.
    pub pool: UserPoolRef,
    /// A regular expression that the client id has to match; any client unless set.
    pub client_id: Option<String>,
    /// What holds for fields that name no group, if this is the API's default mode.
    pub default_action: DefaultAction,
}

/// What holds for fields that name no group of a user pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultAction {
    /// Every user may read them.
    #[default]
    Allow,
    /// No user may read them.
    Deny,
}

/// Access with tokens of an OpenID Connect issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OidcIssuer {
    /// The issuer's address.
    pub issuer: String,
    /// A regular expression that the client id has to match; any client unless set.
    pub client_id: Option<String>,
    /// How long after a user signed in tokens are accepted; as long as they are valid unless set.
    pub authenticated_for: Option<Seconds>,
    /// How long after it was issued a token is accepted; as long as it is valid unless set.
    pub issued_for: Option<Seconds>,
}

/// Access as a Lambda function decides.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LambdaAuthorizer {
    /// The function that is asked. Its answer says who may go on, and with which `ctx.identity`.
    pub function: FunctionRef,
    /// How long a decision is kept, up to 3,600 seconds; not at all unless set.
    pub time_to_live: Option<Seconds>,
    /// A regular expression that tokens have to match before the function is asked.
    pub token: Option<String>,
}

impl Auth {
    /// A key that all callers share and that expires so many days after it is deployed, 1 to 365.
    ///
    /// A template says the moment of expiry as an absolute time, while the same input is to give the same
    /// template on any day. So the moment is a parameter of the stack, `ApiKeyExpires` below the API, in
    /// seconds since 1970; the key's metadata `appsynth:expires-after-days` says how far ahead it is to be
    /// set. A deployment that leaves the parameter at 0 gets AppSync's own 7 days, and so a lifetime of 7
    /// days needs no parameter.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html>
    pub fn api_key(lifetime: Days) -> Self {
        Self::ApiKey(lifetime)
    }

    /// Signatures with credentials of AWS.
    pub fn iam() -> Self {
        Self::Iam
    }

    /// Tokens of a Cognito user pool.
    pub fn user_pool(pool: impl Into<UserPoolAccess>) -> Self {
        Self::UserPool(pool.into())
    }

    /// Tokens of an OpenID Connect issuer.
    pub fn oidc(issuer: impl Into<OidcIssuer>) -> Self {
        Self::Oidc(issuer.into())
    }

    /// A Lambda function that decides.
    pub fn lambda(authorizer: impl Into<LambdaAuthorizer>) -> Self {
        Self::Lambda(authorizer.into())
    }

    /// AppSync's name of the mode.
    pub(super) fn mode(&self) -> cfn::GraphQLApiAuthenticationType {
        match self {
            Self::ApiKey(_) => cfn::GraphQLApiAuthenticationType::ApiKey,
            Self::Iam => cfn::GraphQLApiAuthenticationType::AwsIam,
            Self::UserPool(_) => cfn::GraphQLApiAuthenticationType::AmazonCognitoUserPools,
            Self::Oidc(_) => cfn::GraphQLApiAuthenticationType::OpenidConnect,
            Self::Lambda(_) => cfn::GraphQLApiAuthenticationType::AwsLambda,
        }
    }

    /// An API of this name whose default mode this is.
    pub(super) fn api(&self, scope: &Scope<'_>, name: &str) -> cfn::CfnGraphQLApi {
        let mut api = cfn::CfnGraphQLApi::new(self.mode(), name);
        match self {
            Self::ApiKey(_) | Self::Iam => {}
            Self::UserPool(access) => api.user_pool_config = Some(access.default_config(scope)),
            Self::Oidc(issuer) => api.open_id_connect_config = Some(issuer.config()),
            Self::Lambda(authorizer) => api.lambda_authorizer_config = Some(authorizer.config()),
        }
        api
    }

    /// The mode as an additional one.
    pub(super) fn additional(
        &self,
        scope: &Scope<'_>,
    ) -> cfn::GraphQLApiAdditionalAuthenticationProvider {
        let mut provider = cfn::GraphQLApiAdditionalAuthenticationProvider::new(self.mode());
        match self {
            Self::ApiKey(_) | Self::Iam => {}
            Self::UserPool(access) => provider.user_pool_config = Some(access.config(scope)),
            Self::Oidc(issuer) => provider.open_id_connect_config = Some(issuer.config()),
            Self::Lambda(authorizer) => {
                provider.lambda_authorizer_config = Some(authorizer.config());
            }
        }
        provider
    }

    /// Adds the API key that this mode needs.
    pub(super) fn build_api_key(&self, scope: &mut Scope<'_>, api: NodeId) -> Option<NodeId> {
        let Self::ApiKey(lifetime) = self else {
            return None;
        };
        let expires = (*lifetime != SERVICE_DEFAULT).then(|| expiry_parameter(scope, *lifetime));
        let key = cfn::CfnApiKey {
            expires: expires.map(Value::AtDeploy),
            ..cfn::CfnApiKey::new(attribute(api, "ApiId"))
        };
        let key = scope.part("DefaultApiKey", key).node();
        scope.options(key, |options| {
            let days = i64::from(lifetime.0).into();
            (options.metadata).insert("appsynth:expires-after-days".to_owned(), days);
        });
        Some(key)
    }

    /// Lets AppSync call the function that this mode needs.
    pub(super) fn permit_authorizer(&self, scope: &mut Scope<'_>, api: NodeId) {
        if let Self::Lambda(authorizer) = self {
            let permission = CfnPermission {
                source_arn: Some(attribute(api, "Arn")),
                ..CfnPermission::new(
                    "lambda:InvokeFunction",
                    authorizer.function.arn(),
                    "appsync.amazonaws.com",
                )
            };
            scope.part("AuthorizerPermission", permission);
        }
    }
}

/// How long a key without a moment of expiry lives.
const SERVICE_DEFAULT: Days = Days(7);

/// The moment of expiry: a parameter, or AppSync's default if that is 0.
fn expiry_parameter(scope: &mut Scope<'_>, lifetime: Days) -> Expr {
    let description = format!(
        "When the API key expires, in seconds since 1970: {lifetime} after the deployment. 0 is {SERVICE_DEFAULT}."
    );
    let parameter = CfnParameter::new("Number")
        .default_value(0)
        .member("Description", description);
    let parameter = scope.part("ApiKeyExpires", parameter);
    let is_unset = Intrinsic::Equals(reference(parameter.into()).into(), "0".into());
    let unset = scope.part("ApiKeyExpiresUnset", CfnCondition::new(is_unset));
    unset.choose(
        Intrinsic::Pseudo(Pseudo::NoValue),
        Expr::from(parameter.value::<String>()),
    )
}

impl UserPoolAccess {
    /// Accepts only clients whose id matches this regular expression.
    #[must_use]
    pub fn client_id(mut self, expression: impl Into<String>) -> Self {
        self.client_id = Some(expression.into());
        self
    }

    /// Sets what holds for fields that name no group, if this is the API's default mode.
    #[must_use]
    pub fn default_action(mut self, action: DefaultAction) -> Self {
        self.default_action = action;
        self
    }

    fn default_config(&self, scope: &Scope<'_>) -> cfn::GraphQLApiUserPoolConfig {
        cfn::GraphQLApiUserPoolConfig {
            app_id_client_regex: self.client_id.as_deref().map(Into::into),
            aws_region: Some(self.pool.region(scope)),
            default_action: Some(cfn::GraphQLApiDefaultAction::from(self.default_action).into()),
            user_pool_id: Some(self.pool.id()),
        }
    }

    fn config(&self, scope: &Scope<'_>) -> cfn::GraphQLApiCognitoUserPoolConfig {
        cfn::GraphQLApiCognitoUserPoolConfig {
            app_id_client_regex: self.client_id.as_deref().map(Into::into),
            aws_region: Some(self.pool.region(scope)),
            user_pool_id: Some(self.pool.id()),
        }
    }
}

impl From<UserPoolRef> for UserPoolAccess {
    fn from(pool: UserPoolRef) -> Self {
        Self {
            pool,
            client_id: None,
            default_action: DefaultAction::default(),
        }
    }
}

impl From<DefaultAction> for cfn::GraphQLApiDefaultAction {
    fn from(action: DefaultAction) -> Self {
        match action {
            DefaultAction::Allow => Self::Allow,
            DefaultAction::Deny => Self::Deny,
        }
    }
}

impl OidcIssuer {
    /// Any client of this issuer.
    pub fn new(issuer: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            client_id: None,
            authenticated_for: None,
            issued_for: None,
        }
    }

    /// Accepts only clients whose id matches this regular expression.
    #[must_use]
    pub fn client_id(mut self, expression: impl Into<String>) -> Self {
        self.client_id = Some(expression.into());
        self
    }

    /// Accepts tokens for so long after the user signed in.
    #[must_use]
    pub fn authenticated_for(mut self, time: Seconds) -> Self {
        self.authenticated_for = Some(time);
        self
    }

    /// Accepts tokens for so long after they were issued.
    #[must_use]
    pub fn issued_for(mut self, time: Seconds) -> Self {
        self.issued_for = Some(time);
        self
    }

    fn config(&self) -> cfn::GraphQLApiOpenIDConnectConfig {
        // AppSync counts these in milliseconds.
        let milliseconds = |time: Seconds| f64::from(time.0) * 1000.0;
        cfn::GraphQLApiOpenIDConnectConfig {
            auth_ttl: self.authenticated_for.map(|time| milliseconds(time).into()),
            client_id: self.client_id.as_deref().map(Into::into),
            iat_ttl: self.issued_for.map(|time| milliseconds(time).into()),
            issuer: Some(self.issuer.as_str().into()),
        }
    }
}

impl From<&str> for OidcIssuer {
    fn from(issuer: &str) -> Self {
        Self::new(issuer)
    }
}

impl LambdaAuthorizer {
    /// Keeps a decision for so long, up to 3,600 seconds.
    #[must_use]
    pub fn time_to_live(mut self, time: Seconds) -> Self {
        self.time_to_live = Some(time);
        self
    }

    /// Asks the function only about tokens that match this regular expression.
    #[must_use]
    pub fn token(mut self, expression: impl Into<String>) -> Self {
        self.token = Some(expression.into());
        self
    }

    fn config(&self) -> cfn::GraphQLApiLambdaAuthorizerConfig {
        cfn::GraphQLApiLambdaAuthorizerConfig {
            authorizer_result_ttl_in_seconds: (self.time_to_live)
                .map(|time| i64::from(time.0).into()),
            authorizer_uri: Some(self.function.arn()),
            identity_validation_expression: self.token.as_deref().map(Into::into),
        }
    }
}

impl From<FunctionRef> for LambdaAuthorizer {
    fn from(function: FunctionRef) -> Self {
        Self {
            function,
            time_to_live: None,
            token: None,
        }
    }
}
