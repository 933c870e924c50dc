//! Resources that keep what they are under other logical ids.
//!
//! A construct with another name or place has another logical id. To CloudFormation that is a new resource and
//! the end of the old one, unless it is told beforehand: a stack refactor gives deployed resources other ids
//! and touches nothing of them.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html>

mod rename;

use appsynth_assembly::{Assembly, Destination};
use serde::Serialize;

use crate::aws::{Caller, Connection};
use crate::plan::{Options, chosen, connections, json};
use crate::{DeployError, recover, upload};
use rename::{Names, matches};

/// A resource that gets another logical id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Renamed {
    /// The name of the stack of the assembly.
    pub stack: String,
    /// The type.
    pub kind: String,
    /// The logical id that it is deployed under.
    pub from: String,
    /// The one that the project has for it.
    pub to: String,
}

/// What a refactor would do.
#[derive(Debug)]
pub struct Refactor {
    stacks: Vec<StackRefactor>,
    caller: Caller,
    /// The resources, by stack.
    pub renamed: Vec<Renamed>,
    /// Which account and region, as `account/region`.
    pub place: String,
}

/// The refactor of one stack.
#[derive(Debug)]
struct StackRefactor {
    connection: Connection,
    stack: String,
    names: Names,
    /// The deployed template with the new names.
    text: String,
    /// Where templates of this stack are uploaded to.
    beside: Destination,
}

impl Refactor {
    /// Finds what is deployed under other logical ids than the assembly has for it: resources of one type with
    /// the same properties, if there is no doubt which is which. Those of nested stacks are left out.
    ///
    /// # Errors
    /// Whatever keeps from looking.
    pub async fn of(assembly: &Assembly, options: &Options) -> Result<Self, DeployError> {
        let caller = Caller::find(&options.target).await?;
        let chosen = chosen(assembly, options)?;
        let connections = connections(&chosen, &caller, &options.target).await?;
        let mut stacks = Vec::new();
        let mut renamed = Vec::new();
        for stack in chosen {
            let connection = &connections[&stack.deploy_role];
            let info = recover::ready(connection, &stack.name, &options.target).await?;
            let Some(info) = info.filter(|info| recover::has_resources(&info.status)) else {
                continue;
            };
            let old = json(&stack.name, &connection.template(&info.id).await?)?;
            let names = matches(&old, &json(&stack.name, &stack.template.text)?);
            if names.is_empty() {
                continue;
            }
            renamed.extend(names.iter().map(|(from, to)| {
                Renamed {
                    stack: stack.name.clone(),
                    kind: old["Resources"][from]["Type"]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned(),
                    from: from.clone(),
                    to: to.clone(),
                }
            }));
            stacks.push(StackRefactor {
                connection: connection.clone(),
                stack: stack.name.clone(),
                text: rename::template(&old, &names).to_string(),
                names,
                beside: upload::beside(stack)?.clone(),
            });
        }
        Ok(Self {
            stacks,
            renamed,
            place: format!("{}/{}", caller.account, caller.region),
            caller,
        })
    }

    /// Gives the resources their new ids, stack by stack.
    ///
    /// # Errors
    /// If CloudFormation refuses; the stacks before are done then.
    pub async fn carry_out(&self) -> Result<(), DeployError> {
        for stack in &self.stacks {
            let url = upload::text(&self.caller, &stack.beside, stack.text.clone()).await?;
            let names = stack.names.iter();
            let names = names.map(|(from, to)| (from.as_str(), to.as_str()));
            stack.connection.refactor(&stack.stack, &url, names).await?;
        }
        Ok(())
    }
}
