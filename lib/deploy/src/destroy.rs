//! Removing what is deployed, once it is clear what is lost with it.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use appsynth_assembly::{Assembly, Stack};
use appsynth_cloudformation::LogicalId;
use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};
use futures_util::future::{BoxFuture, try_join_all};
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use serde::Serialize;

use crate::aws::{Caller, Connection, DeployedResource};
use crate::consent::{self, Loss};
use crate::kinds::{NESTED_STACK, TABLE, holds_data};
use crate::names::{full_name, is_called};
use crate::observe::{Happening, Observer};
use crate::plan::{Options, chosen, connections, read, resource_name, survives};
use crate::{DeployError, follow, order, recover};

/// How many nested stacks of a stack are looked at at the same time.
const AT_ONCE: usize = 8;

/// What is deployed of an assembly, and what would be lost with it.
#[derive(Debug)]
pub struct Destruction {
    /// Each after those that depend on it.
    stacks: Vec<Doomed>,
    environment: String,
    /// What holds data.
    pub holdings: Vec<Holding>,
    /// Which account and region, as `account/region`.
    pub place: String,
}

/// A stack that is to go.
#[derive(Debug)]
struct Doomed {
    /// Its id in the assembly, and those of the stacks that it depends on.
    id: String,
    dependencies: Vec<String>,
    name: String,
    /// CloudFormation's id: a later stack of the same name is another one.
    stack_id: String,
    /// How many resources it has, nested stacks as one.
    resources: usize,
    connection: Connection,
}

/// Something that holds data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Holding {
    /// The name of the stack of the assembly.
    pub stack: String,
    /// The construct path, else the logical ids that lead to it.
    pub name: String,
    /// The logical id in its own template.
    pub logical_id: String,
    /// The logical ids that lead to it, those of nested stacks first.
    pub address: String,
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
        let connections = connections(&chosen, &caller, &options.target).await?;
        let own = caller.connect(None).await?;
        let looks = chosen
            .iter()
            .rev()
            .map(|stack| look(stack, &connections[&stack.deploy_role], &own));
        let mut stacks = Vec::new();
        let mut holdings = Vec::new();
        for (doomed, held) in try_join_all(looks).await?.into_iter().flatten() {
            stacks.push(doomed);
            holdings.extend(held);
        }
        Ok(Self {
            stacks,
            environment: options.target.environment.clone(),
            holdings,
            place: format!("{}/{}", caller.account, caller.region),
        })
    }

    /// The names of the stacks, each after those that depend on it.
    pub fn stacks(&self) -> impl Iterator<Item = &str> {
        self.stacks.iter().map(|stack| stack.name.as_str())
    }

    /// Refuses unless there is consent for each loss by its name. A name that could mean several losses is
    /// consent to none of them.
    ///
    /// # Errors
    /// [`DeployError::Refused`] with every loss that nobody consented to.
    pub fn check_consent(&self, allowed: &[String]) -> Result<(), DeployError> {
        let diagnostics = refusals(&self.holdings, allowed);
        if diagnostics.is_empty() {
            Ok(())
        } else {
            Err(DeployError::Refused { diagnostics })
        }
    }

    /// Removes the stacks, each once those that depend on it are gone; those that do not depend on each other go
    /// at the same time. If one cannot be removed, those that have begun come to their end.
    ///
    /// # Errors
    /// [`DeployError::Failed`] with the causes if something cannot be removed. [`DeployError::Interrupted`] as soon
    /// as `interrupt` is there, with what CloudFormation goes on with.
    pub async fn carry_out(
        &self,
        observer: &dyn Observer,
        interrupt: impl Future<Output = ()>,
    ) -> Result<(), DeployError> {
        let going = Mutex::new(BTreeSet::new());
        // What depends on a stack is in its way, not what it depends on.
        let waits_for = |one: &Doomed, other: &Doomed| other.dependencies.contains(&one.id);
        tokio::select! {
            done = order::in_turn(&self.stacks, waits_for, |stack| stack.remove(&going, observer)) => {
                done.map(|_: Vec<()>| ())
            }
            () = interrupt => Err(self.interrupted(&going)),
        }
    }

    fn interrupted(&self, going: &Going<'_>) -> DeployError {
        let going = known(going);
        let names: Vec<_> = going.iter().map(|name| format!("`{name}`")).collect();
        let state = if names.is_empty() {
            "no stack is being removed".to_owned()
        } else {
            format!(
                "CloudFormation goes on removing {}; `appsynth destroy --env {}` waits for it and removes the rest",
                names.join(", "),
                self.environment
            )
        };
        DeployError::Interrupted { state }
    }
}

/// The names of the stacks that are being removed.
type Going<'s> = Mutex<BTreeSet<&'s str>>;

fn known<'g, 's>(going: &'g Going<'s>) -> MutexGuard<'g, BTreeSet<&'s str>> {
    going.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Doomed {
    async fn remove<'s>(
        &'s self,
        going: &Going<'s>,
        observer: &dyn Observer,
    ) -> Result<(), DeployError> {
        let stack = self.name.as_str();
        known(going).insert(stack);
        let began = Happening::Began {
            update: 1,
            updates: 1,
            resources: self.resources,
        };
        observer.saw(stack, began);
        follow::delete(&self.connection, (stack, &self.stack_id), observer).await?;
        known(going).remove(stack);
        observer.saw(stack, Happening::Removed);
        Ok(())
    }
}

