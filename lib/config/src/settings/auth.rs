//! `api.auth`

use std::cell::RefCell;
use std::time::Duration;

use appsynth_diagnostics::Diagnostics;

use super::Spanned;
use crate::diagnostics;
use crate::fields::Fields;
use crate::node::{Node, Value};
use crate::values::{DAY, HOUR, SECOND, boolean, choice, duration, list, spanned_text, text};

/// Who may ask.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html>
#[derive(Debug, Clone)]
pub struct Auth {
    /// What holds for fields without a directive.
    pub default: AuthMode,
    /// What fields may ask for besides.
    pub additional: Vec<AuthMode>,
    /// The roles of callers from an identity pool; without them no rule may let such callers in.
    pub identity_pool: Option<IdentityPool>,
    /// Whether every IAM caller whose policy allows the request may do everything with models; only those
    /// that a rule lets in by default.
    pub iam_full_access: bool,
}

/// The roles that an identity pool gives callers, by name or ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityPool {
    /// Of those who signed in.
    pub authenticated_role: String,
    /// Of those who did not.
    pub unauthenticated_role: String,
}

/// A way of telling who is asking.
#[derive(Debug, Clone)]
pub enum AuthMode {
    /// `API_KEY`
    ApiKey(ApiKey),
    /// `AWS_IAM`
    Iam,
    /// `AMAZON_COGNITO_USER_POOLS`
    UserPool(UserPool),
    /// `OPENID_CONNECT`
    Oidc(Oidc),
    /// `AWS_LAMBDA`
    Lambda(LambdaAuthorizer),
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// How long it is valid from its creation on: 1 to 365 days, 7 by default.
    pub expires: Duration,
}

impl Default for ApiKey {
    fn default() -> Self {
        Self {
            expires: Duration::from_secs(7 * DAY),
        }
    }
}

/// A Cognito user pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPool {
    /// Such as `eu-west-1_AbCdEf123`.
    pub id: String,
    /// A regular expression for the app clients that are let in; all by default.
    pub app_client_regex: Option<String>,
    /// What holds for fields that name no group, if this is the default mode.
    pub default_action: DefaultAction,
}

/// What holds for fields that name no group of a user pool.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_UserPoolConfig.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultAction {
    /// Every user may read them.
    #[default]
    Allow,
    /// No user may read them.
    Deny,
}

/// An OpenID Connect provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// The issuer's URL.
    pub issuer: String,
    /// A regular expression for the client ids that are let in; all by default.
    pub client_id: Option<String>,
    /// How long after signing in a token is accepted; as long as it is valid by default.
    pub auth_ttl: Option<Duration>,
    /// How long after its issue a token is accepted; as long as it is valid by default.
    pub issued_ttl: Option<Duration>,
}

/// A Lambda function that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LambdaAuthorizer {
    /// One of `functions`, or the name or ARN of another.
    pub function: Spanned<String>,
    /// How long its answer holds for the same token, up to an hour; it is asked each time by default.
    pub result_ttl: Option<Duration>,
    /// A regular expression that tokens must match before the function is asked.
    pub identity_validation: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    ApiKey,
    Iam,
    UserPool,
    Oidc,
    Lambda,
}

const MODES: &[(&str, Mode)] = &[
    ("api-key", Mode::ApiKey),
    ("iam", Mode::Iam),
    ("user-pool", Mode::UserPool),
    ("oidc", Mode::Oidc),
    ("lambda", Mode::Lambda),
];

pub(super) fn read(node: &Node, problems: &mut Diagnostics) -> Option<Auth> {
    let mut fields = Fields::open("`api.auth`", node, problems)?;
    let default = fields.required("default", choice(MODES));
    let seen = RefCell::new(Vec::from_iter(default));
    let additional = fields.optional(
        "additional",
        list(|node, problems| {
            let mode = choice(MODES)(node, problems)?;
            if seen.borrow().contains(&mode) {
                problems.push(diagnostics::mode_twice(node));
            }
            seen.borrow_mut().push(mode);
            Some(mode)
        }),
    );
    let mut default = default.map_or_else(Vec::new, |mode| read_mode(mode, &mut fields));
    let mut modes = default.split_off(default.len().min(1));
    for mode in additional.into_iter().flatten() {
        modes.extend(read_mode(mode, &mut fields));
    }
    let identity_pool = fields.optional("identity-pool", read_identity_pool);
    let iam_full_access = fields.optional("iam-full-access", boolean);
    // The settings of a mode may stay in the file while it is not used.
    for section in ["api-key", "user-pool", "oidc", "lambda"] {
        fields.has(section);
    }
    fields.close();
    Some(Auth {
        default: default.pop()?,
        additional: modes,
        identity_pool,
        iam_full_access: iam_full_access.unwrap_or(false),
    })
}

