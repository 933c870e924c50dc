//! What differs between an assembly and what is deployed, level by level.

use appsynth_assembly::{Assembly, Stack};
use appsynth_cloudformation::{LogicalId, Template};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join, try_join};
use indexmap::IndexMap;

use super::copies::{Copies, hash_in};
use super::level::Level;
use super::reason::{reason, reasons_beside};
use super::whose::Whose;
use super::{Found, Swap, Swapped};
use crate::aws::{Caller, Connection, DeployedResource, stack_name};
use crate::kinds::NESTED_STACK;
use crate::plan::{Effect, Options, TemplateTree, compare_level, path_of, read, settle};
use crate::{DeployError, recover};

/// Looks at a stack.
pub(super) struct Look<'a> {
    pub(super) whose: &'a Whose<'a>,
    pub(super) connection: &'a Connection,
    pub(super) options: &'a Options,
    pub(super) stack: &'a Stack,
    pub(super) assembly: &'a Assembly,
    pub(super) also: &'a [String],
    pub(super) copies: &'a Copies,
    /// Whether there is no other stack, so that it is this one that has changed.
    pub(super) is_only: bool,
}

/// A template beside the stack that it is for: the stack of the assembly, or one nested in it.
struct At<'a> {
    /// What CloudFormation calls the stack.
    deployed: &'a str,
    new: &'a TemplateTree,
    /// What [`Swapped::id`] begins with.
    prefix: String,
    /// What its parent tells of it; none for the stack of the assembly.
    told: Option<Told>,
}

/// What a parent tells of a stack nested in it.
struct Told {
    /// The parameters that it gives it, if they can be told.
    parameters: Option<IndexMap<String, String>>,
    /// The deployed template, if there is a copy.
    template: Option<String>,
}

type Resources = IndexMap<String, DeployedResource>;

