//! HTTP endpoints as data sources.

use appsynth_construct::{Scope, Value};
use appsynth_resources::appsync as cfn;

use super::{DataSource, Target};
use crate::api::{ApiRef, is_endpoint};
use crate::diagnostics;
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
    fn kind(&self) -> cfn::DataSourceType {
        cfn::DataSourceType::Http
    }

    fn configure(&self, scope: &mut Scope<'_>, source: &mut cfn::CfnDataSource) {
        if let Some(endpoint) = self.endpoint.known()
            && !is_endpoint(endpoint)
        {
            scope.report(diagnostics::endpoint("the endpoint", endpoint));
        }
        source.http_config = Some(cfn::DataSourceHttpConfig {
            authorization_config: self.signature.as_ref().map(Signature::authorization),
            ..cfn::DataSourceHttpConfig::new(self.endpoint.clone())
        });
    }

    fn grant(&self) -> Grant {
        let signature = self.signature.as_ref();
        signature.map_or(Grant::default(), |signature| signature.grant.clone())
    }
}

impl Signature {
    fn authorization(&self) -> cfn::DataSourceAuthorizationConfig {
        cfn::DataSourceAuthorizationConfig {
            aws_iam_config: Some(cfn::DataSourceAwsIamConfig {
                signing_region: Some(self.region.as_str().into()),
                signing_service_name: Some(self.service.as_str().into()),
            }),
            ..cfn::DataSourceAuthorizationConfig::new(cfn::DataSourceAuthorizationType::AwsIam)
        }
    }
}
