//! What was changed outside of deployments.

use std::time::Duration;

use appsynth_assembly::Assembly;
use appsynth_cloudformation::LogicalId;
use futures_util::future::{BoxFuture, try_join_all};
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use serde::Serialize;

use crate::aws::{Caller, Connection};
use crate::plan::{Options, TemplateTree, chosen, connections, path_of};
use crate::{DeployError, recover};

/// How many nested stacks of a stack are compared at the same time.
const AT_ONCE: usize = 8;

/// A comparison takes CloudFormation seconds to minutes.
const LOOK: Duration = Duration::from_secs(1);

/// A resource that is not as its template says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriftedResource {
    /// The name of the stack of the assembly.
    pub stack: String,
    /// The construct path or logical id.
    pub name: String,
    /// The type.
    pub kind: String,
    /// Whether it is not there any more.
    pub deleted: bool,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// A property that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The property's path, such as `/Code`.
    pub property: String,
    /// What the template says.
    pub expected: String,
    /// What is there.
    pub actual: String,
}

/// Compares the resources of an assembly's deployed stacks, and of those nested in them, with the deployed
/// templates.
///
/// # Errors
/// If CloudFormation cannot compare. [`DeployError::NothingDeployed`] if there is none of the stacks.
pub async fn drift(
    assembly: &Assembly,
    options: &Options,
) -> Result<Vec<DriftedResource>, DeployError> {
    let caller = Caller::find(&options.target).await?;
    let stacks = chosen(assembly, options)?;
    let connections = connections(&stacks, &caller, &options.target).await?;
    let drifts = stacks.iter().map(|stack| async {
        let tree = TemplateTree::of_file(&stack.name, &stack.template)?;
        let connection = &connections[&stack.deploy_role];
        let level = Level {
            connection,
            stack: &stack.name,
            deployed: stack.name.clone(),
            tree: &tree,
        };
        let info = connection.stack(&stack.name).await?;
        match info.filter(|info| recover::has_resources(&info.status)) {
            Some(_) => level.drifted().await.map(Some),
            None => Ok(None),
        }
    });
    let drifts: Vec<_> = try_join_all(drifts).await?.into_iter().flatten().collect();
    if drifts.is_empty() {
        return Err(DeployError::NothingDeployed {
            environment: options.target.environment.clone(),
        });
    }
    Ok(drifts.into_iter().flatten().collect())
}

/// A deployed stack, or one nested in it: CloudFormation compares each on its own.
struct Level<'a> {
    connection: &'a Connection,
    /// The stack of the assembly.
    stack: &'a str,
    /// What CloudFormation calls this one.
    deployed: String,
    tree: &'a TemplateTree,
}

impl<'a> Level<'a> {
    fn drifted(self) -> BoxFuture<'a, Result<Vec<DriftedResource>, DeployError>> {
        async move {
            let mut drifted = self.own().await?;
            if self.tree.nested.is_empty() {
                return Ok(drifted);
            }
            let resources = self.connection.resources(&self.deployed).await?;
            let nested = resources.into_iter().filter_map(|(id, resource)| {
                let tree = self.tree.nested.get(&LogicalId(id))?;
                let level = Level {
                    deployed: resource.physical_id,
                    tree,
                    ..self
                };
                Some(level.drifted())
            });
            let nested: Vec<_> = stream::iter(nested.collect::<Vec<_>>())
                .buffered(AT_ONCE)
                .try_collect()
                .await?;
            drifted.extend(nested.into_iter().flatten());
            Ok(drifted)
        }
        .boxed()
    }

    /// What has drifted in this one.
    async fn own(&self) -> Result<Vec<DriftedResource>, DeployError> {
        let id = self.connection.detect_drift(&self.deployed).await?;
        while !self.connection.is_drift_detected(self.stack, &id).await? {
            tokio::time::sleep(LOOK).await;
        }
        let drifts = self.connection.drifts(&self.deployed).await?.into_iter();
        let drifted = drifts.map(|drift| DriftedResource {
            stack: self.stack.to_owned(),
            name: path_of(self.tree, &drift.logical_id),
            kind: drift.kind,
            deleted: drift.status == "DELETED",
            differences: drift
                .differences
                .into_iter()
                .map(|(property, expected, actual)| Difference {
                    property,
                    expected,
                    actual,
                })
                .collect(),
        });
        Ok(drifted.collect())
    }
}
