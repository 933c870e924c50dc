//! Caching of what resolvers give.

use appsynth_construct::Scope;
use appsynth_resources::appsync as cfn;

use crate::diagnostics;
use crate::time::Seconds;

/// How a resolver's values are cached, where the API caches by resolver.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html>
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caching {
    /// How long a value is kept, 1 to 3,600 seconds.
    pub time_to_live: Seconds,
    /// What a value depends on, such as `$context.arguments.id`; on all three maps unless set.
    pub keys: Vec<String>,
}

impl Caching {
    /// Keeps values for so long.
    pub fn new(time_to_live: Seconds) -> Self {
        Self {
            time_to_live,
            keys: Vec::new(),
        }
    }

    /// Adds a key that a value depends on, such as `$context.arguments.id` or `$context.identity.sub`.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.keys.push(key.into());
        self
    }

    pub(crate) fn check(&self, scope: &mut Scope<'_>) {
        if !(1..=3600).contains(&self.time_to_live.0) {
            scope.report(diagnostics::caching_time(self.time_to_live));
        }
        for key in self.keys.iter().filter(|key| !is_caching_key(key)) {
            scope.report(diagnostics::caching_key(key));
        }
    }
}

impl From<Caching> for cfn::ResolverCachingConfig {
    fn from(caching: Caching) -> Self {
        Self {
            caching_keys: caching.keys.into_iter().map(Into::into).collect(),
            ..Self::new(f64::from(caching.time_to_live.0))
        }
    }
}

fn is_caching_key(key: &str) -> bool {
    let path = key
        .strip_prefix("$context.")
        .or_else(|| key.strip_prefix("$ctx."));
    let mut parts = path.unwrap_or_default().split('.');
    let known = matches!(
        parts.next(),
        Some("arguments" | "args" | "source" | "identity")
    );
    known && parts.all(|part| !part.is_empty())
}
