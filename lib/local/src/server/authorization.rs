//! Who may ask an API.
//!
//! Only API keys are checked yet. Whoever brings another credential is refused, whatever the API allows: an
//! unchecked caller would be worse than none.

use appsynth_runtime::{AuthMode, AuthType, Caller};
use axum::http::HeaderMap;
use indexmap::IndexMap;

use super::refusal::Refusal;
use crate::apis::ApiKey;

/// How callers of an API are told.
pub(crate) struct Authorization {
    takes_keys: bool,
    keys: Vec<ApiKey>,
}

impl Authorization {
    /// The rules of an API with these modes and keys.
    pub(crate) fn new<'m>(
        modes: impl IntoIterator<Item = &'m AuthMode>,
        keys: Vec<ApiKey>,
    ) -> Self {
        let mut takes_keys = false;
        for mode in modes {
            match mode.auth_type() {
                AuthType::ApiKey => takes_keys = true,
                other => tracing::warn!(
                    "callers by {other:?} are refused: the local environment does not check them yet"
                ),
            }
        }
        Self { takes_keys, keys }
    }

    /// The API's first key.
    pub(crate) fn first_key(&self) -> Option<&str> {
        self.keys.first().map(|key| key.key.as_str())
    }

    /// The caller of a request.
    pub(super) fn caller(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let given = headers
            .get("x-api-key")
            .and_then(|key| key.to_str().ok())
            .ok_or_else(Refusal::unauthorized)?;
        let now = jiff::Timestamp::now().as_second();
        let valid = self.takes_keys
            && self.keys.iter().any(|key| {
                same_secret(given, &key.key) && key.expires.is_none_or(|expires| now < expires)
            });
        if !valid {
            return Err(Refusal::unauthorized());
        }
        Ok(Caller {
            headers: plain(headers),
            ..Caller::new(AuthType::ApiKey)
        })
    }
}

/// Compares without telling by the time it takes how much of a guess was right.
pub(super) fn same_secret(given: &str, wanted: &str) -> bool {
    given.len() == wanted.len()
        && given
            .bytes()
            .zip(wanted.bytes())
            .fold(0, |difference, (one, other)| difference | (one ^ other))
            == 0
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
