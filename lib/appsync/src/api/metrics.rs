//! Enhanced metrics.

use crate::properties::Properties;

/// Enhanced metrics of CloudWatch, billed by metric.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metrics {
    /// Whether operations have metrics.
    pub operations: bool,
    /// Which resolvers have metrics.
    pub resolvers: MetricsScope,
    /// Which data sources have metrics.
    pub data_sources: MetricsScope,
}

/// What has metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsScope {
    /// All of a request.
    All,
    /// Those that ask for it with `.metrics(true)`.
    Chosen,
}

impl Metrics {
    /// Metrics of operations, all resolvers and all data sources.
    pub fn all() -> Self {
        Self {
            operations: true,
            resolvers: MetricsScope::All,
            data_sources: MetricsScope::All,
        }
    }

    /// Metrics of operations, and of the resolvers and data sources that ask for it.
    pub fn chosen() -> Self {
        Self {
            operations: true,
            resolvers: MetricsScope::Chosen,
            data_sources: MetricsScope::Chosen,
        }
    }

    pub(super) fn properties(self) -> Properties {
        let data_sources = match self.data_sources {
            MetricsScope::All => "FULL_REQUEST_DATA_SOURCE_METRICS",
            MetricsScope::Chosen => "PER_DATA_SOURCE_METRICS",
        };
        let resolvers = match self.resolvers {
            MetricsScope::All => "FULL_REQUEST_RESOLVER_METRICS",
            MetricsScope::Chosen => "PER_RESOLVER_METRICS",
        };
        Properties::new()
            .set("DataSourceLevelMetricsBehavior", data_sources)
            .set("OperationLevelMetricsConfig", enabled(self.operations))
            .set("ResolverLevelMetricsBehavior", resolvers)
    }
}

/// AppSync's words for on and off.
pub(crate) fn enabled(enabled: bool) -> &'static str {
    if enabled { "ENABLED" } else { "DISABLED" }
}
