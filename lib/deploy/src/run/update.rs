//! One update of a stack, from its change set to the last event.

use std::collections::BTreeSet;
use std::time::Duration;

use appsynth_cloudformation::content_hash;
use uuid::Uuid;

use super::interruption::Phase;
use super::{Extent, Run};
use crate::aws::{
    Change, ChangeSet, ChangeSetKind, ChangeSetRequest, ChangeSetState, Connection, StackStatus,
    object_url,
};
use crate::follow::{self, Followed};
use crate::kinds::NESTED_STACK;
use crate::observe::Happening;
use crate::plan::{StackPlan, TemplateTree, text};
use crate::{DeployError, foresee};

/// A change set is looked at after this time first, then after twice that, up to [`LONGEST_LOOK`].
const FIRST_LOOK: Duration = Duration::from_millis(200);
const LONGEST_LOOK: Duration = Duration::from_secs(3);

/// What became of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Updated {
    Executed,
    /// There is a change set for somebody to execute.
    Prepared,
    /// There was nothing to execute.
    Unchanged,
}

impl Run<'_> {
    /// One update from change set to the last event.
    pub(super) async fn update(
        &self,
        plan: &StackPlan,
        tree: &TemplateTree,
        (update, updates): (usize, usize),
        kind: ChangeSetKind,
    ) -> Result<Updated, DeployError> {
        let connection = &plan.work.connection;
        let name = format!("appsynth-{}", Uuid::new_v4());
        let request = self.request(plan, tree, &name, kind.clone());
        let preparing = Phase::Preparing {
            change_set: name.clone(),
            kind: kind.clone(),
        };
        self.phases.enter(&plan.name, preparing);
        let stack_id = connection.create_change_set(&request).await?;
        let change_set = prepared(connection, &plan.name, &name).await?;
        match change_set.state {
            ChangeSetState::Failed(reason) => {
                let failure = DeployError::ChangeSet {
                    stack: plan.name.clone(),
                    reason,
                };
                return Err(self.abandon(plan, &name, &kind, failure).await);
            }
            ChangeSetState::Empty => {
                discard(connection, &plan.name, &name, &kind).await?;
                self.phases.leave(&plan.name);
                return Ok(Updated::Unchanged);
            }
            ChangeSetState::Pending | ChangeSetState::Ready => {}
        }
        let changes = change_set.changes;
        let foreseen = foresee::check(connection, plan, &self.plan.options, &changes).await;
        if let Err(error) = foreseen {
            return Err(self.abandon(plan, &name, &kind, error).await);
        }
        if self.extent == Extent::Prepare {
            self.phases.leave(&plan.name);
            self.observer
                .saw(&plan.name, Happening::Prepared { change_set: name });
            return Ok(Updated::Prepared);
        }
        let resources = visited(&changes, tree);
        self.observer.saw(
            &plan.name,
            Happening::Began {
                update,
                updates,
                resources,
            },
        );
        self.phases.enter(&plan.name, Phase::Executing(kind));
        let token = format!("appsynth-{}", Uuid::new_v4());
        connection
            .execute_change_set(&plan.name, &name, &token)
            .await?;
        let followed = Followed {
            connection,
            stack: &plan.name,
            id: &stack_id,
            tree,
            origins: &self.plan.stack_of(plan).origins,
        };
        let done = follow::until_done(followed, &token, self.observer).await;
        self.phases.end(&plan.name, &done);
        done.map(|()| Updated::Executed)
    }

    /// Takes back a change set that is not to be executed; gives why it is not.
    async fn abandon(
        &self,
        plan: &StackPlan,
        change_set: &str,
        kind: &ChangeSetKind,
        why: DeployError,
    ) -> DeployError {
        let connection = &plan.work.connection;
        // What cannot be cleaned up harms nobody, and says less than why it is to be.
        let _ = discard(connection, &plan.name, change_set, kind).await;
        self.phases.leave(&plan.name);
        why
    }

    fn request(
        &self,
        plan: &StackPlan,
        tree: &TemplateTree,
        name: &str,
        kind: ChangeSetKind,
    ) -> ChangeSetRequest {
        let stack = self.plan.stack_of(plan);
        let caller = &self.plan.caller;
        let address = stack
            .template_url
            .as_deref()
            .map(|url| caller.fill_in(url))
            .unwrap_or_default();
        let address = address.strip_prefix("s3://").unwrap_or(&address);
        let (bucket, key) = address.split_once('/').unwrap_or((address, ""));
        let key = match &tree.text {
            Some(_) => key.to_owned(),
            None => format!("{}.json", content_hash(text(tree))),
        };
        let before = plan
            .work
            .deployed
            .as_ref()
            .filter(|_| !kind.creates())
            .map(|info| &info.parameters);
        let value = |(name, value): (&String, &String)| {
            let kept = before.and_then(|before| before.get(name)) == Some(value);
            (name.clone(), (!kept).then(|| value.clone()))
        };
        let declared = |(name, _): &(&String, &String)| {
            tree.template
                .parameters
                .keys()
                .any(|parameter| parameter.0 == **name)
        };
        let imports = !plan.work.imports.is_empty();
        ChangeSetRequest {
            stack: plan.name.clone(),
            name: name.to_owned(),
            template_url: object_url(&caller.region, bucket, &key),
            parameters: plan
                .work
                .parameters
                .iter()
                .filter(declared)
                .map(value)
                .collect(),
            tags: stack.tags.clone(),
            role: stack
                .execution_role
                .as_deref()
                .map(|role| caller.fill_in(role)),
            notification_arns: self.plan.options.notification_arns.clone(),
            nested: (!kind.creates() || imports) && !tree.nested.is_empty(),
            kind,
            import_existing: imports,
        }
    }
}

/// How many resources CloudFormation goes through: those that change, and every nested stack, for it looks
/// into each.
fn visited(changes: &[Change], tree: &TemplateTree) -> usize {
    let nested = tree.template.resources.iter();
    let nested = nested.filter(|(_, resource)| resource.kind == NESTED_STACK);
    let nested = nested.map(|(id, _)| id.0.as_str());
    let changed = changes.iter().map(|change| change.logical_id.as_str());
    nested.chain(changed).collect::<BTreeSet<_>>().len()
}

/// Waits until a change set is made.
pub(crate) async fn prepared(
    connection: &Connection,
    stack: &str,
    name: &str,
) -> Result<ChangeSet, DeployError> {
    let mut wait = FIRST_LOOK;
    loop {
        tokio::time::sleep(wait).await;
        let change_set = connection.change_set(stack, name).await?;
        if change_set.state != ChangeSetState::Pending {
            return Ok(change_set);
        }
        wait = (wait * 2).min(LONGEST_LOOK);
    }
}

/// Removes a change set, and the stack that was only made to have it.
pub(crate) async fn discard(
    connection: &Connection,
    stack: &str,
    change_set: &str,
    kind: &ChangeSetKind,
) -> Result<(), DeployError> {
    connection.delete_change_set(stack, change_set).await?;
    if kind.creates() {
        let info = connection.stack(stack).await?;
        let empty = |status: &StackStatus| status.is("REVIEW_IN_PROGRESS");
        if info.is_some_and(|info| empty(&info.status)) {
            connection.delete_stack(stack, change_set).await?;
        }
    }
    Ok(())
}
