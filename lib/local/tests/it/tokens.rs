//! Tokens as an issuer makes them, and as a forger would.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

/// A key of an issuer.
pub(crate) struct SigningKey {
    id: &'static str,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl SigningKey {
    /// The key that the issuer of the tests signs with.
    pub(crate) fn rsa() -> Self {
        let pem = include_bytes!("../fixtures/keys/test-only-rsa.pem");
        Self {
            id: "rsa",
            algorithm: Algorithm::RS256,
            key: EncodingKey::from_rsa_pem(pem).expect("a key"),
        }
    }

    /// Another of its keys.
    pub(crate) fn ec() -> Self {
        let pem = include_bytes!("../fixtures/keys/test-only-ec.pem");
        Self {
            id: "ec",
            algorithm: Algorithm::ES256,
            key: EncodingKey::from_ec_pem(pem).expect("a key"),
        }
    }

    /// A key of somebody else, who gives it the name of the issuer's.
    pub(crate) fn of_a_forger() -> Self {
        let pem = include_bytes!("../fixtures/keys/test-only-other-rsa.pem");
        Self {
            key: EncodingKey::from_rsa_pem(pem).expect("a key"),
            ..Self::rsa()
        }
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        encode(&self.header(), claims, &self.key).expect("a token")
    }

    /// A token that brings the key that it is to be checked with.
    pub(crate) fn sign_with_key_enclosed(&self, claims: &Value) -> String {
        let mut header = self.header();
        header.jwk = Some(self.public());
        encode(&header, claims, &self.key).expect("a token")
    }

    /// A token that does not name its key.
    pub(crate) fn sign_namelessly(&self, claims: &Value) -> String {
        let header = Header::new(self.algorithm);
        encode(&header, claims, &self.key).expect("a token")
    }

    fn header(&self) -> Header {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.id.to_owned());
        header
    }

    fn public(&self) -> Jwk {
        let mut jwk = Jwk::from_encoding_key(&self.key, self.algorithm).expect("a public key");
        jwk.common.key_id = Some(self.id.to_owned());
        jwk
    }
}

/// The public keys of the issuer of the tests.
pub(crate) fn key_set() -> Value {
    let keys = vec![SigningKey::rsa().public(), SigningKey::ec().public()];
    serde_json::to_value(JwkSet { keys }).expect("is JSON")
}

/// Claims that are valid for an hour, together with others.
pub(crate) fn claims(issuer: &str, more: Value) -> Value {
    let now = now();
    let mut claims = json!({
        "iss": issuer,
        "sub": "5e1f",
        "iat": now,
        "auth_time": now,
        "exp": now + 3600,
    });
    for (name, value) in more.as_object().expect("an object") {
        claims[name] = value.clone();
    }
    claims
}

pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A token with `alg: none` and no signature.
pub(crate) fn unsigned(claims: &Value) -> String {
    format!("{}.{}.", part(&json!({"alg": "none"})), part(claims))
}

/// A token signed with a public key as if that were a shared secret.
pub(crate) fn signed_with_the_public_key(claims: &Value) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("rsa".to_owned());
    let modulus = key_set()["keys"][0]["n"].to_string();
    let secret = EncodingKey::from_secret(modulus.as_bytes());
    encode(&header, claims, &secret).expect("a token")
}

/// A token whose claims were changed after it was signed.
pub(crate) fn changed(token: &str, claims: &Value) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    [parts[0], &part(claims), parts[2]].join(".")
}

fn part(value: &Value) -> String {
    use base64::Engine as _;

    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
}
