//! Change sets.

use aws_sdk_cloudformation::types;
use indexmap::IndexMap;

use super::CAPABILITIES;
use crate::DeployError;
use crate::aws::Connection;

/// What a change set does to its stack.
#[derive(Debug, Clone)]
pub(crate) enum ChangeSetKind {
    /// Makes it.
    Create,
    /// Changes it.
    Update,
    /// Takes resources into it that are there already.
    Import {
        /// Whether there is no stack yet.
        create: bool,
        resources: Vec<ResourceToImport>,
    },
}

impl ChangeSetKind {
    /// Whether there is no stack yet.
    pub(crate) fn creates(&self) -> bool {
        matches!(self, Self::Create | Self::Import { create: true, .. })
    }
}

/// A resource that is there already.
#[derive(Debug, Clone)]
pub(crate) struct ResourceToImport {
    pub(crate) kind: String,
    pub(crate) logical_id: String,
    /// The property that tells it from others of its type, and its value.
    pub(crate) identifier: (String, String),
}

/// What a change set is made from.
#[derive(Debug, Clone)]
pub(crate) struct ChangeSetRequest {
    pub(crate) stack: String,
    pub(crate) name: String,
    pub(crate) kind: ChangeSetKind,
    pub(crate) template_url: String,
    /// A parameter without a value keeps the one it has.
    pub(crate) parameters: IndexMap<String, Option<String>>,
    pub(crate) tags: IndexMap<String, String>,
    pub(crate) role: Option<String>,
    pub(crate) notification_arns: Vec<String>,
    pub(crate) nested: bool,
    /// Whether what the template names and what is there already is taken into the stack, nested ones
    /// included, where nothing but creating it anew would be possible else.
    ///
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html>
    pub(crate) import_existing: bool,
}

/// A change set as CloudFormation has it.
#[derive(Debug)]
pub(crate) struct ChangeSet {
    pub(crate) state: ChangeSetState,
    /// Such as `EXECUTE_IN_PROGRESS`.
    pub(crate) execution: String,
    pub(crate) changes: Vec<Change>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ChangeSetState {
    Pending,
    Ready,
    /// The stack is what it should be.
    Empty,
    Failed(String),
}

/// What CloudFormation would do to a resource.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) logical_id: String,
    /// What there is already; empty for what is to be made.
    pub(crate) physical_id: String,
    pub(crate) kind: String,
    /// `Add`, `Modify`, `Remove`, `Import`.
    pub(crate) action: String,
    /// `True`, `False`, `Conditional`, or empty.
    pub(crate) replacement: String,
    /// What becomes of the resource that is there: `Delete`, `Retain`, `ReplaceAndRetain`, …, or empty.
    pub(crate) policy: String,
    /// The change set of a nested stack.
    pub(crate) nested: Option<String>,
}

