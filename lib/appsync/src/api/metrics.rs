//! Enhanced metrics.

use appsynth_resources::appsync as cfn;

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
}

impl From<Metrics> for cfn::GraphQLApiEnhancedMetricsConfig {
    fn from(metrics: Metrics) -> Self {
        use cfn::{
            GraphQLApiDataSourceLevelMetricsBehavior as OfDataSources,
            GraphQLApiOperationLevelMetricsConfig as OfOperations,
            GraphQLApiResolverLevelMetricsBehavior as OfResolvers,
        };
        let data_sources = match metrics.data_sources {
            MetricsScope::All => OfDataSources::FullRequestDataSourceMetrics,
            MetricsScope::Chosen => OfDataSources::PerDataSourceMetrics,
        };
        let operations = if metrics.operations {
            OfOperations::Enabled
        } else {
            OfOperations::Disabled
        };
        let resolvers = match metrics.resolvers {
            MetricsScope::All => OfResolvers::FullRequestResolverMetrics,
            MetricsScope::Chosen => OfResolvers::PerResolverMetrics,
        };
        Self::new(data_sources, operations, resolvers)
    }
}
