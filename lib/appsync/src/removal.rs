//! What becomes of resources that hold data.

use appsynth_cloudformation::DeletionPolicy;
use appsynth_construct::Environment;

/// What becomes of a resource when it leaves the stack or is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovalPolicy {
    /// It is deleted with what it holds.
    Delete,
    /// It is kept, and belongs to no stack from then on.
    Retain,
}

impl RemovalPolicy {
    /// For resources that hold data, unless the user decides: kept, except on the user's own machine.
    pub fn of_data(environment: &Environment) -> Self {
        if environment.is_local() {
            Self::Delete
        } else {
            Self::Retain
        }
    }
}

impl From<RemovalPolicy> for DeletionPolicy {
    fn from(policy: RemovalPolicy) -> Self {
        match policy {
            RemovalPolicy::Delete => Self::Delete,
            RemovalPolicy::Retain => Self::Retain,
        }
    }
}
