//! OpenSearch domains as data sources.

use appsynth_construct::Scope;
use appsynth_resources::appsync as cfn;

use super::{Access, DataSource, Target};
use crate::api::ApiRef;
use crate::reference::region_of;
use crate::role::Grant;
use crate::search_domain::SearchDomainRef;

/// An OpenSearch domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenSearch {
    /// The domain.
    pub domain: SearchDomainRef,
    /// What requests may do with it.
    pub access: Access,
}

impl DataSource<OpenSearch> {
    /// An OpenSearch domain; requests may read and write.
    pub fn search(api: ApiRef, domain: impl Into<SearchDomainRef>) -> Self {
        let target = OpenSearch {
            domain: domain.into(),
            access: Access::ReadWrite,
        };
        Self::of(api, target)
    }

    /// Sets what requests may do with the domain.
    #[must_use]
    pub fn access(mut self, access: Access) -> Self {
        self.target.access = access;
        self
    }
}

impl Target for OpenSearch {
    fn kind(&self) -> cfn::DataSourceType {
        cfn::DataSourceType::AmazonOpensearchService
    }

    fn configure(&self, scope: &mut Scope<'_>, source: &mut cfn::CfnDataSource) {
        let region = region_of(scope, self.domain);
        source.open_search_service_config = Some(cfn::DataSourceOpenSearchServiceConfig::new(
            region,
            self.domain.url(),
        ));
    }

    fn grant(&self) -> Grant {
        match self.access {
            Access::Read => self.domain.read(),
            Access::Write => self.domain.write(),
            Access::ReadWrite => self.domain.read_write(),
        }
    }
}
