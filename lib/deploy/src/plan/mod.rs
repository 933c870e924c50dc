//! What a deployment would do: the assembly beside what is deployed.

mod change;
mod compare;
mod imported;
mod lost_api;
mod origin;
mod parameters;
mod permissions;
mod refuse;
mod same_name;
mod steps;
mod table;
mod taken;
mod tree;
mod unimported;

use appsynth_assembly::{Assembly, Stack};
use appsynth_cloudformation::LogicalId;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, try_join_all};
use indexmap::IndexMap;
use serde::Serialize;

pub use change::{Effect, IndexStep, ResourceChange};
use compare::Replaced;
pub(crate) use compare::{compare_level, is_imported, path_or, survives, text as named_text};
pub(crate) use imported::Imported;
pub(crate) use origin::{Origins, origin_of};
pub(crate) use parameters::{check_names, settle};
pub use permissions::PermissionChange;
pub(crate) use steps::{made, text};
pub(crate) use tree::{TemplateTree, json, path_of, pseudo_parameters, read, resource_name};

use crate::aws::{Caller, Connection, StackInfo, Target};
use crate::kinds::NESTED_STACK;
use crate::{DeployError, recover};

/// What to deploy, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Where to.
    pub target: Target,
    /// The stacks by id or name, those they depend on included; all unless some are named.
    pub stacks: Vec<String>,
    /// Values of parameters by `Name` or `stack.Name`.
    pub parameters: IndexMap<String, String>,
    /// What may be lost, by name.
    pub allow_data_loss: Vec<String>,
    /// SNS topics that CloudFormation tells of what happens.
    pub notification_arns: Vec<String>,
}

/// What a deployment would do.
#[derive(Debug)]
pub struct Plan {
    pub(crate) assembly: Assembly,
    pub(crate) caller: Caller,
    pub(crate) options: Options,
    /// The stacks, each after those it depends on.
    pub stacks: Vec<StackPlan>,
}

/// What a deployment would do to a stack.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StackPlan {
    /// The stack's id in the assembly.
    pub id: String,
    /// The name of the deployed stack.
    pub name: String,
    /// Whether it is made, changed or left alone.
    pub action: Action,
    /// What becomes of its resources, those of nested stacks included.
    pub changes: Vec<ResourceChange>,
    /// Who may do what.
    pub permissions: Vec<PermissionChange>,
    /// What else changes: parameters, tags, outputs, protection.
    pub settings: Vec<String>,
    /// How many updates it takes.
    pub updates: usize,
    #[serde(skip)]
    pub(crate) work: Work,
}

/// What is done with a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// It is not there yet.
    Create,
    /// What is left of a creation that failed is deleted first.
    Recreate,
    /// It is changed.
    Update,
    /// It is what it shall be.
    Nothing,
}

/// What carrying out needs to know.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) connection: Connection,
    pub(crate) deployed: Option<StackInfo>,
    /// The text of the template that is deployed; empty if there is none.
    pub(crate) deployed_text: String,
    pub(crate) steps: Vec<TemplateTree>,
    pub(crate) parameters: IndexMap<String, String>,
    /// The tables that are there already and join the stack, by what DynamoDB calls them.
    pub(crate) imports: Vec<String>,
}

impl Work {
    /// Whether the last operation on the stack failed and was taken back.
    pub(crate) fn was_taken_back(&self) -> bool {
        self.deployed.as_ref().is_some_and(|info| {
            info.status.is("ROLLBACK_COMPLETE") || info.status.is("UPDATE_ROLLBACK_COMPLETE")
        })
    }
}

impl Plan {
    /// Whether everything is as it shall be.
    pub fn is_empty(&self) -> bool {
        self.stacks
            .iter()
            .all(|stack| stack.action == Action::Nothing)
    }

    /// Who is meant, as `account/region`.
    pub fn place(&self) -> String {
        format!("{}/{}", self.caller.account, self.caller.region)
    }

