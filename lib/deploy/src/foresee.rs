//! The last look before a change set is executed: CloudFormation knows values that templates do not tell.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::DeployError;
use crate::aws::{Change, Connection};
use crate::plan::{Options, StackPlan, holds_data};

/// Refuses a change set that would remove or replace what holds data, unless the plan said so or there is
/// consent.
pub(crate) fn check<'a>(
    connection: &'a Connection,
    plan: &'a StackPlan,
    options: &'a Options,
    changes: &'a [Change],
) -> BoxFuture<'a, Result<(), DeployError>> {
    async move {
        for change in changes {
            if let Some(what) = loss(change).filter(|_| !foreseen(plan, options, change)) {
                return Err(DeployError::Unforeseen {
                    stack: plan.name.clone(),
                    resource: change.logical_id.clone(),
                    what,
                });
            }
            if let Some(nested) = &change.nested {
                let within = connection.change_set(&plan.name, nested).await?.changes;
                check(connection, plan, options, &within).await?;
            }
        }
        Ok(())
    }
    .boxed()
}

fn loss(change: &Change) -> Option<&'static str> {
    if !holds_data(&change.kind) {
        return None;
    }
    match (change.action.as_str(), change.replacement.as_str()) {
        ("Remove", _) => Some("remove"),
        ("Modify", "True") => Some("replace"),
        _ => None,
    }
}

/// A plan that was refused for a resource is not carried out, so that what it said of one has consent.
fn foreseen(plan: &StackPlan, options: &Options, change: &Change) -> bool {
    let planned = plan
        .changes
        .iter()
        .any(|one| one.logical_id == change.logical_id && one.loses_data());
    planned || options.allow_data_loss.contains(&change.logical_id)
}
