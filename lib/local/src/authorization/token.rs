//! JSON Web Tokens.
//!
//! <https://datatracker.ietf.org/doc/html/rfc7519>

use appsynth_util::java_regex;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, dangerous, decode, decode_header};
use serde_json::{Map, Value};

use super::{Denied, Keys};

/// What a token says.
pub(super) type Claims = Map<String, Value>;

/// Who a token says has made it, which proves nothing yet; `None` if it is no token.
pub(super) fn issuer(token: &str) -> Option<String> {
    let claims: Claims = dangerous::insecure_decode_claims(token).ok()?;
    let issuer = claims.get("iss").and_then(Value::as_str);
    Some(issuer.unwrap_or_default().to_owned())
}

/// What a token says, once it is proved that its issuer says so at this time.
pub(super) async fn verify(token: &str, issuer: &str, keys: &Keys) -> Result<Claims, Denied> {
    let invalid = |reason: &dyn std::fmt::Display| {
        Denied::because(format!("the token of `{issuer}` is not valid: {reason}"))
    };
    let header = decode_header(token).map_err(|error| invalid(&error))?;
    if !is_public(header.alg) {
        return Err(invalid(&"it is not signed with a public key's algorithm"));
    }
    let key = keys
        .find(header.kid.as_deref())
        .await
        .map_err(|reason| invalid(&reason))?;
    let wanted = key
        .common
        .key_algorithm
        .map(|algorithm| algorithm.to_string());
    if wanted.is_some_and(|wanted| wanted != format!("{:?}", header.alg)) {
        return Err(invalid(&"its key is for another algorithm"));
    }
    let key = DecodingKey::from_jwk(&key).map_err(|error| invalid(&error))?;
    let mut validation = Validation::new(header.alg);
    validation.leeway = 0;
    validation.validate_nbf = true;
    // What it is for differs between the modes.
    validation.validate_aud = false;
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    match decode::<Claims>(token, &key, &validation) {
        Ok(token) => Ok(token.claims),
        Err(error) if *error.kind() == ErrorKind::ExpiredSignature => Err(Denied::expired()),
        Err(error) => Err(invalid(&error)),
    }
}

/// Whether the key that checks cannot sign. With a shared secret, who knows the public keys could sign.
fn is_public(algorithm: Algorithm) -> bool {
    !matches!(
        algorithm,
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512
    )
}

/// Which clients a token may be for.
pub(crate) struct Clients {
    /// One of these; any if there are none.
    pub(crate) ids: Vec<String>,
    /// A regular expression in Java's language for the whole id.
    pub(crate) pattern: Option<String>,
}

impl Clients {
    /// Whether one of these ids is accepted.
    pub(super) fn admit(&self, ids: &[&str]) -> Result<(), Denied> {
        let is_listed = |id: &str| self.ids.is_empty() || self.ids.iter().any(|one| one == id);
        let is_matched = |id: &str| match &self.pattern {
            Some(pattern) => java_regex::matches(pattern, id) == Ok(true),
            None => true,
        };
        let admits_all = self.ids.is_empty() && self.pattern.is_none();
        if admits_all || ids.iter().any(|id| is_listed(id) && is_matched(id)) {
            return Ok(());
        }
        Err(Denied::because(format!(
            "the token is for the client `{}`, which this API does not accept",
            ids.join("`, `")
        )))
    }
}

/// A claim that is text.
pub(super) fn text<'c>(claims: &'c Claims, name: &str) -> Option<&'c str> {
    claims.get(name)?.as_str()
}

/// A claim that is one text or several.
pub(super) fn texts<'c>(claims: &'c Claims, name: &str) -> Vec<&'c str> {
    match claims.get(name) {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
