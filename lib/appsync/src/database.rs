//! Clusters of Aurora and the secrets to reach them with.

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::rds::CfnDBClusterRef;
use appsynth_resources::secretsmanager::CfnSecretRef;

use crate::arn::expect_arn;
use crate::properties::Properties;
use crate::reference::{ExternalRegion, attribute, reference};
use crate::role::{Grant, Statement};

/// A cluster of Aurora that exists already, with the Data API enabled.
///
/// A cluster of this application is a `CfnDBCluster`, whose handle is one of these too.
#[derive(Debug, Clone)]
pub struct DatabaseCluster {
    arn: String,
}

/// A cluster of Aurora, owned or external.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatabaseClusterRef {
    node: NodeId,
}

/// A secret of Secrets Manager that exists already.
///
/// A secret of this application is a `CfnSecret`, whose handle is one of these too.
#[derive(Debug, Clone)]
pub struct Secret {
    arn: String,
}

/// A secret, owned or external.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretRef {
    node: NodeId,
}

impl DatabaseCluster {
    /// The cluster of this ARN.
    pub fn external(arn: impl Into<String>) -> Self {
        Self { arn: arn.into() }
    }
}

impl Construct for DatabaseCluster {
    type Handle = DatabaseClusterRef;

    fn build(self, scope: &mut Scope<'_>) -> DatabaseClusterRef {
        let arn = expect_arn(scope, &self.arn, "rds");
        let attributes = Properties::new().set("DBClusterArn", self.arn.as_str());
        scope.external(arn.name(), attributes.into_map());
        scope.remember(scope.node(), ExternalRegion(arn.region.to_owned()));
        DatabaseClusterRef { node: scope.node() }
    }
}

impl DatabaseClusterRef {
    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "DBClusterArn")
    }

    /// Leave to run SQL through the Data API; what the SQL may do is for the database's user to say.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-rds-resolvers.html>
    pub fn data_api(self) -> Grant {
        let actions = [
            "rds-data:BatchExecuteStatement",
            "rds-data:BeginTransaction",
            "rds-data:CommitTransaction",
            "rds-data:ExecuteStatement",
            "rds-data:RollbackTransaction",
        ];
        Statement::allow(actions, [self.arn()]).into()
    }
}

impl From<CfnDBClusterRef> for DatabaseClusterRef {
    fn from(resource: CfnDBClusterRef) -> Self {
        Self {
            node: resource.node(),
        }
    }
}

impl From<DatabaseClusterRef> for NodeId {
    fn from(cluster: DatabaseClusterRef) -> Self {
        cluster.node
    }
}

impl Secret {
    /// The secret of this whole ARN, with the six characters that Secrets Manager adds to the name.
    pub fn external(arn: impl Into<String>) -> Self {
        Self { arn: arn.into() }
    }
}

impl Construct for Secret {
    type Handle = SecretRef;

    fn build(self, scope: &mut Scope<'_>) -> SecretRef {
        expect_arn(scope, &self.arn, "secretsmanager");
        let attributes = Properties::new().set("Id", self.arn.as_str());
        scope.external(self.arn, attributes.into_map());
        SecretRef { node: scope.node() }
    }
}

impl SecretRef {
    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        reference(self.node)
    }

    /// Leave to read the secret.
    pub fn read(self) -> Grant {
        Statement::allow(["secretsmanager:GetSecretValue"], [self.arn()]).into()
    }
}

impl From<CfnSecretRef> for SecretRef {
    fn from(resource: CfnSecretRef) -> Self {
        Self {
            node: resource.node(),
        }
    }
}

impl From<SecretRef> for NodeId {
    fn from(secret: SecretRef) -> Self {
        secret.node
    }
}
