//! Aurora clusters as data sources, through the RDS Data API.

use appsynth_construct::Scope;
use appsynth_resources::appsync as cfn;

use super::{DataSource, Target};
use crate::api::ApiRef;
use crate::database::{DatabaseClusterRef, SecretRef};
use crate::reference::region_of;
use crate::role::Grant;

/// An Aurora cluster, through the RDS Data API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RelationalDatabase {
    /// The cluster.
    pub cluster: DatabaseClusterRef,
    /// The secret that holds user name and password.
    pub secret: SecretRef,
    /// The database in the cluster; the cluster's default unless set.
    pub database: Option<String>,
    /// The schema in the database; the database's default unless set.
    pub schema: Option<String>,
}

impl DataSource<RelationalDatabase> {
    /// An Aurora cluster whose user name and password are in a secret.
    pub fn database(
        api: ApiRef,
        cluster: impl Into<DatabaseClusterRef>,
        secret: impl Into<SecretRef>,
    ) -> Self {
        let target = RelationalDatabase {
            cluster: cluster.into(),
            secret: secret.into(),
            database: None,
            schema: None,
        };
        Self::of(api, target)
    }

    /// Chooses a database in the cluster.
    #[must_use]
    pub fn database_name(mut self, name: impl Into<String>) -> Self {
        self.target.database = Some(name.into());
        self
    }

    /// Chooses a schema in the database.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.target.schema = Some(name.into());
        self
    }
}

impl Target for RelationalDatabase {
    fn kind(&self) -> cfn::DataSourceType {
        cfn::DataSourceType::RelationalDatabase
    }

    fn configure(&self, scope: &mut Scope<'_>, source: &mut cfn::CfnDataSource) {
        let endpoint = cfn::DataSourceRdsHttpEndpointConfig {
            database_name: self.database.as_deref().map(Into::into),
            schema: self.schema.as_deref().map(Into::into),
            ..cfn::DataSourceRdsHttpEndpointConfig::new(
                region_of(scope, self.cluster),
                self.secret.arn(),
                self.cluster.arn(),
            )
        };
        let kind = cfn::DataSourceRelationalDatabaseSourceType::RdsHttpEndpoint;
        source.relational_database_config = Some(cfn::DataSourceRelationalDatabaseConfig {
            rds_http_endpoint_config: Some(endpoint),
            ..cfn::DataSourceRelationalDatabaseConfig::new(kind)
        });
    }

    fn grant(&self) -> Grant {
        self.cluster.data_api().and(self.secret.read())
    }
}
