//! HTTP endpoints as data sources.

use appsynth_construct::{Scope, Value};

use super::{DataSource, Description, Target};
use crate::api::{ApiRef, is_endpoint};
use crate::diagnostics;
use crate::properties::Properties;
use crate::role::Grant;

/// An HTTP endpoint.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Http {
    /// Protocol, host and perhaps port, such as `https://example.com`; the path is the request's.
    pub endpoint: Value<String>,
    /// How requests are signed; not at all unless set.
    pub signature: Option<Signature>,
}

/// A signature of requests, version 4.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-http-resolvers-js.html>
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    region: String,
    service: String,
    grant: Grant,
}

impl DataSource<Http> {
    /// An HTTP endpoint: protocol, host and perhaps port. The path is the request's.
    pub fn http(api: ApiRef, endpoint: impl Into<Value<String>>) -> Self {
        let target = Http {
            endpoint: endpoint.into(),
            signature: None,
        };
        Self::of(api, target)
    }

    /// Signs requests for a service of AWS, such as `states`, in this region; `grant` is what the requests
    /// may do there.
    #[must_use]
    pub fn signed(
        mut self,
        region: impl Into<String>,
        service: impl Into<String>,
        grant: impl Into<Grant>,
    ) -> Self {
        self.target.signature = Some(Signature {
            region: region.into(),
            service: service.into(),
            grant: grant.into(),
        });
        self
    }
}

impl Target for Http {
    fn describe(&self, scope: &mut Scope<'_>) -> Description {
        if let Some(endpoint) = self.endpoint.known()
            && !is_endpoint(endpoint)
        {
            scope.report(diagnostics::endpoint("the endpoint", endpoint));
        }
        let authorization = self.signature.as_ref().map(|signature| {
            let aws = Properties::new()
                .set("SigningRegion", signature.region.as_str())
                .set("SigningServiceName", signature.service.as_str());
            Properties::new()
                .set("AuthorizationType", "AWS_IAM")
                .set("AwsIamConfig", aws)
        });
        let config = Properties::new()
            .maybe("AuthorizationConfig", authorization)
            .set("Endpoint", self.endpoint.clone());
        let grant = self
            .signature
            .as_ref()
            .map(|signature| signature.grant.clone());
        Description::new("HTTP")
            .config("HttpConfig", config)
            .grant(grant.unwrap_or_default())
    }
}
