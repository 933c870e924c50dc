//! Lambda functions as data sources.

use appsynth_construct::Scope;

use super::{Abilities, DataSource, Description, Target};
use crate::api::ApiRef;
use crate::function::FunctionRef;
use crate::properties::Properties;

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
    fn describe(&self, _scope: &mut Scope<'_>) -> Description {
        let config = Properties::new().set("LambdaFunctionArn", self.function.arn());
        Description {
            abilities: Abilities {
                invoke: true,
                ..Abilities::default()
            },
            ..Description::new("AWS_LAMBDA")
                .config("LambdaConfig", config)
                .grant(self.function.invoke())
        }
    }
}