    /// What was named as a loss to consent to and is none, as far as templates tell.
    pub fn needless_consents(&self) -> impl Iterator<Item = &str> {
        refuse::needless(self)
    }

    pub(crate) fn stack_of(&self, plan: &StackPlan) -> &Stack {
        let mut stacks = self.assembly.stacks.iter();
        stacks
            .find(|stack| stack.id == plan.id)
            .expect("invariant: plans are made of the assembly's stacks")
    }
}

/// Compares an assembly with what is deployed. Stacks that somebody changes at the moment are waited for.
///
/// # Errors
/// [`DeployError::Refused`] if something that holds data would be lost without consent, or a table that exists
/// already cannot be what the schema takes it for; whatever keeps from
/// looking, and stacks in a state that needs a decision first.
pub async fn plan(assembly: Assembly, options: Options) -> Result<Plan, DeployError> {
    importing(assembly, options, &[]).await
}

/// As [`plan`], with tables that are there already and join nested stacks.
pub(crate) async fn importing(
    assembly: Assembly,
    options: Options,
    imported: &[Imported],
) -> Result<Plan, DeployError> {
    let plan = look_at(assembly, options, imported).await?;
    refuse::check(&plan)?;
    let mut problems = taken::check(&plan).await?;
    problems.extend(unimported::check(&plan).await?);
    if !problems.is_empty() {
        return Err(DeployError::Refused {
            diagnostics: problems,
        });
    }
    Ok(plan)
}

/// As [`plan`], whatever would be lost.
///
/// # Errors
/// As for [`plan`], but for refusals.
pub async fn look(assembly: Assembly, options: Options) -> Result<Plan, DeployError> {
    look_at(assembly, options, &[]).await
}

async fn look_at(
    assembly: Assembly,
    options: Options,
    imported: &[Imported],
) -> Result<Plan, DeployError> {
    check_names(&assembly, &options.parameters)?;
    let caller = Caller::find(&options.target).await?;
    let chosen = chosen(&assembly, &options)?;
    let connections = connections(&chosen, &caller, &options.target).await?;
    let plans = chosen.iter().map(|stack| {
        let connection = connections[&stack.deploy_role].clone();
        stack_plan(stack, connection, &caller, &options, imported)
    });
    let stacks = try_join_all(plans).await?;
    Ok(Plan {
        stacks,
        assembly,
        caller,
        options,
    })
}

/// The stacks that are asked for, with those they depend on.
pub(crate) fn chosen<'a>(
    assembly: &'a Assembly,
    options: &Options,
) -> Result<Vec<&'a Stack>, DeployError> {
    if options.stacks.is_empty() {
        return Ok(assembly.stacks.iter().collect());
    }
    let mut wanted = Vec::new();
    let mut open = options.stacks.clone();
    while let Some(name) = open.pop() {
        let stack = assembly
            .stack(&name)
            .ok_or_else(|| DeployError::NoSuchStack {
                stack: name.clone(),
                known: assembly
                    .stacks
                    .iter()
                    .map(|stack| stack.id.clone())
                    .collect(),
            })?;
        if !wanted.contains(&stack.id) {
            wanted.push(stack.id.clone());
            open.extend(stack.dependencies.iter().cloned());
        }
    }
    let stacks = assembly.stacks.iter();
    Ok(stacks.filter(|stack| wanted.contains(&stack.id)).collect())
}

/// A stack that is fixed to another place than the environment's would go there unnoticed.
pub(crate) fn check_place(
    stack: &Stack,
    caller: &Caller,
    target: &Target,
) -> Result<(), DeployError> {
    if let Some(account) = stack
        .account
        .as_ref()
        .filter(|account| **account != caller.account)
    {
        return Err(DeployError::WrongAccount {
            environment: stack.name.clone(),
            expected: account.clone(),
            found: caller.account.clone(),
            caller: caller.arn.clone(),
        });
    }
    match &stack.region {
        Some(region) if *region != caller.region => Err(DeployError::WrongRegion {
            stack: stack.name.clone(),
            fixed: region.clone(),
            environment: target.environment.clone(),
            region: caller.region.clone(),
        }),
        _ => Ok(()),
    }
}

