//! Values that may only be known when the stack is deployed.

use crate::NodeId;

/// A value of the construct tree; its references name nodes.
pub type Expr = appsynth_cloudformation::Expr<NodeId>;
/// An intrinsic function over nodes.
pub type Intrinsic = appsynth_cloudformation::Intrinsic<NodeId>;

/// A value that is known now or only at deployment.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<T> {
    /// Known now.
    Known(T),
    /// Known when deployed: a reference or another intrinsic function.
    AtDeploy(Expr),
}

impl<T> Value<T> {
    /// The value, if it is known now.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::AtDeploy(_) => None,
        }
    }
}

impl<T> From<T> for Value<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl From<&str> for Value<String> {
    fn from(text: &str) -> Self {
        Self::Known(text.to_owned())
    }
}

impl<T: Into<Expr>> From<Value<T>> for Expr {
    fn from(value: Value<T>) -> Self {
        match value {
            Value::Known(value) => value.into(),
            Value::AtDeploy(expr) => expr,
        }
    }
}
