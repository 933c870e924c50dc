//! Stacks that are not simply there: in progress, half made, stuck.

use std::time::Duration;

use crate::DeployError;
use crate::aws::{Connection, StackInfo, StackStatus, Target};

/// How often a stack that somebody else changes is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// A stack ready to be deployed to; none if there is none. Waits for whoever is at work.
///
/// # Errors
/// [`DeployError::Stuck`] with the next step, if a decision is needed.
pub(crate) async fn ready(
    connection: &Connection,
    stack: &str,
    target: &Target,
) -> Result<Option<StackInfo>, DeployError> {
    let Some(info) = at_rest(connection, stack).await? else {
        return Ok(None);
    };
    match advice(&info.status, &target.environment) {
        Some(advice) => Err(DeployError::Stuck {
            stack: stack.to_owned(),
            status: info.status.0,
            advice,
        }),
        None => Ok(Some(info)),
    }
}

/// Whether a stack of this status is nobody's work at the moment and needs no decision.
pub(crate) fn is_ready(status: &StackStatus) -> bool {
    !status.is_in_progress() && advice(status, "").is_none()
}

/// A stack that nobody is changing; none if there is none. Waits for whoever is at work.
pub(crate) async fn at_rest(
    connection: &Connection,
    stack: &str,
) -> Result<Option<StackInfo>, DeployError> {
    loop {
        match connection.stack(stack).await? {
            Some(info) if info.status.is_in_progress() => tokio::time::sleep(LOOK).await,
            info => return Ok(info),
        }
    }
}

/// What has to be done before the stack can be deployed to.
fn advice(status: &StackStatus, environment: &str) -> Option<String> {
    match status.0.as_str() {
        "UPDATE_ROLLBACK_FAILED" => Some(format!(
            "an update failed and could not be taken back; `appsynth rollback --env {environment}` tries again, with \
             `--skip ADDRESS` for a resource that can be left as it is"
        )),
        "DELETE_FAILED" | "ROLLBACK_FAILED" => Some(format!(
            "not everything could be deleted; remove what the events name as its cause, then run `appsynth destroy \
             --env {environment}`"
        )),
        "IMPORT_ROLLBACK_FAILED" => Some(format!(
            "an import failed and could not be taken back; remove what the events name as its cause, then run \
             `appsynth destroy --env {environment}`, which leaves retained tables where they are, and import again"
        )),
        "CREATE_FAILED" | "UPDATE_FAILED" => Some(format!(
            "it was told not to roll back; `appsynth rollback --env {environment}` does that"
        )),
        _ => None,
    }
}

/// Whether there is anything that an update would change: not before the first change set is executed, and
/// not after a creation was taken back.
pub(crate) fn has_resources(status: &StackStatus) -> bool {
    !status.is("REVIEW_IN_PROGRESS") && !status.is("ROLLBACK_COMPLETE")
}
