//! Conflicts between versions of an item.

use crate::function::FunctionRef;
use crate::properties::Properties;

/// What is done when a client changes a version of an item that is not the newest.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-sync.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictHandler {
    /// The change is refused.
    OptimisticConcurrency,
    /// The change is merged where it does not touch what changed since.
    Automerge,
    /// A Lambda function decides.
    Lambda(FunctionRef),
}

impl ConflictHandler {
    pub(crate) fn properties(self) -> Properties {
        let (name, lambda) = match self {
            Self::OptimisticConcurrency => ("OPTIMISTIC_CONCURRENCY", None),
            Self::Automerge => ("AUTOMERGE", None),
            Self::Lambda(function) => ("LAMBDA", Some(function)),
        };
        let lambda = lambda
            .map(|function| Properties::new().set("LambdaConflictHandlerArn", function.arn()));
        Properties::new()
            .set("ConflictDetection", "VERSION")
            .set("ConflictHandler", name)
            .maybe("LambdaConflictHandlerConfig", lambda)
    }
}
