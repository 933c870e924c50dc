//! CloudFormation's stack refactors.

use std::time::Duration;

use aws_sdk_cloudformation::types::{ResourceLocation, ResourceMapping, StackDefinition};

use super::Connection;
use crate::DeployError;

/// How often a refactor is looked at.
const LOOK: Duration = Duration::from_secs(1);

impl Connection {
    /// Gives resources of a stack other logical ids; the template at the address has them under these.
    pub(crate) async fn refactor<'n>(
        &self,
        stack: &str,
        template_url: &str,
        names: impl Iterator<Item = (&'n str, &'n str)>,
    ) -> Result<(), DeployError> {
        let at = |id: &str| {
            let location = ResourceLocation::builder().stack_name(stack);
            location.logical_resource_id(id).build()
        };
        let mappings = names.map(|(from, to)| {
            let mapping = ResourceMapping::builder().source(at(from));
            mapping.destination(at(to)).build()
        });
        let definition = StackDefinition::builder().stack_name(stack);
        let call = self
            .cloudformation
            .create_stack_refactor()
            .stack_definitions(definition.template_url(template_url).build())
            .set_resource_mappings(Some(mappings.collect()));
        let answer = call
            .send()
            .await
            .map_err(self.failed("cloudformation:CreateStackRefactor", stack))?;
        let id = answer.stack_refactor_id.unwrap_or_default();
        self.wait_for_refactor(stack, &id, Stage::Created).await?;
        let call = self.cloudformation.execute_stack_refactor();
        let call = call.stack_refactor_id(&id).send();
        call.await
            .map_err(self.failed("cloudformation:ExecuteStackRefactor", stack))?;
        self.wait_for_refactor(stack, &id, Stage::Executed).await
    }

    async fn wait_for_refactor(
        &self,
        stack: &str,
        id: &str,
        stage: Stage,
    ) -> Result<(), DeployError> {
        const OPERATION: &str = "cloudformation:DescribeStackRefactor";
        loop {
            let call = self.cloudformation.describe_stack_refactor();
            let answer = call.stack_refactor_id(id).send().await;
            let answer = answer.map_err(self.failed(OPERATION, stack))?;
            let (status, reason) = match stage {
                Stage::Created => (
                    answer.status.as_ref().map(|status| status.as_str()),
                    answer.status_reason,
                ),
                Stage::Executed => (
                    answer
                        .execution_status
                        .as_ref()
                        .map(|status| status.as_str()),
                    answer.execution_status_reason,
                ),
            };
            match status {
                Some("CREATE_COMPLETE" | "EXECUTE_COMPLETE") => return Ok(()),
                Some(status) if status.ends_with("_IN_PROGRESS") => {}
                // It was accepted, and is not seen to have begun.
                Some("AVAILABLE") if stage == Stage::Executed => {}
                status => {
                    return Err(DeployError::Call {
                        operation: OPERATION,
                        subject: stack.to_owned(),
                        code: status.unwrap_or_default().to_owned(),
                        message: reason.unwrap_or_default(),
                    });
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Created,
    Executed,
}