/// A mode with its settings; of OpenID Connect there may be several.
fn read_mode(mode: Mode, fields: &mut Fields<'_, '_>) -> Vec<AuthMode> {
    let one = match mode {
        Mode::ApiKey => {
            let settings = fields.optional("api-key", read_api_key);
            Some(AuthMode::ApiKey(settings.unwrap_or_default()))
        }
        Mode::Iam => Some(AuthMode::Iam),
        Mode::UserPool => {
            let settings = fields.required("user-pool", read_user_pool);
            settings.map(AuthMode::UserPool)
        }
        Mode::Oidc => {
            let providers = fields.required("oidc", read_oidc_providers);
            let providers = providers.into_iter().flatten();
            return providers.map(AuthMode::Oidc).collect();
        }
        Mode::Lambda => {
            let settings = fields.required("lambda", read_lambda);
            settings.map(AuthMode::Lambda)
        }
    };
    one.into_iter().collect()
}

fn read_api_key(node: &Node, problems: &mut Diagnostics) -> Option<ApiKey> {
    let mut fields = Fields::open("`api.auth.api-key`", node, problems)?;
    let expires = fields.optional("expires", duration(DAY..=365 * DAY));
    fields.close();
    Some(ApiKey {
        expires: expires.unwrap_or(ApiKey::default().expires),
    })
}

fn read_user_pool(node: &Node, problems: &mut Diagnostics) -> Option<UserPool> {
    let mut fields = Fields::open("`api.auth.user-pool`", node, problems)?;
    let id = fields.required("id", user_pool_id);
    let app_client_regex = fields.optional("app-client-regex", text);
    let default_action = fields.optional(
        "default-action",
        choice(&[
            ("allow", DefaultAction::Allow),
            ("deny", DefaultAction::Deny),
        ]),
    );
    fields.close();
    Some(UserPool {
        id: id?,
        app_client_regex,
        default_action: default_action.unwrap_or_default(),
    })
}

/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html>
fn user_pool_id(node: &Node, problems: &mut Diagnostics) -> Option<String> {
    let id = text(node, problems)?;
    let fits = id
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    if !fits {
        problems.push(diagnostics::not_a_user_pool(node, &id));
    }
    fits.then_some(id)
}

fn read_identity_pool(node: &Node, problems: &mut Diagnostics) -> Option<IdentityPool> {
    let mut fields = Fields::open("`api.auth.identity-pool`", node, problems)?;
    let authenticated_role = fields.required("authenticated-role", text);
    let unauthenticated_role = fields.required("unauthenticated-role", text);
    fields.close();
    Some(IdentityPool {
        authenticated_role: authenticated_role?,
        unauthenticated_role: unauthenticated_role?,
    })
}

/// One provider, or a list of them.
fn read_oidc_providers(node: &Node, problems: &mut Diagnostics) -> Option<Vec<Oidc>> {
    match &node.value {
        Value::List(providers) if providers.is_empty() => {
            problems.push(diagnostics::bad_value(
                node,
                "there is no provider in this list",
            ));
            None
        }
        Value::List(_) => list(read_oidc)(node, problems),
        _ => read_oidc(node, problems).map(|provider| vec![provider]),
    }
}

fn read_oidc(node: &Node, problems: &mut Diagnostics) -> Option<Oidc> {
    let mut fields = Fields::open("`api.auth.oidc`", node, problems)?;
    let issuer = fields.required("issuer", text);
    let client_id = fields.optional("client-id", text);
    let auth_ttl = fields.optional("auth-ttl", duration(SECOND..=365 * DAY));
    let issued_ttl = fields.optional("issued-ttl", duration(SECOND..=365 * DAY));
    fields.close();
    Some(Oidc {
        issuer: issuer?,
        client_id,
        auth_ttl,
        issued_ttl,
    })
}

fn read_lambda(node: &Node, problems: &mut Diagnostics) -> Option<LambdaAuthorizer> {
    let mut fields = Fields::open("`api.auth.lambda`", node, problems)?;
    let function = fields.required("function", spanned_text);
    let result_ttl = fields.optional("result-ttl", duration(0..=HOUR));
    let identity_validation = fields.optional("identity-validation", text);
    fields.close();
    Some(LambdaAuthorizer {
        function: function?,
        result_ttl,
        identity_validation,
    })
}
