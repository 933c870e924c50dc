//! Caches of answers.

use appsynth_construct::{NodeId, Scope};
use appsynth_resources::appsync as cfn;

use crate::diagnostics;
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
        let cache = cfn::CfnApiCache {
            at_rest_encryption_enabled: Some(true.into()),
            health_metrics_config: (self.health_metrics)
                .then(|| cfn::ApiCacheHealthMetricsConfig::Enabled.into()),
            transit_encryption_enabled: Some(true.into()),
            ..cfn::CfnApiCache::new(
                cfn::ApiCacheApiCachingBehavior::from(self.behavior),
                attribute(api, "ApiId"),
                i64::from(self.time_to_live.0),
                cfn::ApiCacheType::from(self.instance),
            )
        };
        scope.part("Cache", cache);
    }
}

impl From<CachingBehavior> for cfn::ApiCacheApiCachingBehavior {
    fn from(behavior: CachingBehavior) -> Self {
        match behavior {
            CachingBehavior::FullRequest => Self::FullRequestCaching,
            CachingBehavior::PerResolver => Self::PerResolverCaching,
            CachingBehavior::OperationLevel => Self::OperationLevelCaching,
        }
    }
}

impl From<CacheInstance> for cfn::ApiCacheType {
    fn from(instance: CacheInstance) -> Self {
        match instance {
            CacheInstance::Small => Self::Small,
            CacheInstance::Medium => Self::Medium,
            CacheInstance::Large => Self::Large,
            CacheInstance::Xlarge => Self::Xlarge,
            CacheInstance::Large2x => Self::Large2x,
            CacheInstance::Large4x => Self::Large4x,
            CacheInstance::Large8x => Self::Large8x,
            CacheInstance::Large12x => Self::Large12x,
        }
    }
}