impl Look<'_> {
    /// What is to be sent of the stack and of those nested in it. While somebody is at work on it, what it has
    /// cannot be told.
    pub(super) async fn stack(self) -> Result<Found, DeployError> {
        let name = &self.stack.name;
        let new = TemplateTree::of_file(name, &self.stack.template)?;
        let at = || At {
            deployed: name,
            new: &new,
            prefix: name.clone(),
            told: None,
        };
        let (info, found) = join(self.connection.stack(name), self.level(at())).await;
        if info?.is_none_or(|info| recover::is_ready(&info.status)) {
            return found;
        }
        recover::ready(self.connection, name, &self.options.target).await?;
        self.level(at()).await
    }

    /// What is to be sent of a template and of those nested in it.
    fn level<'a>(&'a self, at: At<'a>) -> BoxFuture<'a, Result<Found, DeployError>> {
        async move {
            let mut found = Found::default();
            // What most likely has changed is listed at once; what has not, never.
            let is_likely = self.is_only || at.told.is_some();
            let looked = try_join(self.template(&at), async {
                match is_likely {
                    true => self.connection.resources(at.deployed).await.map(Some),
                    false => Ok(None),
                }
            });
            let (template, listed) = match looked.await {
                Err(error) if error.says("does not exist") => {
                    let prefix = &at.prefix;
                    let reason = format!("  the stack `{prefix}`: it is not deployed yet");
                    found.reasons.push(reason);
                    return Ok(found);
                }
                looked => looked?,
            };
            let old = read(&self.stack.name, &template)?;
            let wanted = self.wanted(&old, &at, &mut found);
            let resources = match listed {
                Some(resources) => resources,
                None if wanted.is_empty() => return Ok(found),
                None => self.connection.resources(at.deployed).await?,
            };
            let caller = self.whose.caller(&resources).await?;
            if !wanted.is_empty() {
                let within = self.within(&at, &old, wanted, (&resources, caller)).await?;
                found.extend(within);
            }
            Ok(found)
        }
        .boxed()
    }

    /// The deployed template.
    async fn template(&self, at: &At<'_>) -> Result<String, DeployError> {
        let Some(told) = &at.told else {
            return self.connection.template(at.deployed).await;
        };
        if let Some(copy) = &told.template {
            return Ok(copy.clone());
        }
        let text = self.connection.template(at.deployed).await?;
        self.copies.keep(&text)?;
        Ok(text)
    }

    /// What is to be sent of these resources.
    async fn within(
        &self,
        at: &At<'_>,
        old: &Template,
        wanted: Vec<LogicalId>,
        (resources, caller): (&Resources, &Caller),
    ) -> Result<Found, DeployError> {
        let mut found = Found::default();
        let template = &at.new.template;
        let parameters = self.parameters(at, &wanted).await?;
        let stack = stack_name(at.deployed);
        let mut level = match Level::new(stack, template, resources, caller, &parameters) {
            Ok(level) => level,
            Err(reason) => {
                found.reasons.push(format!("  `{}`: {reason}", at.prefix));
                return Ok(found);
            }
        };
        let wanted: Vec<_> = wanted.into_iter().filter(|id| level.is_live(id)).collect();
        level.imports = self.imports(&level, &wanted).await?;
        for id in wanted {
            let resource = &template.resources[&id];
            if resource.kind == NESTED_STACK {
                let physical = resources.get(&id.0).map(|one| one.physical_id.as_str());
                if let (Some(deployed), Some(new)) = (physical, at.new.nested.get(&id)) {
                    let nested = At {
                        deployed,
                        new,
                        prefix: format!("{}/{id}", at.prefix),
                        told: Some(Told {
                            parameters: level.handed(&id),
                            template: self.copy(old, &id),
                        }),
                    };
                    found.extend(self.level(nested).await?);
                }
                continue;
            }
            match self.swap(&id, resource, &level) {
                Ok(call) => found.swaps.push(Swap {
                    swapped: Swapped {
                        id: format!("{}/{id}", at.prefix),
                        name: path_of(at.new, &id.0),
                    },
                    call,
                }),
                Err(reason) => found
                    .reasons
                    .push(format!("  {}: {reason}", path_of(at.new, &id.0))),
            }
        }
        Ok(found)
    }

    /// The template that a nested stack has, if there is a copy of it.
    fn copy(&self, old: &Template, nested: &LogicalId) -> Option<String> {
        let properties = &old.resources.get(nested)?.properties;
        self.copies.get(hash_in(properties.get("TemplateURL")?)?)
    }

    /// What of a template is to be sent or looked into. What needs CloudFormation is added to what is found.
    fn wanted(&self, old: &Template, at: &At<'_>, found: &mut Found) -> Vec<LogicalId> {
        let new = &at.new.template;
        let mut wanted: Vec<LogicalId> = Vec::new();
        for change in compare_level(old, new) {
            match reason(&change) {
                Some(reason) => found
                    .reasons
                    .push(format!("  {} ({}): {reason}", change.name, change.kind)),
                None if change.effect != Effect::NoEffect => {
                    wanted.push(LogicalId(change.logical_id))
                }
                None => {}
            }
        }
        found.reasons.extend(reasons_beside(old, new, &at.prefix));
        for id in new.resources.keys() {
            let path = format!("{}/{id}", at.prefix);
            let within = format!("{path}/");
            let mut also = self.also.iter();
            let is_meant = also.any(|one| *one == path || one.starts_with(&within));
            if is_meant && !wanted.contains(id) {
                wanted.push(id.clone());
            }
        }
        wanted
    }

    /// The values of parameters; the deployed ones are looked at only if something depends on them.
    async fn parameters(
        &self,
        at: &At<'_>,
        wanted: &[LogicalId],
    ) -> Result<IndexMap<String, String>, DeployError> {
        let template = &at.new.template;
        let uses = |id: &LogicalId| {
            let needs = template.resources[id].dependencies();
            needs
                .into_iter()
                .any(|need| template.parameters.contains_key(need))
        };
        let handed = at.told.as_ref().map(|told| told.parameters.clone());
        let current = match handed {
            Some(Some(handed)) => Some(handed),
            None if !wanted.iter().any(uses) => None,
            _ => {
                let info = self.connection.stack(at.deployed).await?;
                info.map(|info| info.parameters)
            }
        };
        let given = &self.options.parameters;
        let (name, assembly) = (&self.stack.name, &self.stack.parameters);
        settle(
            name,
            template,
            assembly,
            given,
            &current.unwrap_or_default(),
        )
    }
}