/// A stack with what holds data in it; none if it is not deployed. Waits for whoever is at work.
async fn look(
    stack: &Stack,
    connection: &Connection,
    own: &Connection,
) -> Result<Option<(Doomed, Vec<Holding>)>, DeployError> {
    let Some(info) = recover::at_rest(connection, &stack.name).await? else {
        return Ok(None);
    };
    if info.termination_protection {
        return Err(DeployError::Stuck {
            stack: stack.name.clone(),
            status: info.status.0,
            advice: format!(
                "it is protected from termination; if it is to go, run `aws cloudformation \
                 update-termination-protection --no-enable-termination-protection --stack-name {}` first",
                stack.name
            ),
        });
    }
    let mut doomed = Doomed {
        id: stack.id.clone(),
        dependencies: stack.dependencies.clone(),
        name: stack.name.clone(),
        stack_id: info.id.clone(),
        resources: 0,
        connection: connection.clone(),
    };
    if !recover::has_resources(&info.status) {
        return Ok(Some((doomed, Vec::new())));
    }
    let resources = connection.resources(&info.id).await?;
    doomed.resources = resources.len();
    let search = Search {
        connection,
        own,
        stack: &stack.name,
    };
    let holdings = search
        .holdings(info.id, resources.into_iter().collect(), String::new())
        .await?;
    Ok(Some((doomed, holdings)))
}

/// The refusals of losses without consent.
fn refusals(holdings: &[Holding], allowed: &[String]) -> Diagnostics {
    let losses = holdings.iter().filter(|holding| !holding.retained);
    let losses: Vec<_> = losses.collect();
    let refused = consent::lacking(&losses, allowed).into_iter().map(|lost| {
        let mut names = [&lost.physical_id, &lost.name].into_iter();
        let unique = names.find(|name| consent::is_unique(&losses, name));
        let name = unique.map_or_else(|| lost.full_name(), String::clone);
        let what = format!("`{}` ({}) would be removed", lost.physical_id, lost.kind);
        Diagnostic::error(&deployment::DATA_LOSS, what)
            .note(format!(
                "in the stack `{}`, as {}",
                lost.stack, lost.address
            ))
            .help(format!("to let it happen: `--allow-data-loss {name}`"))
    });
    refused.collect()
}

impl Holding {
    fn full_name(&self) -> String {
        full_name(&self.stack, &self.address)
    }
}

impl Loss for &Holding {
    fn is_called(&self, name: &str) -> bool {
        name == self.physical_id
            || name == self.full_name()
            || is_called(name, &self.name, &self.address)
    }
}

/// Looks for what holds data in a deployed stack and in those nested in it.
struct Search<'a> {
    connection: &'a Connection,
    /// The caller's own credentials, which count items: roles that deploy may not look at tables.
    own: &'a Connection,
    stack: &'a str,
}

impl Search<'_> {
    /// Of a stack with these resources, by logical id. `prefix` are the logical ids that lead to it.
    fn holdings<'a>(
        &'a self,
        id: String,
        resources: Vec<(String, DeployedResource)>,
        prefix: String,
    ) -> BoxFuture<'a, Result<Vec<Holding>, DeployError>> {
        async move {
            let (nested, others): (Vec<_>, Vec<_>) = resources
                .into_iter()
                .partition(|(_, one)| one.kind == NESTED_STACK);
            let held = others.into_iter().filter(|(_, one)| holds_data(&one.kind));
            let mut holdings = self.of_level(&id, held.collect(), &prefix).await?;
            let within = nested.into_iter().map(|(logical_id, stack)| {
                let prefix = format!("{prefix}{logical_id}/");
                async move {
                    let resources = self.connection.resources(&stack.physical_id).await?;
                    let resources = resources.into_iter().collect();
                    self.holdings(stack.physical_id, resources, prefix).await
                }
            });
            let within: Vec<Vec<Holding>> =
                stream::iter(within).buffered(AT_ONCE).try_collect().await?;
            holdings.extend(within.into_iter().flatten());
            Ok(holdings)
        }
        .boxed()
    }

    /// What holds data in one stack, described.
    async fn of_level(
        &self,
        id: &str,
        held: Vec<(String, DeployedResource)>,
        prefix: &str,
    ) -> Result<Vec<Holding>, DeployError> {
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let template = read(self.stack, &self.connection.template(id).await?)?;
        let mut holdings = Vec::new();
        for (logical_id, deployed) in held {
            let resource = template.resources.get(&LogicalId(logical_id.clone()));
            let policy = resource.and_then(|resource| resource.deletion_policy);
            let items = match deployed.kind.as_str() {
                TABLE => self.own.item_count(&deployed.physical_id).await?,
                _ => None,
            };
            holdings.push(Holding {
                stack: self.stack.to_owned(),
                name: resource_name(&template, &logical_id, prefix),
                address: format!("{prefix}{logical_id}"),
                logical_id,
                kind: deployed.kind,
                physical_id: deployed.physical_id,
                items,
                retained: survives(policy),
            });
        }
        Ok(holdings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_loss_needs_consent_by_a_name_of_its_own() {
        let holding = |stack: &str, physical_id: &str| Holding {
            stack: stack.to_owned(),
            name: format!("{stack}/Tables/Posts/Resource"),
            logical_id: "Posts".to_owned(),
            address: "Posts".to_owned(),
            kind: TABLE.to_owned(),
            physical_id: physical_id.to_owned(),
            items: None,
            retained: false,
        };
        let mut holdings = [holding("a", "posts"), holding("b", "more-posts")];
        let refused = |holdings: &[Holding], allowed: &str| {
            refusals(holdings, &[allowed.to_owned()]).iter().count()
        };
        assert_eq!(refused(&holdings, "Posts"), 2);
        for name in ["posts", "a/Posts", "b/Tables/Posts/Resource"] {
            assert_eq!(refused(&holdings, name), 1);
        }
        holdings[0].retained = true;
        assert_eq!(refused(&holdings, "Posts"), 0);
    }
}
