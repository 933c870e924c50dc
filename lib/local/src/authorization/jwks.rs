//! The public keys of an issuer: from a file, from a URL, or the local issuer's own.
//!
//! <https://datatracker.ietf.org/doc/html/rfc7517>

use std::path::Path;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::Request;
use http_body_util::Full;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use tokio::sync::Mutex;

use crate::data_sources::HttpClient;

/// Public keys that tokens are checked with.
pub(crate) struct Keys(Source);

enum Source {
    Known(JwkSet),
    Url {
        url: String,
        client: HttpClient,
        fetched: Mutex<Option<Fetched>>,
    },
}

struct Fetched {
    at: Instant,
    keys: JwkSet,
}

/// How often a set is fetched again at most because a token names a key that it does not have: whoever sends
/// such tokens must not be able to flood the issuer.
const FETCH_INTERVAL: Duration = Duration::from_secs(30);

impl Keys {
    /// Keys that are known already.
    pub(crate) fn known(keys: JwkSet) -> Self {
        Self(Source::Known(keys))
    }

    /// The keys of a file, or in words why it has none.
    pub(crate) fn of_file(path: &Path) -> Result<Self, String> {
        let text = std::fs::read(path).map_err(|error| error.to_string())?;
        read(&text).map(Self::known)
    }

    /// The keys that a URL will give.
    pub(crate) fn of_url(url: impl Into<String>, client: HttpClient) -> Self {
        Self(Source::Url {
            url: url.into(),
            client,
            fetched: Mutex::default(),
        })
    }

    /// The key that a token names, or the only one for a token that names none.
    pub(super) async fn find(&self, id: Option<&str>) -> Result<Jwk, String> {
        match &self.0 {
            Source::Known(keys) => choose(keys, id).ok_or_else(|| unknown(id)),
            Source::Url {
                url,
                client,
                fetched,
            } => {
                let mut fetched = fetched.lock().await;
                if let Some(set) = &*fetched {
                    match choose(&set.keys, id) {
                        Some(key) => return Ok(key),
                        None if set.at.elapsed() < FETCH_INTERVAL => return Err(unknown(id)),
                        None => {}
                    }
                }
                let keys = fetch(client, url).await?;
                let found = choose(&keys, id);
                *fetched = Some(Fetched {
                    at: Instant::now(),
                    keys,
                });
                found.ok_or_else(|| unknown(id))
            }
        }
    }
}

fn choose(set: &JwkSet, id: Option<&str>) -> Option<Jwk> {
    match (id, set.keys.as_slice()) {
        (Some(id), _) => set.find(id).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

fn unknown(id: Option<&str>) -> String {
    match id {
        Some(id) => format!("its issuer has no key `{id}`"),
        None => "it names no key (`kid`), and its issuer has several or none".to_owned(),
    }
}

async fn fetch(client: &HttpClient, url: &str) -> Result<JwkSet, String> {
    let request = Request::get(url)
        .body(Full::new(Bytes::new()))
        .map_err(|error| format!("`{url}` is no valid URL: {error}"))?;
    let response = client.send(request).await?;
    if !response.status().is_success() {
        return Err(format!("{url} answered {}", response.status()));
    }
    read(response.body()).map_err(|error| format!("{url} has no JSON Web Key Set: {error}"))
}

fn read(text: &[u8]) -> Result<JwkSet, String> {
    serde_json::from_slice(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn key(id: &str) -> serde_json::Value {
        json!({"kty": "RSA", "kid": id, "n": "AQAB", "e": "AQAB"})
    }

    fn set(keys: &[&str]) -> JwkSet {
        let keys: Vec<_> = keys.iter().map(|id| key(id)).collect();
        read(json!({ "keys": keys }).to_string().as_bytes()).expect("keys")
    }

    #[test]
    fn a_token_that_names_no_key_is_checked_with_the_only_one() {
        assert!(choose(&set(&["a"]), None).is_some());
        assert!(choose(&set(&["a", "b"]), None).is_none());
        assert!(choose(&set(&[]), None).is_none());
        assert!(choose(&set(&["a", "b"]), Some("b")).is_some());
        assert!(choose(&set(&["a"]), Some("b")).is_none());
    }
}
