//! The last look before tables are imported with a deployment: CloudFormation takes in whatever it finds by a
//! name, and makes what it does not find.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::TABLE;
use crate::DeployError;
use crate::aws::{Change, Connection};
use crate::plan::StackPlan;

/// Refuses a change set that would import what nobody named.
pub(crate) fn check<'a>(
    connection: &'a Connection,
    plan: &'a StackPlan,
    changes: &'a [Change],
) -> BoxFuture<'a, Result<(), DeployError>> {
    async move {
        for change in changes {
            let named = plan.work.imports.contains(&change.physical_id);
            if change.action == "Import" && !(change.kind == TABLE && named) {
                let what = format!(
                    "it would import {} ({}: {}) as well, which is there already",
                    change.logical_id, change.kind, change.physical_id
                );
                return Err(DeployError::ChangeSet {
                    stack: plan.name.clone(),
                    reason: what,
                });
            }
            if let Some(nested) = &change.nested
                && !plan.work.imports.is_empty()
            {
                let within = connection.change_set(&plan.name, nested).await?.changes;
                check(connection, plan, &within).await?;
            }
        }
        Ok(())
    }
    .boxed()
}
