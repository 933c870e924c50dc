//! Caches of answers.

use appsynth_construct::{NodeId, Scope};

use crate::diagnostics;
use crate::properties::Properties;
use crate::reference::attribute;
use crate::time::Seconds;

/// A cache of an API, billed by the hour.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html>
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Cache {
    /// What is cached.
    pub behavior: CachingBehavior,
    /// How large the cache is.
    pub instance: CacheInstance,
    /// How long answers are kept, 1 to 3,600 seconds.
    pub time_to_live: Seconds,
    /// Whether CloudWatch gets metrics of the cache's health.
    pub health_metrics: bool,
}

/// What a cache keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachingBehavior {
    /// Every query's answer.
    FullRequest,
    /// What the resolvers give that ask for it.
    PerResolver,
    /// Answers of whole operations.
    OperationLevel,
}

/// The size of a cache, in AppSync's own steps (1.5 GB to 310 GB).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheInstance {
    /// `SMALL`
    Small,
    /// `MEDIUM`
    Medium,
    /// `LARGE`
    Large,
    /// `XLARGE`
    Xlarge,
    /// `LARGE_2X`
    Large2x,
    /// `LARGE_4X`
    Large4x,
    /// `LARGE_8X`
    Large8x,
    /// `LARGE_12X`
    Large12x,
}

impl Cache {
    /// A cache of the smallest size; encrypted, without health metrics.
    pub fn new(behavior: CachingBehavior, time_to_live: Seconds) -> Self {
        Self {
            behavior,
            instance: CacheInstance::Small,
            time_to_live,
            health_metrics: false,
        }
    }

    /// Sets the size.
    #[must_use]
    pub fn instance(mut self, instance: CacheInstance) -> Self {
        self.instance = instance;
        self
    }

    /// Gives CloudWatch metrics of the cache's health, or not.
    #[must_use]
    pub fn health_metrics(mut self, enabled: bool) -> Self {
        self.health_metrics = enabled;
        self
    }

    pub(super) fn build(self, scope: &mut Scope<'_>, api: NodeId) {
        if !(1..=3600).contains(&self.time_to_live.0) {
            scope.report(diagnostics::caching_time(self.time_to_live));
        }
        let cache = Properties::new()
            .set("ApiCachingBehavior", self.behavior.name())
            .set("ApiId", attribute(api, "ApiId"))
            .set("AtRestEncryptionEnabled", true)
            .maybe(
                "HealthMetricsConfig",
                self.health_metrics.then_some("ENABLED"),
            )
            .set("TransitEncryptionEnabled", true)
            .set("Ttl", i64::from(self.time_to_live.0))
            .set("Type", self.instance.name());
        scope.part("Cache", cache.resource("AWS::AppSync::ApiCache"));
    }
}

impl CachingBehavior {
    fn name(self) -> &'static str {
        match self {
            Self::FullRequest => "FULL_REQUEST_CACHING",
            Self::PerResolver => "PER_RESOLVER_CACHING",
            Self::OperationLevel => "OPERATION_LEVEL_CACHING",
        }
    }
}

impl CacheInstance {
    fn name(self) -> &'static str {
        match self {
            Self::Small => "SMALL",
            Self::Medium => "MEDIUM",
            Self::Large => "LARGE",
            Self::Xlarge => "XLARGE",
            Self::Large2x => "LARGE_2X",
            Self::Large4x => "LARGE_4X",
            Self::Large8x => "LARGE_8X",
            Self::Large12x => "LARGE_12X",
        }
    }
}
