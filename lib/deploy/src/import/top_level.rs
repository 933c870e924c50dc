//! Tables that join the template at the top of a stack, by a change set that does nothing else.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html>

use appsynth_assembly::{Destination, Stack};
use appsynth_cloudformation::{DeletionPolicy, Resource};
use indexmap::IndexMap;

use super::look::{Look, Meant};
use super::refusal;
use super::update::Update;
use crate::aws::{Caller, Change, ChangeSetKind, Connection, ResourceToImport, Target};
use crate::kinds::TABLE;
use crate::observe::Observer;
use crate::plan::read;
use crate::{DeployError, Extent, recover, upload};

const EMPTY: &str = r#"{"Resources": {}}"#;

/// The import into one stack.
#[derive(Debug)]
pub(super) struct StackImport {
    connection: Connection,
    stack: String,
    kind: ChangeSetKind,
    /// The deployed template with what is imported.
    text: String,
    tags: IndexMap<String, String>,
    role: Option<String>,
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
            let Some(table) = self.table_of(wanted, declared) else {
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
        Ok(Some(StackImport {
            connection: connection.clone(),
            stack: stack.name.clone(),
            kind: ChangeSetKind::Import {
                create: info.is_none(),
                resources,
            },
            text: template.to_json(),
            tags: stack.tags.clone(),
            role: (stack.execution_role.as_deref()).map(|role| caller.fill_in(role)),
            beside: upload::beside(stack)?.clone(),
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
        let update = Update {
            connection: &self.connection,
            caller,
            stack: &self.stack,
            id: &self.stack,
            kind: self.kind.clone(),
            text: self.text.clone(),
            beside: &self.beside,
            tags: self.tags.clone(),
            role: self.role.clone(),
            number: (1, 1),
        };
        let unforeseen = |changes: &[Change]| {
            let mut changes = changes.iter();
            let other = changes.find(|change| change.action != "Import")?;
            let (action, id) = (&other.action, &other.logical_id);
            Some(format!("it would {action} {id} as well"))
        };
        update.carry_out(unforeseen, extent, observer).await
    }
}
