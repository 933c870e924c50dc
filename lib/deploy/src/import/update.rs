//! A change set of its own, outside of any plan: made, looked at, executed, followed to its end.

use appsynth_assembly::Destination;
use indexmap::IndexMap;
use uuid::Uuid;

use crate::aws::{Caller, Change, ChangeSetKind, ChangeSetRequest, ChangeSetState, Connection};
use crate::follow::{self, Followed};
use crate::observe::{Happening, Observer};
use crate::plan::{Origins, TemplateTree, read};
use crate::run::{discard, prepared};
use crate::{DeployError, Extent, upload};

/// An update of one stack, whose parameters keep their values.
pub(super) struct Update<'a> {
    pub(super) connection: &'a Connection,
    pub(super) caller: &'a Caller,
    /// The stack's name.
    pub(super) stack: &'a str,
    /// The same, or the stack's id where it has one.
    pub(super) id: &'a str,
    pub(super) kind: ChangeSetKind,
    /// The text of the template.
    pub(super) text: String,
    /// Where the template is uploaded to.
    pub(super) beside: &'a Destination,
    pub(super) tags: IndexMap<String, String>,
    pub(super) role: Option<String>,
    /// Which one it is, from 1, and of how many.
    pub(super) number: (usize, usize),
}

impl Update<'_> {
    /// Carries it out unless `unforeseen` tells of a change that was not to be.
    pub(super) async fn carry_out(
        self,
        unforeseen: impl FnOnce(&[Change]) -> Option<String>,
        extent: Extent,
        observer: &dyn Observer,
    ) -> Result<(), DeployError> {
        let (connection, stack) = (self.connection, self.stack);
        let tree = TemplateTree {
            template: read(stack, &self.text)?,
            ..TemplateTree::default()
        };
        let parameters = tree.template.parameters.keys();
        let name = format!("appsynth-{}", Uuid::new_v4());
        let request = ChangeSetRequest {
            stack: self.id.to_owned(),
            name: name.clone(),
            kind: self.kind,
            template_url: upload::text(self.caller, self.beside, self.text).await?,
            parameters: parameters.map(|name| (name.0.clone(), None)).collect(),
            tags: self.tags,
            role: self.role,
            notification_arns: Vec::new(),
            nested: false,
            import_existing: false,
        };
        let id = connection.create_change_set(&request).await?;
        let change_set = prepared(connection, self.id, &name).await?;
        let reason = match change_set.state {
            ChangeSetState::Failed(reason) => Some(reason),
            ChangeSetState::Empty => Some("nothing would change".to_owned()),
            ChangeSetState::Pending | ChangeSetState::Ready => unforeseen(&change_set.changes),
        };
        if let Some(reason) = reason {
            discard(connection, self.id, &name, &request.kind).await?;
            return Err(DeployError::ChangeSet {
                stack: stack.to_owned(),
                reason,
            });
        }
        if extent == Extent::Prepare {
            observer.saw(stack, Happening::Prepared { change_set: name });
            return Ok(());
        }
        let (update, updates) = self.number;
        let began = Happening::Began {
            update,
            updates,
            resources: change_set.changes.len(),
        };
        observer.saw(stack, began);
        let token = format!("appsynth-{}", Uuid::new_v4());
        connection
            .execute_change_set(self.id, &name, &token)
            .await?;
        let followed = Followed {
            connection,
            stack,
            id: &id,
            tree: &tree,
            origins: &Origins::default(),
        };
        follow::until_done(followed, &token, observer).await
    }
}
