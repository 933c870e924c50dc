//! Tokens of the local issuer, with which anybody on this machine can be any user.

use std::path::Path;

use appsynth_util::java_regex;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::LocalError;
use crate::local_issuer::LocalIssuer;
use crate::state::State;

/// Whom a token is for.
#[derive(Debug, Clone, Default)]
pub struct TokenRequest {
    /// The mode of the token; the only one that the API takes, or user pool, by default.
    pub mode: Option<TokenMode>,
    /// The issuer, where an API takes tokens of several of that mode.
    pub issuer: Option<String>,
    /// Id or access token of a user pool.
    pub kind: TokenKind,
    /// `sub`; always the same one for a username by default.
    pub subject: Option<String>,
    /// The username, the subject by default, and `local` if neither is there.
    pub username: Option<String>,
    /// `cognito:groups`
    pub groups: Vec<String>,
    /// The client; one that the API accepts by default.
    pub client_id: Option<String>,
    /// Further claims, which replace those that are made.
    pub claims: Map<String, Value>,
    /// When the token expires, in seconds from now; an hour by default, negative for one that has expired.
    pub expires_in: Option<i64>,
}

/// The modes that take tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenMode {
    /// `AMAZON_COGNITO_USER_POOLS`
    UserPool,
    /// `OPENID_CONNECT`
    Oidc,
}

/// The kinds of token that a user pool issues for callers of APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TokenKind {
    /// Says who the user is.
    #[default]
    Id,
    /// Says what the user may do.
    Access,
}

/// A token and what it says.
#[derive(Debug, Clone)]
pub struct Token {
    /// The `authorization` header's value.
    pub text: String,
    /// What it says.
    pub claims: Map<String, Value>,
}

/// An issuer whose tokens a deployed API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KnownIssuer {
    pub(crate) mode: TokenMode,
    /// `iss`
    pub(crate) url: String,
    pub(crate) client_ids: Vec<String>,
    pub(crate) client_pattern: Option<String>,
    /// Whether the local issuer stands in for it.
    pub(crate) is_local: bool,
}

/// How long tokens are valid, as Cognito's are by default.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html>
const LIFETIME: i64 = 3600;

/// Signs a token that the API deployed on a state folder takes.
///
/// # Errors
/// [`LocalError::Token`] if it takes none of that kind.
pub fn token(state_dir: &Path, request: &TokenRequest) -> Result<Token, LocalError> {
    let state = State::read(state_dir)?;
    let issuer = choose(&state.token_issuers, request).map_err(LocalError::Token)?;
    let client = client(issuer, request).map_err(LocalError::Token)?;
    let now = jiff::Timestamp::now().as_second();
    let claims = claims(issuer, &client, request, now);
    let text = LocalIssuer::open(state_dir)?.sign(&claims);
    Ok(Token { text, claims })
}

fn choose<'i>(
    issuers: &'i [KnownIssuer],
    request: &TokenRequest,
) -> Result<&'i KnownIssuer, String> {
    let mut wanted = issuers.iter().filter(|issuer| {
        request.mode.is_none_or(|mode| issuer.mode == mode)
            && request.issuer.as_ref().is_none_or(|url| issuer.url == *url)
    });
    match wanted.clone().find(|issuer| issuer.is_local) {
        Some(issuer) => Ok(issuer),
        None => Err(match wanted.next() {
            Some(issuer) => format!(
                "the tokens of `{}` are signed with keys of its own (`jwks` in appsynth.yaml), not with those \
                 of the local issuer",
                issuer.url
            ),
            None if issuers.is_empty() => {
                "what is deployed takes no tokens; add the mode `user-pool` or `oidc`".to_owned()
            }
            None => {
                let known: Vec<_> = issuers.iter().map(|one| one.url.as_str()).collect();
                format!(
                    "what is deployed takes no such tokens, but those of `{}`",
                    known.join("`, `")
                )
            }
        }),
    }
}

