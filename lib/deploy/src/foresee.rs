//! The last look before a change set is executed: CloudFormation knows values that templates do not tell.

use appsynth_cloudformation::LogicalId;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::DeployError;
use crate::aws::{Change, Connection};
use crate::plan::{
    Options, ResourceChange, StackPlan, TemplateTree, holds_data, name_of, short_name,
};

/// The templates that a change set is made from, and the nested stacks on the way to them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) tree: &'a TemplateTree,
    /// As in the names of [`ResourceChange`].
    pub(crate) prefix: &'a str,
}

/// Refuses a change set that would remove or replace what holds data, unless the plan said so or there is
/// consent.
pub(crate) fn check<'a>(
    connection: &'a Connection,
    plan: &'a StackPlan,
    options: &'a Options,
    place: Place<'a>,
    changes: &'a [Change],
) -> BoxFuture<'a, Result<(), DeployError>> {
    async move {
        for change in changes {
            let name = place.name(change);
            let is_foreseen = || {
                let allowed = &options.allow_data_loss;
                foreseen(&plan.changes, allowed, change, name.as_deref())
            };
            if let Some(what) = loss(change).filter(|_| !is_foreseen()) {
                return Err(DeployError::Unforeseen {
                    stack: plan.name.clone(),
                    resource: name.unwrap_or_else(|| change.logical_id.clone()),
                    what,
                });
            }
            if let Some(nested) = &change.nested {
                let within = connection.change_set(&plan.name, nested).await?.changes;
                let nothing = TemplateTree::default();
                let id = LogicalId(change.logical_id.clone());
                let place = Place {
                    tree: place.tree.nested.get(&id).unwrap_or(&nothing),
                    prefix: &format!("{}{id}/", place.prefix),
                };
                check(connection, plan, options, place, &within).await?;
            }
        }
        Ok(())
    }
    .boxed()
}

impl Place<'_> {
    /// What the plan calls a resource, unless it is gone from the template.
    fn name(&self, change: &Change) -> Option<String> {
        let id = LogicalId(change.logical_id.clone());
        let resource = self.tree.template.resources.get(&id)?;
        Some(name_of(&id, resource, self.prefix))
    }
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

/// A plan that was refused for a resource is not carried out, so that what it said of one has consent. Tables of
/// models have the same logical id, each in its own nested stack: they are told apart by their names.
fn foreseen(
    planned: &[ResourceChange],
    allowed: &[String],
    change: &Change,
    name: Option<&str>,
) -> bool {
    let id = &change.logical_id;
    let is_meant = |one: &ResourceChange| match name {
        Some(name) => one.name == name,
        None => one.logical_id == *id,
    };
    let mut planned = planned.iter().filter(|one| one.loses_data());
    let named = |allowed: &String| match name {
        Some(name) => allowed == name || allowed == short_name(name, id),
        None => allowed == id,
    };
    planned.any(is_meant) || allowed.iter().any(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Effect;

    const POST: &str = "blog/Data/Models/Post/Table/Resource";
    const TAG: &str = "blog/Data/Models/Tag/Table/Resource";

    fn replaced() -> Change {
        Change {
            logical_id: "Table1".to_owned(),
            physical_id: String::new(),
            kind: "AWS::DynamoDB::Table".to_owned(),
            action: "Modify".to_owned(),
            replacement: "True".to_owned(),
            policy: String::new(),
            nested: None,
        }
    }

    #[test]
    fn the_loss_of_one_models_table_is_not_that_of_anothers() {
        let planned = ResourceChange {
            name: POST.to_owned(),
            logical_id: "Table1".to_owned(),
            kind: "AWS::DynamoDB::Table".to_owned(),
            effect: Effect::Replace,
            properties: Vec::new(),
            holds_data: true,
            retained: true,
        };
        let planned = [planned];
        assert!(foreseen(&planned, &[], &replaced(), Some(POST)));
        assert!(!foreseen(&planned, &[], &replaced(), Some(TAG)));
    }

    #[test]
    fn consent_is_by_name() {
        let consent = |allowed: &str| foreseen(&[], &[allowed.to_owned()], &replaced(), Some(POST));
        assert!(consent("Post") && consent(POST));
        assert!(!consent("Tag") && !consent("Table1") && !consent("Table"));
    }
}
