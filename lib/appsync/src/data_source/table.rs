//! DynamoDB tables as data sources.

use appsynth_construct::Scope;
use appsynth_resources::appsync as cfn;

use super::{Abilities, Access, DataSource, Target};
use crate::api::ApiRef;
use crate::reference::region_of;
use crate::role::Grant;
use crate::table::TableRef;

/// A DynamoDB table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DynamoDb {
    /// The table.
    pub table: TableRef,
    /// What requests may do with it.
    pub access: Access,
    /// Versions of items and where changes are kept; none unless set.
    pub delta_sync: Option<DeltaSync>,
}

/// Versions of items, for clients that synchronize.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-sync.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeltaSync {
    /// The table that keeps recent changes, with the keys `ds_pk` and `ds_sk`.
    pub table: TableRef,
    /// How long deleted items stay in the base table, in minutes.
    pub base_minutes: u32,
    /// How long changes stay in the delta table, in minutes.
    pub delta_minutes: u32,
}

impl DataSource<DynamoDb> {
    /// A DynamoDB table; requests may read and write.
    pub fn table(api: ApiRef, table: TableRef) -> Self {
        let target = DynamoDb {
            table,
            access: Access::ReadWrite,
            delta_sync: None,
        };
        Self::of(api, target)
    }

    /// Sets what requests may do with the table.
    #[must_use]
    pub fn access(mut self, access: Access) -> Self {
        self.target.access = access;
        self
    }

    /// Keeps versions of items, and recent changes in another table.
    #[must_use]
    pub fn versioned(mut self, delta_sync: DeltaSync) -> Self {
        self.target.delta_sync = Some(delta_sync);
        self
    }
}

impl Target for DynamoDb {
    fn kind(&self) -> cfn::DataSourceType {
        cfn::DataSourceType::AmazonDynamodb
    }

    fn configure(&self, scope: &mut Scope<'_>, source: &mut cfn::CfnDataSource) {
        let region = region_of(scope, self.table);
        source.dynamodb_config = Some(cfn::DataSourceDynamoDBConfig {
            delta_sync_config: self.delta_sync.map(Into::into),
            versioned: self.delta_sync.map(|_| true.into()),
            ..cfn::DataSourceDynamoDBConfig::new(region, self.table.name())
        });
    }

    fn grant(&self) -> Grant {
        let grant = match self.access {
            Access::Read => self.table.read(),
            Access::Write => self.table.write(),
            Access::ReadWrite => self.table.read_write(),
        };
        match self.delta_sync {
            Some(delta_sync) => grant.and(delta_sync.table.read_write()),
            None => grant,
        }
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            versions: self.delta_sync.is_some(),
            ..Abilities::default()
        }
    }
}

impl From<DeltaSync> for cfn::DataSourceDeltaSyncConfig {
    fn from(delta_sync: DeltaSync) -> Self {
        // AppSync takes these numbers as texts.
        Self::new(
            delta_sync.base_minutes.to_string(),
            delta_sync.table.name(),
            delta_sync.delta_minutes.to_string(),
        )
    }
}
