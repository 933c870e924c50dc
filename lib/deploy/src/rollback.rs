//! Taking back updates that are under way or got stuck.

use appsynth_assembly::Assembly;
use uuid::Uuid;

use crate::DeployError;
use crate::aws::{Caller, Connection};
use crate::plan::{Options, chosen, connections};
use crate::recover::{at_rest, ready};

/// Takes back the updates of an assembly's stacks that are under way, and goes on with rollbacks that got
/// stuck; gives the names of those stacks.
///
/// `skip` are resources by logical id that may be left as they are. What CloudFormation then believes of them
/// is wrong until the next deployment puts it right.
///
/// # Errors
/// [`DeployError::Stuck`] with the next step if a stack gets stuck again.
pub async fn rollback(
    assembly: &Assembly,
    options: &Options,
    skip: &[String],
) -> Result<Vec<String>, DeployError> {
    let caller = Caller::find(&options.target).await?;
    let stacks = chosen(assembly, options)?;
    let connections = connections(&stacks, &caller, &options.target).await?;
    let mut done = Vec::new();
    for stack in stacks.iter().rev() {
        let connection = &connections[&stack.deploy_role];
        if stack_back(connection, &stack.name, skip).await? {
            ready(connection, &stack.name, &options.target).await?;
            done.push(stack.name.clone());
        }
    }
    Ok(done)
}

async fn stack_back(
    connection: &Connection,
    stack: &str,
    skip: &[String],
) -> Result<bool, DeployError> {
    let Some(info) = connection.stack(stack).await? else {
        return Ok(false);
    };
    let token = format!("appsynth-{}", Uuid::new_v4());
    match info.status.0.as_str() {
        "UPDATE_IN_PROGRESS" => connection.cancel_update(&info.id, &token).await?,
        "UPDATE_ROLLBACK_FAILED" => {
            connection.continue_rollback(&info.id, skip, &token).await?;
        }
        "CREATE_FAILED" | "UPDATE_FAILED" => connection.roll_back(&info.id, &token).await?,
        status if !status.contains("ROLLBACK_IN_PROGRESS") => return Ok(false),
        _ => {}
    }
    // Events of a rollback that goes on may carry the token of the update that failed, so it is the stack's
    // state that tells.
    Ok(at_rest(connection, stack).await?.is_some())
}
