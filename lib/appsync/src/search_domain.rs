//! Domains of OpenSearch.

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::opensearch::CfnDomainRef;

use crate::arn::expect_arn;
use crate::properties::Properties;
use crate::reference::{ExternalRegion, attribute, join, reference};
use crate::role::{Grant, Statement};

/// A domain of OpenSearch that exists already.
///
/// A domain of this application is a `CfnDomain`, whose handle is one of these too.
#[derive(Debug, Clone)]
pub struct SearchDomain {
    arn: String,
    endpoint: String,
}

/// A domain of OpenSearch, owned or external.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchDomainRef {
    node: NodeId,
}

impl SearchDomain {
    /// The domain of this ARN, with its endpoint's host name, with or without `https://`.
    pub fn external(arn: impl Into<String>, endpoint: impl Into<String>) -> Self {
        Self {
            arn: arn.into(),
            endpoint: endpoint.into(),
        }
    }
}

impl Construct for SearchDomain {
    type Handle = SearchDomainRef;

    fn build(self, scope: &mut Scope<'_>) -> SearchDomainRef {
        let arn = expect_arn(scope, &self.arn, "es");
        let endpoint = self
            .endpoint
            .trim_start_matches("https://")
            .trim_end_matches('/');
        let attributes = Properties::new()
            .set("Arn", self.arn.as_str())
            .set("DomainEndpoint", endpoint);
        scope.external(arn.name(), attributes.into_map());
        scope.remember(scope.node(), ExternalRegion(arn.region.to_owned()));
        SearchDomainRef { node: scope.node() }
    }
}

impl SearchDomainRef {
    /// Its name.
    pub fn name(self) -> Value<String> {
        reference(self.node)
    }

    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "Arn")
    }

    /// The address of its API.
    pub fn url(self) -> Value<String> {
        join(["https://".into(), attribute(self.node, "DomainEndpoint")])
    }

    /// Leave to read documents and to search with `GET`.
    pub fn read(self) -> Grant {
        self.access(&["Get", "Head"])
    }

    /// Leave to write and delete documents.
    pub fn write(self) -> Grant {
        self.access(&["Delete", "Post", "Put"])
    }

    /// Leave to read and write documents.
    pub fn read_write(self) -> Grant {
        self.access(&["Delete", "Get", "Head", "Post", "Put"])
    }

    fn access(self, methods: &[&str]) -> Grant {
        let actions = methods.iter().map(|method| format!("es:ESHttp{method}"));
        Statement::allow(actions, [join([self.arn(), "/*".into()])]).into()
    }
}

impl From<CfnDomainRef> for SearchDomainRef {
    fn from(resource: CfnDomainRef) -> Self {
        Self {
            node: resource.node(),
        }
    }
}

impl From<SearchDomainRef> for NodeId {
    fn from(domain: SearchDomainRef) -> Self {
        domain.node
    }
}
