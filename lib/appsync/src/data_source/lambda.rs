//! Lambda functions as data sources.

use appsynth_construct::Scope;
use appsynth_resources::appsync as cfn;

use super::{Abilities, DataSource, Target};
use crate::api::ApiRef;
use crate::function::FunctionRef;
use crate::role::Grant;

/// A Lambda function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lambda {
    /// The function.
    pub function: FunctionRef,
}

impl DataSource<Lambda> {
    /// A Lambda function.
    pub fn lambda(api: ApiRef, function: FunctionRef) -> Self {
        Self::of(api, Lambda { function })
    }
}

impl Target for Lambda {
    fn kind(&self) -> cfn::DataSourceType {
        cfn::DataSourceType::AwsLambda
    }

    fn configure(&self, _scope: &mut Scope<'_>, source: &mut cfn::CfnDataSource) {
        source.lambda_config = Some(cfn::DataSourceLambdaConfig::new(self.function.arn()));
    }

    fn grant(&self) -> Grant {
        self.function.invoke()
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            invoke: true,
            ..Abilities::default()
        }
    }
}
