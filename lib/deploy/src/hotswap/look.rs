//! What differs between an assembly and what is deployed, level by level.

use appsynth_assembly::{Assembly, Stack};
use appsynth_cloudformation::evaluate::Evaluator;
use appsynth_cloudformation::{LogicalId, Template};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, try_join};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::known::Known;
use super::reason::reason;
use super::{Found, Swap, Swapped};
use crate::DeployError;
use crate::aws::{Caller, Connection};
use crate::plan::{
    Effect, Options, TemplateTree, compare_level, path_of, pseudo_parameters, read, settle,
};

/// Looks at a stack.
pub(super) struct Look<'a> {
    pub(super) caller: &'a Caller,
    pub(super) connection: &'a Connection,
    pub(super) options: &'a Options,
    pub(super) stack: &'a Stack,
    pub(super) assembly: &'a Assembly,
    pub(super) also: &'a [String],
    /// Whether there is no other stack, so that it is this one that has changed.
    pub(super) is_only: bool,
}

impl Look<'_> {
    /// What is to be sent of the stack and of those nested in it.
    pub(super) async fn stack(self) -> Result<Found, DeployError> {
        let name = &self.stack.name;
        let new = TemplateTree::of_file(name, &self.stack.template)?;
        self.level(name, &new, name, None).await
    }

    /// What is to be sent of a template and of those nested in it. `deployed` is what CloudFormation calls the
    /// stack, `prefix` what [`Swapped::id`] begins with, `handed` the parameters that its parent gives it, if they
    /// can be told.
    fn level<'a>(
        &'a self,
        deployed: &'a str,
        new: &'a TemplateTree,
        prefix: &'a str,
        handed: Option<IndexMap<String, String>>,
    ) -> BoxFuture<'a, Result<Found, DeployError>> {
        async move {
            // What most likely has changed is listed at once; what has not, never.
            let is_likely = self.is_only || deployed != self.stack.name;
            let listed = async {
                match is_likely {
                    true => self.connection.resources(deployed).await.map(Some),
                    false => Ok(None),
                }
            };
            let mut found = Found::default();
            let looked = try_join(self.connection.template(deployed), listed).await;
            let (template, listed) = match looked {
                Err(error) if error.says("does not exist") => {
                    let reason = format!("  the stack `{prefix}`: it is not deployed yet");
                    found.reasons.push(reason);
                    return Ok(found);
                }
                looked => looked?,
            };
            let old = read(&self.stack.name, &template)?;
            let wanted = self.wanted(&old, &new.template, prefix, &mut found);
            if wanted.is_empty() {
                return Ok(found);
            }
            let resources = match listed {
                Some(resources) => resources,
                None => self.connection.resources(deployed).await?,
            };
            let parameters = self.parameters(deployed, new, &wanted, handed).await?;
            for id in wanted {
                let resource = &new.template.resources[&id];
                let physical = resources.get(&id.0).map(|one| one.physical_id.as_str());
                let known = Known {
                    template: &new.template,
                    resources: &resources,
                    caller: self.caller,
                };
                if resource.kind == "AWS::CloudFormation::Stack" {
                    if let (Some(physical), Some(nested)) = (physical, new.nested.get(&id)) {
                        let prefix = format!("{prefix}/{id}");
                        let handed = self.handed(&id, &known, &parameters);
                        let within = self.level(physical, nested, &prefix, handed).await?;
                        found.extend(within);
                    }
                    continue;
                }
                match self.swap(&id, resource, &known, &parameters) {
                    Ok(call) => found.swaps.push(Swap {
                        swapped: Swapped {
                            id: format!("{prefix}/{id}"),
                            name: path_of(new, &id.0),
                        },
                        call,
                    }),
                    Err(reason) => found
                        .reasons
                        .push(format!("  {}: {reason}", path_of(new, &id.0))),
                }
            }
            Ok(found)
        }
        .boxed()
    }

    /// What of a template is to be sent or looked into. What needs CloudFormation is added to what is found.
    fn wanted(
        &self,
        old: &Template,
        new: &Template,
        prefix: &str,
        found: &mut Found,
    ) -> Vec<LogicalId> {
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
        if old.outputs != new.outputs {
            found.reasons.push(format!(
                "  the outputs of `{prefix}`: they are CloudFormation's own"
            ));
        }
        for id in new.resources.keys() {
            let path = format!("{prefix}/{id}");
            let within = format!("{path}/");
            let mut also = self.also.iter();
            let is_meant = also.any(|one| *one == path || one.starts_with(&within));
            if is_meant && !wanted.contains(id) {
                wanted.push(id.clone());
            }
        }
        wanted
    }

    /// The parameters that a template gives a stack nested in it; none if CloudFormation alone can tell one.
    fn handed(
        &self,
        nested: &LogicalId,
        known: &Known<'_>,
        parameters: &IndexMap<String, String>,
    ) -> Option<IndexMap<String, String>> {
        let properties = self.properties(nested, known, parameters).ok()?;
        let Some(Value::Object(handed)) = properties.get("Parameters") else {
            return Some(IndexMap::new());
        };
        let handed = handed.iter().map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        });
        Some(handed.collect())
    }

    /// The properties of a resource.
    pub(super) fn properties(
        &self,
        id: &LogicalId,
        known: &Known<'_>,
        parameters: &IndexMap<String, String>,
    ) -> Result<Map<String, Value>, String> {
        let pseudo = pseudo_parameters(&self.stack.name, self.caller);
        let words = |errors: Vec<appsynth_cloudformation::evaluate::EvaluateError>| {
            errors.first().map(ToString::to_string).unwrap_or_default()
        };
        Evaluator::new(known.template, pseudo, parameters, &|_| Some(String::new()))
            .map_err(words)?
            .properties(id, known)
            .map_err(words)
    }

    /// The values of parameters; the deployed ones are looked at only if something depends on them.
    async fn parameters(
        &self,
        deployed: &str,
        new: &TemplateTree,
        wanted: &[LogicalId],
        handed: Option<IndexMap<String, String>>,
    ) -> Result<IndexMap<String, String>, DeployError> {
        let uses = |id: &LogicalId| {
            let needs = new.template.resources[id].dependencies();
            needs
                .into_iter()
                .any(|need| new.template.parameters.contains_key(need))
        };
        let is_nested = deployed != self.stack.name;
        let current = match handed {
            None if is_nested || wanted.iter().any(uses) => {
                let info = self.connection.stack(deployed).await?;
                info.map(|info| info.parameters)
            }
            handed => handed,
        };
        let given = &self.options.parameters;
        let (name, assembly) = (&self.stack.name, &self.stack.parameters);
        settle(
            name,
            &new.template,
            assembly,
            given,
            &current.unwrap_or_default(),
        )
    }
}