/// A connection for each role that deploys.
///
/// # Errors
/// If a stack is fixed to another place than that of the target; whatever keeps from connecting.
pub(crate) async fn connections(
    stacks: &[&Stack],
    caller: &Caller,
    target: &Target,
) -> Result<IndexMap<Option<String>, Connection>, DeployError> {
    for stack in stacks {
        check_place(stack, caller, target)?;
    }
    let mut connections = IndexMap::new();
    for stack in stacks {
        if !connections.contains_key(&stack.deploy_role) {
            let connection = caller.connect(stack.deploy_role.as_deref()).await?;
            connections.insert(stack.deploy_role.clone(), connection);
        }
    }
    Ok(connections)
}

async fn stack_plan(
    stack: &Stack,
    connection: Connection,
    caller: &Caller,
    options: &Options,
    imported: &[Imported],
) -> Result<StackPlan, DeployError> {
    let new = TemplateTree::of_file(&stack.name, &stack.template)?;
    let deployed = recover::ready(&connection, &stack.name, &options.target).await?;
    let current = deployed
        .as_ref()
        .filter(|info| recover::has_resources(&info.status));
    let nothing = IndexMap::new();
    let before = current.map_or(&nothing, |info| &info.parameters);
    let parameters = settle(
        &stack.name,
        &new.template,
        &stack.parameters,
        &options.parameters,
        before,
    )?;
    let old = match current {
        Some(info) => {
            let live = tree::live(&new.template, &parameters, &stack.name, caller);
            deployed_tree(&connection, &info.id, &new, Some(&live)).await?
        }
        None => TemplateTree::default(),
    };
    let settings = current.map_or_else(Vec::new, |info| {
        settings(stack, info, &parameters, &old, &new)
    });
    let action = match (&deployed, current) {
        (Some(info), None) if !info.status.is("REVIEW_IN_PROGRESS") => Action::Recreate,
        (_, None) => Action::Create,
        _ if old.template == new.template && settings.is_empty() => Action::Nothing,
        _ => Action::Update,
    };
    let mut plan = StackPlan {
        id: stack.id.clone(),
        name: stack.name.clone(),
        action,
        changes: Vec::new(),
        permissions: Vec::new(),
        settings,
        updates: 0,
        work: Work {
            connection,
            deployed: deployed.clone(),
            deployed_text: old.text.clone().unwrap_or_default(),
            steps: Vec::new(),
            parameters,
            imports: Vec::new(),
        },
    };
    if action != Action::Nothing {
        let values = plan.work.parameters.clone();
        let look = Look {
            stack: &stack.name,
            caller,
        };
        let given = Replaced::new();
        look.compare((&old, before), (&new, &values), ("", given), &mut plan);
        let mut first = imported::arrange(&mut plan, (&old, &new), imported);
        same_name::make_room(&mut first, &plan.changes);
        plan.work.steps = steps::by_way_of(&old, &first, &new);
        plan.updates = plan.work.steps.len();
    }
    Ok(plan)
}

/// What else than resources changes.
fn settings(
    stack: &Stack,
    info: &StackInfo,
    parameters: &IndexMap<String, String>,
    old: &TemplateTree,
    new: &TemplateTree,
) -> Vec<String> {
    let mut settings = Vec::new();
    for (name, value) in parameters {
        if info.parameters.get(name) != Some(value) {
            settings.push(format!("parameter {name}"));
        }
    }
    if sorted(&info.tags) != sorted(&stack.tags) {
        settings.push("tags".to_owned());
    }
    if old.template.outputs != new.template.outputs {
        settings.push("outputs".to_owned());
    }
    if stack.termination_protection && !info.termination_protection {
        settings.push("termination protection".to_owned());
    }
    settings
}

