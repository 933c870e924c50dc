//! The last look before a change set is executed: CloudFormation knows values that templates do not tell, and what
//! of the tables that it is to import is there.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::DeployError;
use crate::aws::{Change, Connection};
use crate::kinds::{API, NESTED_STACK, TABLE, holds_data};
use crate::names::full_name;
use crate::plan::{Options, ResourceChange, StackPlan};

/// Refuses a change set that would remove or replace what holds data, unless the plan said so or there is
/// consent. A nested stack and an API count as such: tables would go with them, in the one, and under names with
/// the id of the other. Refuses one that would import what nobody named, too: CloudFormation takes in whatever it
/// finds by a name.
pub(crate) async fn check(
    connection: &Connection,
    plan: &StackPlan,
    options: &Options,
    changes: &[Change],
) -> Result<(), DeployError> {
    let foresight = Foresight {
        connection,
        stack: &plan.name,
        planned: &plan.changes,
        imports: &plan.work.imports,
        allowed: &options.allow_data_loss,
    };
    foresight.check(changes, String::new()).await
}

struct Foresight<'a> {
    connection: &'a Connection,
    stack: &'a str,
    planned: &'a [ResourceChange],
    /// The tables to import, by what DynamoDB calls them.
    imports: &'a [String],
    allowed: &'a [String],
}

impl Foresight<'_> {
    /// Looks at the changes of the stack or of one nested in it, whose resources' addresses begin with `prefix`.
    fn check<'c>(
        &'c self,
        changes: &'c [Change],
        prefix: String,
    ) -> BoxFuture<'c, Result<(), DeployError>> {
        async move {
            for change in changes {
                if let Some(reason) = unnamed(self.imports, change) {
                    return Err(DeployError::ChangeSet {
                        stack: self.stack.to_owned(),
                        reason,
                    });
                }
                let address = format!("{prefix}{}", change.logical_id);
                if let Some(what) = loss(change).filter(|_| !self.is_foreseen(&address)) {
                    return Err(DeployError::Unforeseen {
                        stack: self.stack.to_owned(),
                        resource: address,
                        what,
                    });
                }
                if let Some(nested) = &change.nested {
                    let nested = self.connection.change_set(self.stack, nested).await?;
                    self.check(&nested.changes, format!("{address}/")).await?;
                }
            }
            Ok(())
        }
        .boxed()
    }

    /// A plan that was refused for a resource is not carried out, so that what it said of one has consent. What
    /// it said of a nested stack it said of everything in it.
    fn is_foreseen(&self, address: &str) -> bool {
        let mut planned = self.planned.iter();
        planned.any(|one| one.address == address && one.takes_away())
            || self.allowed.contains(&full_name(self.stack, address))
    }
}

/// What a change set would do to something that holds data, or that takes tables along.
pub(crate) fn loss(change: &Change) -> Option<&'static str> {
    let takes_tables_along = change.kind == NESTED_STACK || change.kind == API;
    if !holds_data(&change.kind) && !takes_tables_along {
        return None;
    }
    match (change.action.as_str(), change.replacement.as_str()) {
        ("Remove", _) => Some("remove"),
        ("Modify", "True") => Some("replace"),
        _ => None,
    }
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
    use crate::kinds::AMPLIFY_TABLE;

    fn change(kind: &str, action: &str, replacement: &str) -> Change {
        Change {
            logical_id: "Posts".to_owned(),
            physical_id: String::new(),
            policy: String::new(),
            kind: kind.to_owned(),
            action: action.to_owned(),
            replacement: replacement.to_owned(),
            nested: None,
        }
    }

    #[test]
    fn tables_and_what_takes_them_along_are_lost_by_removal_and_replacement() {
        for kind in [TABLE, AMPLIFY_TABLE, NESTED_STACK, API] {
            assert_eq!(loss(&change(kind, "Remove", "")), Some("remove"));
            assert_eq!(loss(&change(kind, "Modify", "True")), Some("replace"));
            assert_eq!(loss(&change(kind, "Modify", "Conditional")), None);
            assert_eq!(loss(&change(kind, "Add", "")), None);
        }
        assert_eq!(loss(&change("AWS::AppSync::Resolver", "Remove", "")), None);
    }

    #[test]
    fn only_tables_that_were_named_are_imported() {
        let unnamed = |kind: &str, action: &str, physical_id: &str| {
            let change = Change {
                physical_id: physical_id.to_owned(),
                ..change(kind, action, "")
            };
            unnamed(&["posts".to_owned()], &change)
        };
        assert_eq!(unnamed(TABLE, "Import", "posts"), None);
        assert_eq!(unnamed(TABLE, "Add", ""), None);
        assert_eq!(
            unnamed(TABLE, "Import", "tags").as_deref(),
            Some(
                "it would import Posts (AWS::DynamoDB::Table: tags) as well, which is there already"
            )
        );
        assert!(unnamed("AWS::IAM::Role", "Import", "posts").is_some());
    }
}
