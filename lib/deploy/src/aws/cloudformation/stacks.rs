//! Stacks: what they are, and what is done to one as a whole.

use super::CAPABILITIES;
use crate::DeployError;
use crate::aws::Connection;
use aws_sdk_cloudformation::primitives::DateTime;
use aws_sdk_cloudformation::types;
use indexmap::IndexMap;

/// The status of a stack, such as `UPDATE_COMPLETE`.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes>
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StackStatus(pub(crate) String);

impl StackStatus {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.0 == name
    }

    /// Whether something is being done to the stack.
    pub(crate) fn is_in_progress(&self) -> bool {
        self.0.ends_with("_IN_PROGRESS") && !self.is("REVIEW_IN_PROGRESS")
    }

    /// Whether what was being done was done.
    pub(crate) fn is_success(&self) -> bool {
        matches!(
            self.0.as_str(),
            "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE" | "DELETE_COMPLETE"
        )
    }
}

/// The name in a stack's id, `arn:…:stack/NAME/…`; a name is its own.
pub(crate) fn stack_name(id: &str) -> &str {
    id.split('/').nth(1).unwrap_or(id)
}

/// A deployed stack.
#[derive(Debug, Clone)]
pub(crate) struct StackInfo {
    pub(crate) id: String,
    pub(crate) status: StackStatus,
    /// When it was updated last; none before the first update.
    pub(crate) updated: Option<DateTime>,
    pub(crate) parameters: IndexMap<String, String>,
    pub(crate) tags: IndexMap<String, String>,
    pub(crate) outputs: IndexMap<String, String>,
    /// The outputs that are exported, by the names of the exports.
    pub(crate) exports: IndexMap<String, String>,
    pub(crate) termination_protection: bool,
    /// The id of the stack at the top, for one that is nested.
    pub(crate) root: Option<String>,
}

impl Connection {
    /// A stack; none if there is no such stack.
    pub(crate) async fn stack(&self, name: &str) -> Result<Option<StackInfo>, DeployError> {
        let call = self
            .cloudformation
            .describe_stacks()
            .stack_name(name)
            .send();
        match call
            .await
            .map_err(self.failed("cloudformation:DescribeStacks", name))
        {
            Ok(answer) => {
                let stack = answer.stacks.unwrap_or_default().into_iter().next();
                Ok(stack
                    .map(info)
                    .filter(|stack| !stack.status.is("DELETE_COMPLETE")))
            }
            Err(error) if error.says("does not exist") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a stack without a change set, for what no stack can be without; gives its id.
    pub(crate) async fn create_stack(
        &self,
        name: &str,
        template: &str,
        token: &str,
    ) -> Result<String, DeployError> {
        let call = self.cloudformation.create_stack().stack_name(name);
        let call = call.template_body(template).client_request_token(token);
        let call = call
            .set_capabilities(Some(CAPABILITIES.into()))
            .enable_termination_protection(true);
        let answer = call
            .send()
            .await
            .map_err(self.failed("cloudformation:CreateStack", name))?;
        Ok(answer.stack_id.unwrap_or_default())
    }

    /// The template of a stack as it was deployed.
    pub(crate) async fn template(&self, stack: &str) -> Result<String, DeployError> {
        let call = self.cloudformation.get_template().stack_name(stack).send();
        let answer = call
            .await
            .map_err(self.failed("cloudformation:GetTemplate", stack))?;
        Ok(answer.template_body.unwrap_or_default())
    }

    pub(crate) async fn delete_stack(&self, stack: &str, token: &str) -> Result<(), DeployError> {
        let call = self.cloudformation.delete_stack().stack_name(stack);
        let call = call.client_request_token(token).send();
        call.await
            .map_err(self.failed("cloudformation:DeleteStack", stack))?;
        Ok(())
    }

    /// Goes on with a rollback that got stuck.
    pub(crate) async fn continue_rollback(
        &self,
        stack: &str,
        skip: Vec<String>,
        token: &str,
    ) -> Result<(), DeployError> {
        let call = self
            .cloudformation
            .continue_update_rollback()
            .stack_name(stack);
        let skip = (!skip.is_empty()).then_some(skip);
        let call = call
            .set_resources_to_skip(skip)
            .client_request_token(token)
            .send();
        call.await
            .map_err(self.failed("cloudformation:ContinueUpdateRollback", stack))?;
        Ok(())
    }

    /// Takes back an operation that failed and was told not to roll back.
    pub(crate) async fn roll_back(&self, stack: &str, token: &str) -> Result<(), DeployError> {
        let call = self.cloudformation.rollback_stack().stack_name(stack);
        let call = call.client_request_token(token).send();
        call.await
            .map_err(self.failed("cloudformation:RollbackStack", stack))?;
        Ok(())
    }

    /// Takes back an update that is in progress.
    pub(crate) async fn cancel_update(&self, stack: &str, token: &str) -> Result<(), DeployError> {
        let call = self.cloudformation.cancel_update_stack().stack_name(stack);
        let call = call.client_request_token(token).send();
        call.await
            .map_err(self.failed("cloudformation:CancelUpdateStack", stack))?;
        Ok(())
    }

    pub(crate) async fn protect_from_termination(
        &self,
        stack: &str,
        protect: bool,
    ) -> Result<(), DeployError> {
        let call = self.cloudformation.update_termination_protection();
        let call = call
            .stack_name(stack)
            .enable_termination_protection(protect)
            .send();
        call.await
            .map_err(self.failed("cloudformation:UpdateTerminationProtection", stack))?;
        Ok(())
    }
}

fn info(stack: types::Stack) -> StackInfo {
    let parameters = stack.parameters.unwrap_or_default().into_iter();
    let tags = stack.tags.unwrap_or_default().into_iter();
    let outputs = stack.outputs.unwrap_or_default().into_iter();
    let exports = outputs
        .clone()
        .filter_map(|one| Some((one.export_name?, one.output_value?)));
    StackInfo {
        exports: exports.collect(),
        updated: stack.last_updated_time,
        id: stack.stack_id.unwrap_or_default(),
        status: StackStatus(
            stack
                .stack_status
                .map_or(String::new(), |one| one.as_str().to_owned()),
        ),
        parameters: parameters
            .filter_map(|one| Some((one.parameter_key?, one.parameter_value?)))
            .collect(),
        tags: tags
            .filter_map(|one| Some((one.key?, one.value?)))
            .collect(),
        outputs: outputs
            .filter_map(|one| Some((one.output_key?, one.output_value?)))
            .collect(),
        termination_protection: stack.enable_termination_protection.unwrap_or(false),
        root: stack.root_id,
    }
}
