//! The resources of stacks.

use aws_sdk_cloudformation::types;
use indexmap::IndexMap;

use crate::DeployError;
use crate::aws::Connection;

/// A resource of a deployed stack.
#[derive(Debug, Clone)]
pub(crate) struct DeployedResource {
    pub(crate) physical_id: String,
    pub(crate) kind: String,
}

/// Where a resource belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The stack's name.
    pub(crate) stack: String,
    pub(crate) logical_id: String,
    pub(crate) kind: String,
}

impl Connection {
    /// The resources of a stack by logical id.
    pub(crate) async fn resources(
        &self,
        stack: &str,
    ) -> Result<IndexMap<String, DeployedResource>, DeployError> {
        let mut resources = IndexMap::new();
        let mut next = None;
        loop {
            let call = self.cloudformation.list_stack_resources().stack_name(stack);
            let answer = call.set_next_token(next).send().await;
            let answer = answer.map_err(self.failed("cloudformation:ListStackResources", stack))?;
            for one in answer.stack_resource_summaries.unwrap_or_default() {
                let status = one.resource_status.as_ref().map_or("", |one| one.as_str());
                if let (Some(logical), Some(physical), Some(kind)) = (
                    one.logical_resource_id,
                    one.physical_resource_id,
                    one.resource_type,
                ) && status != "DELETE_COMPLETE"
                {
                    resources.insert(
                        logical,
                        DeployedResource {
                            physical_id: physical,
                            kind,
                        },
                    );
                }
            }
            next = answer.next_token;
            if next.is_none() {
                return Ok(resources);
            }
        }
    }

    /// The stack that a resource belongs to, by what its service calls it; none if it belongs to none. Stacks
    /// that are deleted, and what they left, are none.
    pub(crate) async fn owner(
        &self,
        physical_id: &str,
        kinds: &[&str],
    ) -> Result<Option<Owner>, DeployError> {
        const OPERATION: &str = "cloudformation:DescribeStackResources";
        let call = self.cloudformation.describe_stack_resources();
        let answer = call.physical_resource_id(physical_id).send().await;
        let resources = match answer.map_err(self.failed(OPERATION, physical_id)) {
            Ok(answer) => answer.stack_resources.unwrap_or_default(),
            Err(error) if error.says("does not exist") => return Ok(None),
            Err(error) => return Err(error),
        };
        let is_meant = |one: &types::StackResource| {
            let kind = one.resource_type().unwrap_or_default();
            let status = one.resource_status().map_or("", |status| status.as_str());
            one.physical_resource_id() == Some(physical_id)
                && kinds.contains(&kind)
                && !matches!(status, "DELETE_COMPLETE" | "DELETE_SKIPPED")
        };
        let owned = resources.into_iter().find(is_meant);
        Ok(owned.map(|one| Owner {
            stack: one.stack_name.unwrap_or_default(),
            logical_id: one.logical_resource_id.unwrap_or_default(),
            kind: one.resource_type.unwrap_or_default(),
        }))
    }
}
