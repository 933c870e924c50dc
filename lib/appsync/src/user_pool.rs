//! User pools of Cognito.

use appsynth_construct::{Construct, Expr, Intrinsic, NodeId, Scope, Value};
use appsynth_resources::cognito::CfnUserPoolRef;

use crate::properties::Properties;
use crate::reference::{ExternalRegion, arn, attribute, reference};

/// A user pool of Cognito that exists already.
///
/// A pool of this application is a `CfnUserPool`, whose handle is one of these too.
#[derive(Debug, Clone)]
pub struct UserPool {
    id: String,
}

/// A user pool, owned or external.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserPoolRef {
    node: NodeId,
}

impl UserPool {
    /// The user pool of this id, such as `eu-west-1_a1b2c3d4e`.
    pub fn external(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Construct for UserPool {
    type Handle = UserPoolRef;

    fn build(self, scope: &mut Scope<'_>) -> UserPoolRef {
        let attributes = Properties::new()
            .set(
                "Arn",
                arn("cognito-idp", ["userpool/".into(), self.id.as_str().into()]),
            )
            .set("UserPoolId", self.id.as_str());
        if let Some((region, _)) = self.id.split_once('_') {
            scope.remember(scope.node(), ExternalRegion(region.to_owned()));
        }
        scope.external(self.id, attributes.into_map());
        UserPoolRef { node: scope.node() }
    }
}

impl UserPoolRef {
    /// Its id.
    pub fn id(self) -> Value<String> {
        reference(self.node)
    }

    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "Arn")
    }

    /// Its region, which its id begins with.
    pub(crate) fn region(self, scope: &Scope<'_>) -> Value<String> {
        if let Some(ExternalRegion(region)) = scope.recall(self.node) {
            return region.as_str().into();
        }
        let parts = Intrinsic::Split("_".to_owned(), self.id().into());
        Value::AtDeploy(Intrinsic::Select(Expr::from(0), parts.into()).into())
    }
}

impl From<CfnUserPoolRef> for UserPoolRef {
    fn from(resource: CfnUserPoolRef) -> Self {
        Self {
            node: resource.node(),
        }
    }
}

impl From<UserPoolRef> for NodeId {
    fn from(pool: UserPoolRef) -> Self {
        pool.node
    }
}
