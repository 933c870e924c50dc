//! Who is asking an API, in each of AppSync's modes. Whoever brings nothing, or something that cannot be
//! proved, is refused.
//!
//! | header | mode |
//! | --- | --- |
//! | `authorization: AWS4-HMAC-SHA256 …` | `AWS_IAM` |
//! | `authorization: <JSON Web Token>` | the user pool or OpenID Connect provider that is its issuer |
//! | `authorization`, anything else | `AWS_LAMBDA` |
//! | `x-api-key` | `API_KEY` |
//!
//! As on AWS, a Lambda authorizer gets no signatures while the API takes signatures, and no JSON Web Tokens
//! while it takes those of others.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html>

mod api_key;
mod denied;
mod iam;
mod jwks;
mod lambda;
mod of_api;
mod oidc;
mod policy;
mod signature;
mod token;
mod user_pool;

use appsynth_runtime::{AuthType, Caller};
use axum::http::{HeaderMap, Method, Uri, header};
use indexmap::IndexMap;
use serde_json::{Value, json};

pub(crate) use api_key::{ApiKey, same_secret};
pub(crate) use denied::Denied;
pub(crate) use iam::Iam;
pub(crate) use jwks::Keys;
pub(crate) use lambda::Authorizer;
pub(crate) use of_api::of_api;
pub(crate) use oidc::Oidc;
pub(crate) use user_pool::UserPool;

/// How callers of an API are told.
#[derive(Default)]
pub(crate) struct Authorization {
    /// The API's keys; the API takes none if there is no list.
    pub(crate) keys: Option<Vec<ApiKey>>,
    /// Whose tokens the API takes.
    pub(crate) issuers: Vec<Issuer>,
    /// Whose signatures the API takes.
    pub(crate) iam: Option<Iam>,
    /// The function that decides.
    pub(crate) lambda: Option<Authorizer>,
}

/// An issuer of JSON Web Tokens.
pub(crate) enum Issuer {
    UserPool(UserPool),
    Oidc(Oidc),
}

/// A request as its credentials are looked at.
pub(crate) struct Credentials<'a> {
    /// Signatures are of it, too.
    pub(crate) method: &'a Method,
    /// Path and query, which signatures are of.
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// What `ctx.identity.sourceIp` says: the machine's own programs ask, as a rule, and nobody else is told apart.
const SOURCE_IP: &str = "127.0.0.1";

impl Authorization {
    /// The API's first key.
    pub(crate) fn first_key(&self) -> Option<&str> {
        let first = self.keys.as_ref()?.first()?;
        Some(&first.key)
    }

    /// The caller of a request.
    pub(crate) async fn caller(&self, request: &Credentials<'_>) -> Result<Caller, Denied> {
        let caller = match request.header(header::AUTHORIZATION.as_str()) {
            Some(authorization) => self.by_authorization(request, authorization).await?,
            None => self.by_api_key(request)?,
        };
        Ok(Caller {
            headers: plain(request.headers),
            ..caller
        })
    }

    async fn by_authorization(
        &self,
        request: &Credentials<'_>,
        authorization: &str,
    ) -> Result<Caller, Denied> {
        if authorization.starts_with(signature::ALGORITHM)
            && let Some(iam) = &self.iam
        {
            return iam.caller(request, authorization);
        }
        let token = without_scheme(authorization);
        if !self.issuers.is_empty()
            && let Some(issuer) = token::issuer(token)
        {
            return self.by_token(token, &issuer).await;
        }
        match &self.lambda {
            Some(authorizer) => authorizer.caller(request, authorization).await,
            None => Err(Denied::because(
                "the `authorization` header has nothing that this API takes",
            )),
        }
    }

    async fn by_token(&self, token: &str, issuer: &str) -> Result<Caller, Denied> {
        let issuers = self.issuers.iter();
        let Some(known) = issuers.into_iter().find(|one| one.url() == issuer) else {
            return Err(Denied::because(format!(
                "the token is of `{issuer}`, which is no issuer of this API"
            )));
        };
        match known {
            Issuer::UserPool(pool) => Ok(Caller {
                identity: pool.identity(token).await?,
                ..Caller::new(AuthType::UserPool)
            }),
            Issuer::Oidc(provider) => Ok(Caller {
                identity: provider.identity(token).await?,
                ..Caller::new(AuthType::Oidc)
            }),
        }
    }

    fn by_api_key(&self, request: &Credentials<'_>) -> Result<Caller, Denied> {
        let given = request
            .header("x-api-key")
            .ok_or_else(Denied::without_credential)?;
        api_key::check(given, self.keys.as_deref().unwrap_or_default())?;
        Ok(Caller::new(AuthType::ApiKey))
    }
}

impl Issuer {
    /// The `iss` of its tokens.
    fn url(&self) -> &str {
        match self {
            Self::UserPool(pool) => &pool.issuer,
            Self::Oidc(provider) => &provider.issuer,
        }
    }
}

impl Credentials<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// AppSync takes tokens with and without the scheme `Bearer`.
fn without_scheme(authorization: &str) -> &str {
    match authorization.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim_start(),
        _ => authorization,
    }
}

fn source_ip() -> Value {
    json!([SOURCE_IP])
}

fn plain(headers: &HeaderMap) -> IndexMap<String, String> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.to_string(), value)
        })
        .collect()
}