fn sorted(tags: &IndexMap<String, String>) -> Vec<(&String, &String)> {
    let mut tags: Vec<_> = tags.iter().collect();
    tags.sort();
    tags
}

/// The deployed templates: those nested stacks only that are to change or to go, for what the parent says of a
/// nested stack tells which template it has. `live` are the resources that conditions leave in `new`, if that can
/// be told.
fn deployed_tree<'a>(
    connection: &'a Connection,
    stack: &'a str,
    new: &'a TemplateTree,
    live: Option<&'a compare::Live>,
) -> BoxFuture<'a, Result<TemplateTree, DeployError>> {
    async move {
        let text = connection.template(stack).await?;
        let template = read(stack, &text)?;
        let differs = |id: &LogicalId| {
            let url = |template: &appsynth_cloudformation::Template| {
                template
                    .resources
                    .get(id)?
                    .properties
                    .get("TemplateURL")
                    .cloned()
            };
            let (old, new) = (url(&template), url(&new.template));
            let goes = live.is_some_and(|live| !live.contains(id));
            old.is_some() && (old != new || goes)
        };
        let stacks = template.resources.iter();
        let nested = stacks.filter(|(_, one)| one.kind == NESTED_STACK);
        let changed: Vec<LogicalId> = nested.map(|(id, _)| id.clone()).filter(differs).collect();
        let mut tree = TemplateTree {
            template,
            text: Some(text),
            nested: IndexMap::new(),
        };
        if !changed.is_empty() {
            let ids = connection.resources(stack).await?;
            let nothing = TemplateTree::default();
            let trees = changed.iter().filter_map(|id| {
                let physical = &ids.get(&id.0)?.physical_id;
                let new = new.nested.get(id).unwrap_or(&nothing);
                Some(
                    deployed_tree(connection, physical, new, None)
                        .map(move |tree| tree.map(|tree| (id.clone(), tree))),
                )
            });
            let trees: Vec<(LogicalId, TemplateTree)> = try_join_all(trees).await?;
            tree.nested.extend(trees);
        }
        Ok(tree)
    }
    .boxed()
}

struct Look<'a> {
    stack: &'a str,
    caller: &'a Caller,
}

type Side<'t> = (&'t TemplateTree, &'t IndexMap<String, String>);

impl Look<'_> {
    /// Adds what changes in a template and in those nested in it. `given` are the parameters that get other values
    /// because what they come of is replaced.
    fn compare(
        &self,
        old: Side<'_>,
        new: Side<'_>,
        (prefix, given): (&str, Replaced),
        plan: &mut StackPlan,
    ) {
        let live = |side: Side<'_>| tree::live(&side.0.template, side.1, self.stack, self.caller);
        let (before, after) = (live(old), live(new));
        let (was, is) = ((&old.0.template, &before), (&new.0.template, &after));
        let mut replaced = given;
        let changes = compare::compare(was, is, prefix, &mut replaced);
        plan.changes.extend(changes);
        plan.permissions
            .extend(permissions::compare(was, is, prefix));
        let nothing = TemplateTree::default();
        let nested: indexmap::IndexSet<_> =
            old.0.nested.keys().chain(new.0.nested.keys()).collect();
        for id in nested {
            let resource = new.0.template.resources.get(id);
            let given = resource.map(|resource| compare::handed_anew(resource, &replaced));
            let given = given.unwrap_or_default();
            let is = new.0.nested.get(id).filter(|_| after.contains(id));
            // What is not among the deployed ones is new, or what it was.
            let deployed = old.0.template.resources.contains_key(id) && before.contains(id);
            let was = match old.0.nested.get(id) {
                None if deployed && given.is_empty() => continue,
                None if deployed => is,
                was => was,
            };
            let none = IndexMap::new();
            let (was, is) = (was.unwrap_or(&nothing), is.unwrap_or(&nothing));
            let below = format!("{prefix}{id}/");
            self.compare((was, &none), (is, &none), (&below, given), plan);
        }
    }
}
