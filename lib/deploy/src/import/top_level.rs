//! Tables that join the template at the top of a stack, by a change set that does nothing else.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html>

use appsynth_assembly::{Destination, Stack};
use appsynth_cloudformation::{DeletionPolicy, Resource};
use indexmap::IndexMap;
use uuid::Uuid;

use super::look::{Look, Meant};
use super::refusal;
use crate::aws::{
    Caller, ChangeSetKind, ChangeSetRequest, ChangeSetState, Connection, ResourceToImport, Target,
};
use crate::follow::{self, Followed};
use crate::kinds::TABLE;
use crate::observe::{Happening, Observer};
use crate::plan::{Origins, TemplateTree, check_place, read};
use crate::run::{discard, prepared};
use crate::{DeployError, Extent, recover, upload};

const EMPTY: &str = r#"{"Resources": {}}"#;

/// The import into one stack.
#[derive(Debug)]
pub(super) struct StackImport {
    connection: Connection,
    request: ChangeSetRequest,
    /// The deployed template with what is imported.
    tree: TemplateTree,
    /// Where templates of this stack are uploaded to.
    beside: Destination,
}

impl Look<'_> {
    /// The import of tables into the template of a stack; none if no table is left to import.
    pub(super) async fn top_level(
        &mut self,
        stack: &Stack,
        connection: &Connection,
        (caller, target): (&Caller, &Target),
        meant: &[&Meant<'_, '_>],
    ) -> Result<Option<StackImport>, DeployError> {
        check_place(stack, caller, target)?;
        let info = recover::ready(connection, &stack.name, target).await?;
        let info = info.filter(|info| recover::has_resources(&info.status));
        let deployed = match &info {
            Some(info) => connection.template(&info.id).await?,
            None => EMPTY.to_owned(),
        };
        let mut template = read(&stack.name, &deployed)?;
        let mut resources = Vec::new();
        for (wanted, declared) in meant {
            if template.resources.contains_key(&declared.id) {
                let why = format!("the stack `{}` has it already", stack.name);
                self.problems
                    .push(refusal::cannot(declared.short_name(), why));
                continue;
            }
            let Some(table) = self.name_of(wanted, declared) else {
                continue;
            };
            let Some(properties) = self.look(declared, &table).await? else {
                continue;
            };
            let path = ("aws:cdk:path".to_owned(), declared.name.as_str().into());
            let imported = Resource {
                kind: TABLE.to_owned(),
                deletion_policy: Some(DeletionPolicy::Retain),
                update_replace_policy: Some(DeletionPolicy::Retain),
                metadata: [path].into(),
                properties,
                ..Resource::default()
            };
            template.resources.insert(declared.id.clone(), imported);
            resources.push(ResourceToImport {
                kind: TABLE.to_owned(),
                logical_id: declared.id.0.clone(),
                identifier: ("TableName".to_owned(), table),
            });
        }
        if resources.is_empty() {
            return Ok(None);
        }
        let parameters = template.parameters.keys();
        let kept = parameters.map(|name| (name.0.clone(), None));
        let request = ChangeSetRequest {
            stack: stack.name.clone(),
            name: String::new(),
            kind: ChangeSetKind::Import {
                create: info.is_none(),
                resources,
            },
            template_url: String::new(),
            parameters: kept.collect::<IndexMap<_, _>>(),
            tags: stack.tags.clone(),
            role: (stack.execution_role.as_deref()).map(|role| caller.fill_in(role)),
            notification_arns: Vec::new(),
            nested: false,
            import_existing: false,
        };
        Ok(Some(StackImport {
            connection: connection.clone(),
            request,
            tree: TemplateTree {
                template,
                ..TemplateTree::default()
            },
            beside: destination(stack)?.clone(),
        }))
    }
}

impl StackImport {
    pub(super) async fn carry_out(
        &self,
        caller: &Caller,
        extent: Extent,
        observer: &dyn Observer,
    ) -> Result<(), DeployError> {
        let text = self.tree.template.to_json();
        let name = format!("appsynth-{}", Uuid::new_v4());
        let request = ChangeSetRequest {
            name: name.clone(),
            template_url: upload::text(caller, &self.beside, text).await?,
            ..self.request.clone()
        };
        let (connection, stack) = (&self.connection, request.stack.as_str());
        let creates = request.kind.creates();
        let id = connection.create_change_set(&request).await?;
        let change_set = prepared(connection, stack, &name).await?;
        let reason = match change_set.state {
            ChangeSetState::Ready => None,
            ChangeSetState::Failed(reason) => Some(reason),
            ChangeSetState::Empty | ChangeSetState::Pending => Some("it is empty".to_owned()),
        };
        let mut changes = change_set.changes.iter();
        let other = changes.find(|change| change.action != "Import");
        let reason = reason.or_else(|| {
            other.map(|change| format!("it would {} {} as well", change.action, change.logical_id))
        });
        if let Some(reason) = reason {
            discard(connection, stack, &name, creates).await?;
            return Err(DeployError::ChangeSet {
                stack: stack.to_owned(),
                reason,
            });
        }
        if extent == Extent::Prepare {
            observer.saw(stack, Happening::Prepared { change_set: name });
            return Ok(());
        }
        let began = Happening::Began {
            update: 1,
            updates: 1,
            resources: change_set.changes.len(),
        };
        observer.saw(stack, began);
        let token = format!("appsynth-{}", Uuid::new_v4());
        connection.execute_change_set(stack, &name, &token).await?;
        let followed = Followed {
            connection,
            stack,
            id: &id,
            tree: &self.tree,
            origins: &Origins::default(),
        };
        follow::until_done(followed, &token, observer).await
    }
}

/// Where the templates of a stack are uploaded to.
pub(crate) fn destination(stack: &Stack) -> Result<&Destination, DeployError> {
    let mut assets = stack.assets.values();
    let destination = assets.find_map(|asset| asset.destinations.first());
    destination.ok_or_else(|| DeployError::Template {
        stack: stack.name.clone(),
        reason: "the assembly does not say where it is uploaded to".to_owned(),
    })
}
