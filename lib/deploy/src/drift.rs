//! What was changed outside of deployments.

use std::time::Duration;

use appsynth_assembly::Assembly;
use futures_util::future::try_join_all;
use serde::Serialize;

use crate::DeployError;
use crate::aws::{Caller, Connection};
use crate::plan::{Options, TemplateTree, chosen, connections, path_of};

/// A comparison takes CloudFormation seconds to minutes.
const LOOK: Duration = Duration::from_secs(1);

/// A resource that is not as its template says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriftedResource {
    /// The stack.
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

/// Compares the resources of an assembly's deployed stacks with the deployed templates.
///
/// # Errors
/// If CloudFormation cannot compare.
pub async fn drift(
    assembly: &Assembly,
    options: &Options,
) -> Result<Vec<DriftedResource>, DeployError> {
    let caller = Caller::find(&options.target).await?;
    let stacks = chosen(assembly, options)?;
    let connections = connections(&stacks, &caller).await?;
    let drifts = stacks.iter().map(|stack| async {
        let tree = TemplateTree::of_file(&stack.name, &stack.template)?;
        of_stack(&connections[&stack.deploy_role], &stack.name, &tree).await
    });
    Ok(try_join_all(drifts).await?.into_iter().flatten().collect())
}

async fn of_stack(
    connection: &Connection,
    stack: &str,
    tree: &TemplateTree,
) -> Result<Vec<DriftedResource>, DeployError> {
    if connection.stack(stack).await?.is_none() {
        return Ok(Vec::new());
    }
    let id = connection.detect_drift(stack).await?;
    while !connection.is_drift_detected(stack, &id).await? {
        tokio::time::sleep(LOOK).await;
    }
    let drifts = connection.drifts(stack).await?.into_iter();
    let drifted = drifts.map(|drift| DriftedResource {
        stack: stack.to_owned(),
        name: path_of(tree, &drift.logical_id),
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