impl Connection {
    /// Begins to make a change set; gives the stack's id.
    pub(crate) async fn create_change_set(
        &self,
        request: &ChangeSetRequest,
    ) -> Result<String, DeployError> {
        let (kind, imported) = match &request.kind {
            ChangeSetKind::Create => (types::ChangeSetType::Create, None),
            ChangeSetKind::Update => (types::ChangeSetType::Update, None),
            ChangeSetKind::Import { resources, .. } => {
                let resources = resources.iter().map(resource_to_import).collect();
                (types::ChangeSetType::Import, Some(resources))
            }
        };
        let parameters = request.parameters.iter().map(|(name, value)| {
            types::Parameter::builder()
                .parameter_key(name)
                .set_parameter_value(value.clone())
                .set_use_previous_value(value.is_none().then_some(true))
                .build()
        });
        let tags = request
            .tags
            .iter()
            .map(|(key, value)| types::Tag::builder().key(key).value(value).build());
        let answer = self
            .cloudformation
            .create_change_set()
            .stack_name(&request.stack)
            .change_set_name(&request.name)
            .change_set_type(kind)
            .set_resources_to_import(imported)
            .template_url(&request.template_url)
            .set_capabilities(Some(CAPABILITIES.into()))
            .set_parameters(Some(parameters.collect()))
            .set_tags(Some(tags.collect()))
            .set_role_arn(request.role.clone())
            .set_notification_arns(
                (!request.notification_arns.is_empty()).then(|| request.notification_arns.clone()),
            )
            .include_nested_stacks(request.nested)
            .set_import_existing_resources(request.import_existing.then_some(true))
            .client_token(&request.name)
            .send()
            .await;
        match answer.map_err(self.failed("cloudformation:CreateChangeSet", &request.stack)) {
            Ok(answer) => Ok(answer.stack_id.unwrap_or_default()),
            // Somebody else has made the stack meanwhile.
            Err(error) if error.says("cannot be created again") => Err(DeployError::Overtaken {
                stack: request.stack.clone(),
            }),
            // The answer to the first attempt was lost.
            Err(error) if error.has_code("AlreadyExistsException") => {
                let stack = self.stack(&request.stack).await?;
                stack.map(|stack| stack.id).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// A change set of a stack, with all its changes if it is ready.
    pub(crate) async fn change_set(
        &self,
        stack: &str,
        name: &str,
    ) -> Result<ChangeSet, DeployError> {
        let mut changes = Vec::new();
        let mut next = None;
        loop {
            let call = self
                .cloudformation
                .describe_change_set()
                .change_set_name(name);
            let call = if name.starts_with("arn:") {
                call
            } else {
                call.stack_name(stack)
            };
            let answer = call.set_next_token(next).send().await;
            let answer = answer.map_err(self.failed("cloudformation:DescribeChangeSet", stack))?;
            let listed = answer.changes.unwrap_or_default().into_iter();
            changes.extend(listed.filter_map(|one| one.resource_change).map(change));
            next = answer.next_token;
            if next.is_none() {
                let status = answer.status.as_ref().map_or("", |status| status.as_str());
                let reason = answer.status_reason.unwrap_or_default();
                let execution = answer.execution_status.as_ref();
                return Ok(ChangeSet {
                    state: state(status, reason),
                    execution: execution.map_or("", |status| status.as_str()).to_owned(),
                    changes,
                });
            }
        }
    }

    /// Executes a change set; `token` is found in the events that follow.
    pub(crate) async fn execute_change_set(
        &self,
        stack: &str,
        name: &str,
        token: &str,
    ) -> Result<(), DeployError> {
        let call = self
            .cloudformation
            .execute_change_set()
            .stack_name(stack)
            .change_set_name(name)
            .client_request_token(token);
        match call
            .send()
            .await
            .map_err(self.failed("cloudformation:ExecuteChangeSet", stack))
        {
            Ok(_) => Ok(()),
            // Another attempt, whose answer was lost, may have begun it.
            Err(error) if error.has_code("InvalidChangeSetStatus") => {
                let execution = self.change_set(stack, name).await?.execution;
                if matches!(
                    execution.as_str(),
                    "EXECUTE_IN_PROGRESS" | "EXECUTE_COMPLETE"
                ) {
                    Ok(())
                } else {
                    Err(DeployError::Overtaken {
                        stack: stack.to_owned(),
                    })
                }
            }
            // Whoever executes a change set removes all others of the stack.
            Err(error)
                if error.has_code("ChangeSetNotFound") || error.says("can not be updated") =>
            {
                Err(DeployError::Overtaken {
                    stack: stack.to_owned(),
                })
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn delete_change_set(
        &self,
        stack: &str,
        name: &str,
    ) -> Result<(), DeployError> {
        let call = self.cloudformation.delete_change_set();
        let call = call.stack_name(stack).change_set_name(name).send();
        call.await
            .map_err(self.failed("cloudformation:DeleteChangeSet", stack))?;
        Ok(())
    }
}

fn resource_to_import(resource: &ResourceToImport) -> types::ResourceToImport {
    let (property, value) = &resource.identifier;
    types::ResourceToImport::builder()
        .resource_type(&resource.kind)
        .logical_resource_id(&resource.logical_id)
        .resource_identifier(property, value)
        .build()
}

fn change(change: types::ResourceChange) -> Change {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Change {
        action: text(change.action.as_ref().map(|one| one.as_str())),
        replacement: text(change.replacement.as_ref().map(|one| one.as_str())),
        policy: text(change.policy_action.as_ref().map(|one| one.as_str())),
        logical_id: change.logical_resource_id.unwrap_or_default(),
        physical_id: change.physical_resource_id.unwrap_or_default(),
        kind: change.resource_type.unwrap_or_default(),
        nested: change.change_set_id,
    }
}

/// CloudFormation says only in words that there is nothing to change.
fn state(status: &str, reason: String) -> ChangeSetState {
    const NOTHING: [&str; 2] = [
        "The submitted information didn't contain changes.",
        "No updates are to be performed",
    ];
    match status {
        "CREATE_COMPLETE" => ChangeSetState::Ready,
        "FAILED" if NOTHING.iter().any(|text| reason.contains(text)) => ChangeSetState::Empty,
        "FAILED" => ChangeSetState::Failed(reason),
        _ => ChangeSetState::Pending,
    }
}