/// A client that the API accepts.
fn client(issuer: &KnownIssuer, request: &TokenRequest) -> Result<String, String> {
    let is_accepted = |id: &str| {
        let is_listed =
            issuer.client_ids.is_empty() || issuer.client_ids.iter().any(|one| one == id);
        let pattern = issuer.client_pattern.as_deref();
        is_listed && pattern.is_none_or(|pattern| java_regex::matches(pattern, id) == Ok(true))
    };
    if let Some(id) = &request.client_id {
        return Ok(id.clone());
    }
    let candidates = issuer.client_ids.iter().map(String::as_str);
    candidates
        // An expression that is the id of one client matches itself.
        .chain(issuer.client_pattern.as_deref())
        .chain(["local"])
        .find(|id| is_accepted(id))
        .map(str::to_owned)
        .ok_or_else(|| {
            let pattern = issuer.client_pattern.as_deref().unwrap_or_default();
            format!("name a client that `{pattern}` accepts with `--client-id`")
        })
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html>
fn claims(
    issuer: &KnownIssuer,
    client: &str,
    request: &TokenRequest,
    now: i64,
) -> Map<String, Value> {
    let username = request
        .username
        .as_deref()
        .or(request.subject.as_deref())
        .unwrap_or("local");
    let subject = match &request.subject {
        Some(subject) => subject.clone(),
        None => subject_of(username),
    };
    let expires = now.saturating_add(request.expires_in.unwrap_or(LIFETIME));
    // A token that has expired was issued before that.
    let issued = now.min(expires);
    let mut claims = json!({
        "sub": subject,
        "iss": issuer.url,
        "auth_time": issued,
        "iat": issued,
        "exp": expires,
        "jti": Uuid::new_v4().to_string(),
    });
    let more = match (issuer.mode, request.kind) {
        (TokenMode::Oidc, _) => json!({ "aud": client }),
        (TokenMode::UserPool, TokenKind::Id) => json!({
            "aud": client,
            "token_use": "id",
            "cognito:username": username,
        }),
        (TokenMode::UserPool, TokenKind::Access) => json!({
            "client_id": client,
            "token_use": "access",
            "username": username,
            "scope": "aws.cognito.signin.user.admin",
        }),
    };
    let mut all = std::mem::take(claims.as_object_mut().expect("invariant: it is an object"));
    if let Value::Object(more) = more {
        all.extend(more);
    }
    if !request.groups.is_empty() {
        all.insert("cognito:groups".to_owned(), json!(request.groups));
    }
    all.extend(request.claims.clone());
    all
}

/// The subject of somebody who has a name only: always the same one, in the form of Cognito's.
fn subject_of(username: &str) -> String {
    use sha2::Digest as _;

    let hash = sha2::Sha256::digest(username);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> KnownIssuer {
        KnownIssuer {
            mode: TokenMode::UserPool,
            url: "https://pool.example".to_owned(),
            client_ids: Vec::new(),
            client_pattern: None,
            is_local: true,
        }
    }

    #[test]
    fn a_username_has_one_subject() {
        assert_eq!(subject_of("ada"), subject_of("ada"));
        assert_ne!(subject_of("ada"), subject_of("bob"));
        assert_eq!(subject_of("ada").len(), 36);
    }

    #[test]
    fn id_and_access_tokens_name_the_user_as_cognito_does() {
        let mut request = TokenRequest {
            username: Some("ada".to_owned()),
            ..TokenRequest::default()
        };
        let id = claims(&pool(), "web", &request, 0);
        assert_eq!(id["cognito:username"], "ada");
        assert_eq!(id["aud"], "web");
        assert_eq!(id["token_use"], "id");
        request.kind = TokenKind::Access;
        let access = claims(&pool(), "web", &request, 0);
        assert_eq!(access["username"], "ada");
        assert_eq!(access["client_id"], "web");
        assert_eq!(access["token_use"], "access");
        assert_eq!(id["sub"], access["sub"]);
    }

    #[test]
    fn claims_of_the_user_s_choice_win() {
        let request = TokenRequest {
            claims: Map::from_iter([("sub".to_owned(), json!("else"))]),
            ..TokenRequest::default()
        };
        assert_eq!(claims(&pool(), "web", &request, 0)["sub"], "else");
    }

    #[test]
    fn the_client_is_one_that_the_api_accepts() {
        let request = TokenRequest::default();
        let chosen = |ids: &[&str], pattern: Option<&str>| {
            let issuer = KnownIssuer {
                client_ids: ids.iter().map(|&id| id.to_owned()).collect(),
                client_pattern: pattern.map(str::to_owned),
                ..pool()
            };
            client(&issuer, &request)
        };
        assert_eq!(chosen(&[], None).as_deref(), Ok("local"));
        assert_eq!(chosen(&["web", "app"], None).as_deref(), Ok("web"));
        assert_eq!(chosen(&["web", "app"], Some("a.*")).as_deref(), Ok("app"));
        assert_eq!(chosen(&[], Some("web")).as_deref(), Ok("web"));
        assert!(chosen(&[], Some("web-[0-9]+")).is_err());
    }
}
