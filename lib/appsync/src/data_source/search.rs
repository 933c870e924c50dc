//! OpenSearch domains as data sources.

use appsynth_cloudformation::Pseudo;
use appsynth_construct::Scope;

use super::{Access, DataSource, Description, Target};
use crate::api::ApiRef;
use crate::properties::Properties;
use crate::reference::pseudo;
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
    pub fn search(api: ApiRef, domain: SearchDomainRef) -> Self {
        let target = OpenSearch {
            domain,
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
    fn describe(&self, _scope: &mut Scope<'_>) -> Description {
        let config = Properties::new()
            .set("AwsRegion", pseudo(Pseudo::Region))
            .set("Endpoint", self.domain.url());
        let grant = match self.access {
            Access::Read => self.domain.read(),
            Access::Write => self.domain.write(),
            Access::ReadWrite => self.domain.read_write(),
        };
        Description::new("AMAZON_OPENSEARCH_SERVICE")
            .config("OpenSearchServiceConfig", config)
            .grant(grant)
    }
}
