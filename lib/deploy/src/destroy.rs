//! Removing what is deployed, once it is clear what is lost with it.

use appsynth_assembly::Assembly;
use appsynth_cloudformation::{DeletionPolicy, LogicalId};
use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;

use crate::aws::{Caller, Connection};
use crate::observe::Observer;
use crate::plan::{Options, chosen, connections, holds_data, read, resource_name};
use crate::{DeployError, follow, recover};

/// What is deployed of an assembly, and what would be lost with it.
#[derive(Debug)]
pub struct Destruction {
    stacks: Vec<(String, Connection)>,
    /// What holds data.
    pub holdings: Vec<Holding>,
    /// Which account and region, as `account/region`.
    pub place: String,
}

/// Something that holds data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Holding {
    /// The stack.
    pub stack: String,
    /// The construct path or logical id.
    pub name: String,
    /// The logical id.
    pub logical_id: String,
    /// The type.
    pub kind: String,
    /// What AWS calls it.
    pub physical_id: String,
    /// How many items a table has, about; DynamoDB counts every six hours.
    pub items: Option<u64>,
    /// Whether it outlives its stack.
    pub retained: bool,
}

impl Destruction {
    /// Looks at what is deployed.
    ///
    /// # Errors
    /// If that is not possible, or if a stack is protected from termination.
    pub async fn of(assembly: &Assembly, options: &Options) -> Result<Self, DeployError> {
        let caller = Caller::find(&options.target).await?;
        let chosen = chosen(assembly, options)?;
        let connections = connections(&chosen, &caller).await?;
        let own = caller.connect(None).await?;
        let mut stacks = Vec::new();
        let mut holdings = Vec::new();
        for stack in chosen.iter().rev() {
            let connection = &connections[&stack.deploy_role];
            let Some(info) = recover::at_rest(connection, &stack.name).await? else {
                continue;
            };
            if info.termination_protection {
                return Err(DeployError::Stuck {
                    stack: stack.name.clone(),
                    status: info.status.0,
                    advice: format!(
                        "it is protected from termination; deploy it without `termination_protection`, or run `aws \
                         cloudformation update-termination-protection --no-enable-termination-protection --stack-name {}`",
                        stack.name
                    ),
                });
            }
            if recover::has_resources(&info.status) {
                holdings
                    .extend(of_stack(connection, &own, &stack.name, info.id, String::new()).await?);
            }
            stacks.push((stack.name.clone(), connection.clone()));
        }
        Ok(Self {
            stacks,
            holdings,
            place: format!("{}/{}", caller.account, caller.region),
        })
    }

    /// The names of the stacks, in the order in which they go.
    pub fn stacks(&self) -> impl Iterator<Item = &str> {
        self.stacks.iter().map(|(name, _)| name.as_str())
    }

    /// Refuses unless there is consent for each loss by its name.
    ///
    /// # Errors
    /// [`DeployError::Refused`] with every loss that nobody consented to.
    pub fn check_consent(&self, allowed: &[String]) -> Result<(), DeployError> {
        let mut diagnostics = Diagnostics::new();
        for lost in self.holdings.iter().filter(|holding| !holding.retained) {
            let names = [&lost.name, &lost.logical_id, &lost.physical_id];
            if !allowed.iter().any(|name| names.contains(&name)) {
                let what = format!("`{}` ({}) would be removed", lost.physical_id, lost.kind);
                let refusal = Diagnostic::error(&deployment::DATA_LOSS, what)
                    .note(format!("in the stack `{}`, as {}", lost.stack, lost.name))
                    .help(format!(
                        "to let it happen: `--allow-data-loss {}`",
                        lost.physical_id
                    ));
                diagnostics.push(refusal);
            }
        }
        if diagnostics.is_empty() {
            Ok(())
        } else {
            Err(DeployError::Refused { diagnostics })
        }
    }

    /// Removes the stacks, those that need others first.
    ///
    /// # Errors
    /// [`DeployError::Failed`] with the causes if something cannot be removed.
    pub async fn carry_out(&self, observer: &dyn Observer) -> Result<(), DeployError> {
        for (stack, connection) in &self.stacks {
            follow::delete(connection, stack, observer).await?;
        }
        Ok(())
    }
}

/// What holds data in a deployed stack and in those nested in it. Items are counted with the caller's own
/// credentials: roles that deploy may not look at tables.
fn of_stack<'a>(
    connection: &'a Connection,
    own: &'a Connection,
    stack: &'a str,
    id: String,
    prefix: String,
) -> BoxFuture<'a, Result<Vec<Holding>, DeployError>> {
    async move {
        let template = read(stack, &connection.template(&id).await?)?;
        let mut holdings = Vec::new();
        for (logical_id, deployed) in connection.resources(&id).await? {
            if deployed.kind == "AWS::CloudFormation::Stack" {
                let prefix = format!("{prefix}{logical_id}/");
                holdings
                    .extend(of_stack(connection, own, stack, deployed.physical_id, prefix).await?);
                continue;
            }
            if !holds_data(&deployed.kind) {
                continue;
            }
            let resource = template.resources.get(&LogicalId(logical_id.clone()));
            let policy = resource.and_then(|resource| resource.deletion_policy);
            let items = match deployed.kind.as_str() {
                "AWS::DynamoDB::Table" => own.item_count(&deployed.physical_id).await?,
                _ => None,
            };
            holdings.push(Holding {
                stack: stack.to_owned(),
                name: resource_name(&template, &logical_id, &prefix),
                logical_id,
                kind: deployed.kind,
                physical_id: deployed.physical_id,
                items,
                retained: matches!(
                    policy,
                    Some(DeletionPolicy::Retain | DeletionPolicy::RetainExceptOnCreate)
                ),
            });
        }
        Ok(holdings)
    }
    .boxed()
}
