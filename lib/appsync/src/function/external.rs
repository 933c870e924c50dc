//! Lambda functions that exist already.

use appsynth_cloudformation::Pseudo;
use appsynth_construct::{Construct, Scope, Value};

use super::FunctionRef;
use crate::arn::expect_arn;
use crate::properties::Properties;
use crate::reference::{arn_in, pseudo};

/// A Lambda function that exists already; made with [`super::Function::external`].
#[derive(Debug, Clone)]
pub struct ExternalFunction {
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Name {
        name: Value<String>,
        region: Option<String>,
        account: Option<String>,
    },
    Arn(String),
}

impl ExternalFunction {
    pub(super) fn named(name: Value<String>) -> Self {
        Self {
            place: Place::Name {
                name,
                region: None,
                account: None,
            },
        }
    }

    pub(super) fn at(arn: String) -> Self {
        Self {
            place: Place::Arn(arn),
        }
    }

    /// In this region instead of the stack's; an ARN says its own.
    #[must_use]
    pub fn region(mut self, of_name: impl Into<String>) -> Self {
        if let Place::Name { region, .. } = &mut self.place {
            *region = Some(of_name.into());
        }
        self
    }

    /// In this account instead of the stack's; an ARN says its own.
    #[must_use]
    pub fn account(mut self, of_name: impl Into<String>) -> Self {
        if let Place::Name { account, .. } = &mut self.place {
            *account = Some(of_name.into());
        }
        self
    }
}

impl Construct for ExternalFunction {
    type Handle = FunctionRef;

    fn build(self, scope: &mut Scope<'_>) -> FunctionRef {
        let (name, arn): (_, Value<String>) = match self.place {
            Place::Name {
                name,
                region,
                account,
            } => {
                let known = |text: String| Value::Known(text);
                let region = region.map_or_else(|| pseudo(Pseudo::Region), known);
                let account = account.map_or_else(|| pseudo(Pseudo::AccountId), known);
                let resource = ["function:".into(), name.clone()];
                (name, arn_in("lambda", region, account, resource))
            }
            Place::Arn(arn) => {
                let name = expect_arn(scope, &arn, "lambda").name().into();
                (name, arn.into())
            }
        };
        scope.external(name, Properties::new().set("Arn", arn).into_map());
        FunctionRef {
            node: scope.node(),
            role: None,
        }
    }
}
