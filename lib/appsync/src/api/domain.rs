//! Domain names of the user's own.

use appsynth_construct::{NodeId, Scope, Value};
use appsynth_resources::appsync as cfn;

use crate::reference::attribute;

/// A domain name of an API, beside the one that AppSync gives it.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/custom-domain-name.html>
#[derive(Debug, Clone, PartialEq)]
pub struct CustomDomain {
    name: String,
    certificate_arn: Value<String>,
}

impl CustomDomain {
    /// A domain name, with a certificate for it in `us-east-1`.
    ///
    /// DNS has to point the name to [`crate::ApiRef::domain_target`].
    pub fn new(name: impl Into<String>, certificate_arn: impl Into<Value<String>>) -> Self {
        Self {
            name: name.into(),
            certificate_arn: certificate_arn.into(),
        }
    }

    pub(super) fn build(self, scope: &mut Scope<'_>, api: NodeId) -> NodeId {
        let domain = cfn::CfnDomainName::new(self.certificate_arn, self.name);
        let domain = scope.part("DomainName", domain);
        let name = domain.attribute("DomainName");
        let association = cfn::CfnDomainNameApiAssociation::new(attribute(api, "ApiId"), name);
        scope.part("DomainAssociation", association);
        domain.node()
    }
}
