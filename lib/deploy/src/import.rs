//! Tables that are there already, taken into the stacks that declare them.
//!
//! CloudFormation takes resources into a stack as they are, by a change set of its own kind, and changes
//! nothing else meanwhile. So what is imported is declared as DynamoDB has it; what the project says otherwise
//! is for the next deployment to change.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html>

mod look;

use appsynth_assembly::{Assembly, Destination, Stack};
use appsynth_cloudformation::Template;
use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;
use uuid::Uuid;

use crate::aws::{
    Caller, ChangeSetKind, ChangeSetRequest, ChangeSetState, Connection, ResourceToImport,
};
use crate::follow::{self, Followed};
use crate::observe::{Happening, Observer};
use crate::plan::{
    Options, Origins, TemplateTree, check_place, chosen, compare_level, connections, read,
};
use crate::run::{discard, prepared};
use crate::{DeployError, recover, upload};
use look::Look;

const TABLE: &str = "AWS::DynamoDB::Table";
const EMPTY: &str = r#"{"Resources": {}}"#;

/// A table to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What the project calls it: the construct path, its last part, or the logical id.
    pub name: String,
    /// What DynamoDB calls it, where the project does not say.
    pub table: Option<String>,
}

/// A table that is to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedTable {
    /// The construct path or logical id.
    pub name: String,
    /// What DynamoDB calls it.
    pub table: String,
    /// About how many items it has; DynamoDB counts every six hours.
    pub items: u64,
}

/// What an import would do.
#[derive(Debug)]
pub struct Import {
    stacks: Vec<StackImport>,
    caller: Caller,
    /// The tables.
    pub tables: Vec<ImportedTable>,
    /// Which account and region, as `account/region`.
    pub place: String,
}

/// The import into one stack.
#[derive(Debug)]
struct StackImport {
    connection: Connection,
    request: ChangeSetRequest,
    /// The template with what is imported.
    text: String,
    /// Where templates of this stack are uploaded to.
    beside: Destination,
}

impl Import {
    /// Looks at the tables and at the stacks that declare them.
    ///
    /// # Errors
    /// [`DeployError::Refused`] with everything that cannot be imported and why; whatever keeps from looking.
    pub async fn of(
        assembly: &Assembly,
        options: &Options,
        wanted: &[Wanted],
    ) -> Result<Self, DeployError> {
        let caller = Caller::find(&options.target).await?;
        let stacks = chosen(assembly, options)?;
        let connections = connections(&stacks, &caller).await?;
        let mut look = Look {
            own: caller.connect(None).await?,
            tables: Vec::new(),
            problems: Diagnostics::new(),
        };
        let mut imports = Vec::new();
        let mut known = Vec::new();
        for stack in stacks {
            check_place(stack, &caller, &options.target)?;
            let new = TemplateTree::of_file(&stack.name, &stack.template)?.template;
            let declared = compare_level(&Template::default(), &new);
            let declared: Vec<_> = declared
                .into_iter()
                .filter(|one| one.kind == TABLE)
                .collect();
            let meant = wanted.iter().filter_map(|wanted| {
                let mut declared = declared.iter();
                Some((wanted, declared.find(|one| one.is_called(&wanted.name))?))
            });
            let meant: Vec<_> = meant.collect();
            if !meant.is_empty() {
                let connection = &connections[&stack.deploy_role];
                let info = recover::ready(connection, &stack.name, &options.target).await?;
                let info = info.filter(|info| recover::has_resources(&info.status));
                let deployed = match &info {
                    Some(info) => connection.template(&info.id).await?,
                    None => EMPTY.to_owned(),
                };
                let (text, resources) = look.stack(&deployed, &new, stack, &meant).await?;
                let request = request(stack, &caller, info.is_none(), &deployed, resources)?;
                imports.push(StackImport {
                    connection: connection.clone(),
                    request,
                    text,
                    beside: destination(stack)?.clone(),
                });
            }
            known.extend(declared);
        }
        look.check_names(wanted, &known);
        if !look.problems.is_empty() {
            return Err(DeployError::Refused {
                diagnostics: look.problems,
            });
        }
        Ok(Self {
            stacks: imports,
            tables: look.tables,
            place: format!("{}/{}", caller.account, caller.region),
            caller,
        })
    }

    /// Imports the tables, stack by stack.
    ///
    /// # Errors
    /// If CloudFormation refuses; the stacks before are done then.
    pub async fn carry_out(&self, observer: &dyn Observer) -> Result<(), DeployError> {
        for stack in &self.stacks {
            stack.carry_out(&self.caller, observer).await?;
        }
        Ok(())
    }
}

impl StackImport {
    async fn carry_out(&self, caller: &Caller, observer: &dyn Observer) -> Result<(), DeployError> {
        let url = upload::text(caller, &self.beside, self.text.clone()).await?;
        let name = format!("appsynth-{}", Uuid::new_v4());
        let request = ChangeSetRequest {
            name: name.clone(),
            template_url: url,
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
        let others = change_set
            .changes
            .iter()
            .find(|change| change.action != "Import");
        let reason = reason.or_else(|| {
            others.map(|change| format!("it would {} {} as well", change.action, change.logical_id))
        });
        if let Some(reason) = reason {
            discard(connection, stack, &name, creates).await?;
            return Err(DeployError::ChangeSet {
                stack: stack.to_owned(),
                reason,
            });
        }
        let began = Happening::Began {
            update: 1,
            updates: 1,
            resources: change_set.changes.len(),
        };
        observer.saw(stack, began);
        let token = format!("appsynth-{}", Uuid::new_v4());
        connection.execute_change_set(stack, &name, &token).await?;
        let tree = TemplateTree {
            template: read(stack, &self.text)?,
            ..TemplateTree::default()
        };
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

fn request(
    stack: &Stack,
    caller: &Caller,
    create: bool,
    deployed: &str,
    resources: Vec<ResourceToImport>,
) -> Result<ChangeSetRequest, DeployError> {
    let template = read(&stack.name, deployed)?;
    let kept = template
        .parameters
        .keys()
        .map(|name| (name.0.clone(), None));
    Ok(ChangeSetRequest {
        stack: stack.name.clone(),
        name: String::new(),
        kind: ChangeSetKind::Import { create, resources },
        template_url: String::new(),
        parameters: kept.collect::<IndexMap<_, _>>(),
        tags: stack.tags.clone(),
        role: stack
            .execution_role
            .as_deref()
            .map(|role| caller.fill_in(role)),
        notification_arns: Vec::new(),
        nested: false,
    })
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
