//! The last look before tables are imported with a deployment: CloudFormation takes in whatever it finds by a
//! name, and makes what it does not find.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::DeployError;
use crate::aws::{Change, Connection};
use crate::kinds::TABLE;
use crate::plan::StackPlan;

/// Refuses a change set that would import what nobody named.
pub(crate) fn check<'a>(
    connection: &'a Connection,
    plan: &'a StackPlan,
    changes: &'a [Change],
) -> BoxFuture<'a, Result<(), DeployError>> {
    async move {
        for change in changes {
            if let Some(reason) = unnamed(&plan.work.imports, change) {
                return Err(DeployError::ChangeSet {
                    stack: plan.name.clone(),
                    reason,
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

/// What a change would import although nobody named it.
fn unnamed(imports: &[String], change: &Change) -> Option<String> {
    let is_named = change.kind == TABLE && imports.contains(&change.physical_id);
    (change.action == "Import" && !is_named).then(|| {
        format!(
            "it would import {} ({}: {}) as well, which is there already",
            change.logical_id, change.kind, change.physical_id
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tables_that_were_named_are_imported() {
        let change = |action: &str, kind: &str, physical_id: &str| Change {
            logical_id: "X".to_owned(),
            physical_id: physical_id.to_owned(),
            kind: kind.to_owned(),
            action: action.to_owned(),
            replacement: String::new(),
            policy: String::new(),
            nested: None,
        };
        let unnamed = |change| unnamed(&["posts".to_owned()], &change);
        assert_eq!(unnamed(change("Import", TABLE, "posts")), None);
        assert_eq!(unnamed(change("Add", TABLE, "")), None);
        let other =
            "it would import X (AWS::DynamoDB::Table: tags) as well, which is there already";
        assert_eq!(
            unnamed(change("Import", TABLE, "tags")).as_deref(),
            Some(other)
        );
        assert!(unnamed(change("Import", "AWS::IAM::Role", "posts")).is_some());
    }
}
