//! `API_KEY`

use super::Denied;

/// A key of an API.
#[derive(Debug, Clone)]
pub(crate) struct ApiKey {
    /// `da2-…`
    pub(crate) key: String,
    /// Seconds since 1970 after which it is refused. A key without `Expires` does not expire here; on AWS it
    /// would after seven days.
    pub(crate) expires: Option<i64>,
}

pub(super) fn check(given: &str, keys: &[ApiKey]) -> Result<(), Denied> {
    let now = jiff::Timestamp::now().as_second();
    match keys.iter().find(|key| same_secret(given, &key.key)) {
        None => Err(Denied::because("the API key is none of this API")),
        Some(key) if key.expires.is_some_and(|expires| expires <= now) => {
            Err(Denied::because("the API key has expired"))
        }
        Some(_) => Ok(()),
    }
}

/// Compares without telling by the time it takes how much of a guess was right.
pub(crate) fn same_secret(given: &str, wanted: &str) -> bool {
    given.len() == wanted.len()
        && given
            .bytes()
            .zip(wanted.bytes())
            .fold(0, |difference, (one, other)| difference | (one ^ other))
            == 0
}
