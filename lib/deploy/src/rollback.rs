//! Taking back updates that are under way or got stuck.

use appsynth_assembly::Assembly;
use uuid::Uuid;

use crate::DeployError;
use crate::aws::{Caller, Connection, stack_name};
use crate::kinds::NESTED_STACK;
use crate::plan::{Options, chosen, connections};
use crate::recover::{at_rest, ready};

/// Takes back the updates of an assembly's stacks that are under way, and goes on with rollbacks that got
/// stuck; gives the names of those stacks.
///
/// `skip` are resources that may be left as they are: by logical id, after those of the nested stacks that they
/// are in (`Models/Table`), and after the stack's name if another stack is stuck as well (`blog-prod/Models/Table`).
/// What CloudFormation then believes of them is wrong until the next deployment puts it right.
///
/// # Errors
/// [`DeployError::Stuck`] with the next step if a stack gets stuck again, [`DeployError::NothingToSkip`] if a stuck
/// stack has no resource of such a name.
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
        let skip = skip.iter().filter_map(|name| match name.split_once('/') {
            Some((of, address)) if stacks.iter().any(|one| one.name == of) => {
                (of == stack.name).then_some(address)
            }
            _ => Some(name.as_str()),
        });
        if stack_back(connection, &stack.name, &skip.collect::<Vec<_>>()).await? {
            ready(connection, &stack.name, &options.target).await?;
            done.push(stack.name.clone());
        }
    }
    Ok(done)
}

async fn stack_back(
    connection: &Connection,
    stack: &str,
    skip: &[&str],
) -> Result<bool, DeployError> {
    let Some(info) = connection.stack(stack).await? else {
        return Ok(false);
    };
    let token = format!("appsynth-{}", Uuid::new_v4());
    match info.status.0.as_str() {
        "UPDATE_IN_PROGRESS" => connection.cancel_update(&info.id, &token).await?,
        "UPDATE_ROLLBACK_FAILED" => {
            let mut named = Vec::new();
            for address in skip {
                named.push(skippable(connection, stack, address).await?);
            }
            connection
                .continue_rollback(&info.id, named, &token)
                .await?;
        }
        "CREATE_FAILED" | "UPDATE_FAILED" => connection.roll_back(&info.id, &token).await?,
        status if !status.contains("ROLLBACK_IN_PROGRESS") => return Ok(false),
        _ => {}
    }
    // Events of a rollback that goes on may carry the token of the update that failed, so it is the stack's
    // state that tells.
    Ok(at_rest(connection, stack).await?.is_some())
}

/// How CloudFormation wants a resource named that it is to skip: by its logical id, after the name of the nested
/// stack that it is in.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html>
async fn skippable(
    connection: &Connection,
    stack: &str,
    address: &str,
) -> Result<String, DeployError> {
    let nothing = || DeployError::NothingToSkip {
        stack: stack.to_owned(),
        resource: address.to_owned(),
    };
    let (nested, id) = address.rsplit_once('/').unwrap_or(("", address));
    let mut within = stack.to_owned();
    for id in nested.split('/').filter(|id| !id.is_empty()) {
        let mut resources = connection.resources(&within).await?;
        let found = resources
            .swap_remove(id)
            .filter(|one| one.kind == NESTED_STACK);
        within = found.ok_or_else(nothing)?.physical_id;
    }
    if !connection.resources(&within).await?.contains_key(id) {
        return Err(nothing());
    }
    Ok(match nested {
        "" => id.to_owned(),
        _ => format!("{}.{id}", stack_name(&within)),
    })
}
