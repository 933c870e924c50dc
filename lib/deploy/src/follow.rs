//! What CloudFormation does, as it does it.

use std::time::{Duration, SystemTime};

use uuid::Uuid;

use crate::aws::{Connection, Event, Request, StackStatus};
use crate::observe::{Happening, Observer};
use crate::plan::{Origins, TemplateTree, path_of};
use crate::{DeployError, failure};

/// Events are read this often.
const LOOK: Duration = Duration::from_secs(1);

/// A stack that something happens to, and what is known of its resources.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Followed<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) stack: &'a str,
    pub(crate) id: &'a str,
    pub(crate) tree: &'a TemplateTree,
    pub(crate) origins: &'a Origins,
}

/// Tells of the events of a request, which was sent just now, until the stack has come to rest.
///
/// # Errors
/// [`DeployError::Failed`] if that is not where it should be.
pub(crate) async fn until_done(
    followed: Followed<'_>,
    token: &str,
    observer: &dyn Observer,
) -> Result<(), DeployError> {
    let mut all: Vec<Event> = Vec::new();
    let request = Request {
        token,
        sent: SystemTime::now(),
    };
    loop {
        tokio::time::sleep(LOOK).await;
        let known = all.last().map(|event| event.id.clone());
        let new = followed
            .connection
            .events_since(followed.id, known.as_deref(), Some(&request))
            .await?;
        for event in &new {
            tell(followed, event, observer);
        }
        let mut of_stack = new.iter().rev();
        let end = of_stack.find(|event| event.is_of_stack(followed.id));
        let end = end.map(|event| StackStatus(event.status.clone()));
        all.extend(new);
        match end {
            Some(status) if status.is_success() => return Ok(()),
            Some(status) if !status.is_in_progress() => {
                let failure = failure::find(followed, &status.0, &all).await?;
                return Err(DeployError::Failed(Box::new(failure)));
            }
            _ => {}
        }
    }
}

/// Deletes the stack of this name and id and waits until it is gone. One of the same name that was made later is
/// none of it.
pub(crate) async fn delete(
    connection: &Connection,
    (stack, id): (&str, &str),
    observer: &dyn Observer,
) -> Result<(), DeployError> {
    if connection.stack(id).await?.is_none() {
        return Ok(());
    }
    let token = format!("appsynth-{}", Uuid::new_v4());
    connection.delete_stack(id, &token).await?;
    let followed = Followed {
        connection,
        stack,
        id,
        tree: &TemplateTree::default(),
        origins: &Origins::default(),
    };
    until_done(followed, &token, observer).await
}

fn tell(followed: Followed<'_>, event: &Event, observer: &dyn Observer) {
    if !event.is_of_stack(followed.id) {
        let happening = Happening::Resource {
            name: path_of(followed.tree, &event.logical_id),
            kind: event.kind.clone(),
            status: event.status.clone(),
            reason: event.reason.clone(),
            is_consequence: failure::is_consequence(&event.reason),
        };
        observer.saw(followed.stack, happening);
    } else if event.status.contains("ROLLBACK_IN_PROGRESS") {
        observer.saw(followed.stack, Happening::RollingBack);
    }
}
