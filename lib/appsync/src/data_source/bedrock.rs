//! Models of Bedrock as data sources.

use appsynth_cloudformation::Pseudo;
use appsynth_construct::{Scope, Value};
use appsynth_resources::appsync as cfn;

use super::{DataSource, Target};
use crate::api::ApiRef;
use crate::reference::{join, pseudo};
use crate::role::{Grant, Statement};

/// The runtime of Bedrock.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-bedrock-js.html>
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BedrockRuntime {
    /// The ids of the foundation models that requests may use.
    pub models: Vec<String>,
}

impl DataSource<BedrockRuntime> {
    /// The runtime of Bedrock, for foundation models of the stack's region with these ids, such as
    /// `amazon.titan-text-lite-v1`.
    pub fn bedrock<M: Into<String>>(api: ApiRef, models: impl IntoIterator<Item = M>) -> Self {
        let models = models.into_iter().map(Into::into).collect();
        Self::of(api, BedrockRuntime { models })
    }
}

impl Target for BedrockRuntime {
    fn kind(&self) -> cfn::DataSourceType {
        cfn::DataSourceType::AmazonBedrockRuntime
    }

    fn configure(&self, _scope: &mut Scope<'_>, _source: &mut cfn::CfnDataSource) {}

    fn grant(&self) -> Grant {
        let models = self.models.iter().map(|model| foundation_model(model));
        Statement::allow(["bedrock:InvokeModel"], models).into()
    }
}

/// Foundation models belong to no account.
fn foundation_model(id: &str) -> Value<String> {
    join([
        "arn:".into(),
        pseudo(Pseudo::Partition),
        ":bedrock:".into(),
        pseudo(Pseudo::Region),
        format!("::foundation-model/{id}").as_str().into(),
    ])
}
