//! What CloudFormation does, as it does it.

use std::time::Duration;

use uuid::Uuid;

use crate::aws::{Connection, Event, StackStatus};
use crate::observe::{Happening, Observer};
use crate::plan::{TemplateTree, path_of};
use crate::{DeployError, failure};

/// Events are read this often.
const LOOK: Duration = Duration::from_secs(1);

/// Tells of the events of a request until the stack has come to rest.
///
/// # Errors
/// [`DeployError::Failed`] if that is not where it should be.
pub(crate) async fn until_done(
    connection: &Connection,
    stack: &str,
    stack_id: &str,
    token: &str,
    tree: &TemplateTree,
    observer: &dyn Observer,
) -> Result<(), DeployError> {
    let mut all: Vec<Event> = Vec::new();
    loop {
        tokio::time::sleep(LOOK).await;
        let known = all.last().map(|event| event.id.clone());
        let new = connection
            .events_since(stack_id, known.as_deref(), Some(token))
            .await?;
        for event in &new {
            tell(stack, stack_id, event, tree, observer);
        }
        let end = new.iter().rev().find(|event| event.is_of_stack(stack_id));
        let end = end.map(|event| StackStatus(event.status.clone()));
        all.extend(new);
        match end {
            Some(status) if status.is_success() => return Ok(()),
            Some(status) if !status.is_in_progress() => {
                let failure = failure::find(connection, stack, &status.0, &all, tree).await?;
                return Err(DeployError::Failed(Box::new(failure)));
            }
            _ => {}
        }
    }
}

/// Deletes a stack and waits until it is gone.
pub(crate) async fn delete(
    connection: &Connection,
    stack: &str,
    observer: &dyn Observer,
) -> Result<(), DeployError> {
    let Some(info) = connection.stack(stack).await? else {
        return Ok(());
    };
    let token = format!("appsynth-{}", Uuid::new_v4());
    connection.delete_stack(&info.id, &token).await?;
    let nothing = TemplateTree::default();
    until_done(connection, stack, &info.id, &token, &nothing, observer).await
}

fn tell(stack: &str, stack_id: &str, event: &Event, tree: &TemplateTree, observer: &dyn Observer) {
    if !event.is_of_stack(stack_id) {
        let happening = Happening::Resource {
            name: path_of(tree, &event.logical_id),
            kind: event.kind.clone(),
            status: event.status.clone(),
            reason: event.reason.clone(),
        };
        observer.saw(stack, happening);
    } else if event.status.contains("ROLLBACK_IN_PROGRESS") {
        observer.saw(stack, Happening::RollingBack);
    }
}
