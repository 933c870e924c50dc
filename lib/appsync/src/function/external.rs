//! Lambda functions that exist already.

use appsynth_construct::{Construct, Scope, Value};

use super::FunctionRef;
use crate::arn::Arn;
use crate::properties::Properties;
use crate::reference::arn;

/// A Lambda function that exists already; made with [`super::Function::external`].
#[derive(Debug, Clone)]
pub struct ExternalFunction {
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Name(Value<String>),
    Arn(String),
}

impl ExternalFunction {
    pub(super) fn named(name: Value<String>) -> Self {
        Self {
            place: Place::Name(name),
        }
    }

    pub(super) fn at(arn: String) -> Self {
        Self {
            place: Place::Arn(arn),
        }
    }
}

impl Construct for ExternalFunction {
    type Handle = FunctionRef;

    fn build(self, scope: &mut Scope<'_>) -> FunctionRef {
        let (name, arn): (_, Value<String>) = match self.place {
            Place::Name(name) => (name.clone(), arn("lambda", ["function:".into(), name])),
            Place::Arn(arn) => {
                let arn = Arn::expect(scope, &arn, "lambda");
                (arn.name().into(), arn.text.into())
            }
        };
        scope.external(name, Properties::new().set("Arn", arn).into_map());
        FunctionRef {
            node: scope.node(),
            role: None,
        }
    }
}
