//! Conflicts between versions of an item.

use appsynth_resources::appsync as cfn;

use crate::function::FunctionRef;

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

impl From<ConflictHandler> for cfn::ResolverSyncConfig {
    fn from(handler: ConflictHandler) -> Self {
        let (handler, function) = match handler {
            ConflictHandler::OptimisticConcurrency => {
                (cfn::ResolverConflictHandler::OptimisticConcurrency, None)
            }
            ConflictHandler::Automerge => (cfn::ResolverConflictHandler::Automerge, None),
            ConflictHandler::Lambda(function) => {
                (cfn::ResolverConflictHandler::Lambda, Some(function))
            }
        };
        Self {
            conflict_handler: Some(handler.into()),
            lambda_conflict_handler_config: function.map(|function| {
                cfn::ResolverLambdaConflictHandlerConfig {
                    lambda_conflict_handler_arn: Some(function.arn()),
                }
            }),
            ..Self::new(cfn::ResolverConflictDetection::Version)
        }
    }
}

impl From<ConflictHandler> for cfn::FunctionConfigurationSyncConfig {
    fn from(handler: ConflictHandler) -> Self {
        let (handler, function) = match handler {
            ConflictHandler::OptimisticConcurrency => (
                cfn::FunctionConfigurationConflictHandler::OptimisticConcurrency,
                None,
            ),
            ConflictHandler::Automerge => {
                (cfn::FunctionConfigurationConflictHandler::Automerge, None)
            }
            ConflictHandler::Lambda(function) => (
                cfn::FunctionConfigurationConflictHandler::Lambda,
                Some(function),
            ),
        };
        Self {
            conflict_handler: Some(handler.into()),
            lambda_conflict_handler_config: function.map(|function| {
                cfn::FunctionConfigurationLambdaConflictHandlerConfig {
                    lambda_conflict_handler_arn: Some(function.arn()),
                }
            }),
            ..Self::new(cfn::FunctionConfigurationConflictDetection::Version)
        }
    }
}
