//! Aurora clusters as data sources, through the RDS Data API.

use appsynth_cloudformation::Pseudo;
use appsynth_construct::Scope;

use super::{DataSource, Description, Target};
use crate::api::ApiRef;
use crate::database::{DatabaseClusterRef, SecretRef};
use crate::properties::Properties;
use crate::reference::pseudo;

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
    pub fn database(api: ApiRef, cluster: DatabaseClusterRef, secret: SecretRef) -> Self {
        let target = RelationalDatabase {
            cluster,
            secret,
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
    fn describe(&self, _scope: &mut Scope<'_>) -> Description {
        let endpoint = Properties::new()
            .set("AwsRegion", pseudo(Pseudo::Region))
            .set("AwsSecretStoreArn", self.secret.arn())
            .maybe("DatabaseName", self.database.as_deref())
            .set("DbClusterIdentifier", self.cluster.arn())
            .maybe("Schema", self.schema.as_deref());
        let config = Properties::new()
            .set("RdsHttpEndpointConfig", endpoint)
            .set("RelationalDatabaseSourceType", "RDS_HTTP_ENDPOINT");
        Description::new("RELATIONAL_DATABASE")
            .config("RelationalDatabaseConfig", config)
            .grant(self.cluster.data_api().and(self.secret.read()))
    }
}
