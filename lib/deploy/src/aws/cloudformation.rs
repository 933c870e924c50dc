//! CloudFormation's operations, in our words.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_cloudformation::primitives::DateTime;
use aws_sdk_cloudformation::types::{self, Capability};
use indexmap::IndexMap;

use super::Connection;
use super::call::failed;
use crate::DeployError;
use crate::kinds::NESTED_STACK;

/// Every capability: the plan has shown what roles and policies the stack makes.
const CAPABILITIES: [Capability; 2] = [
    Capability::CapabilityNamedIam,
    Capability::CapabilityAutoExpand,
];

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

/// What happened to a resource of a stack, or to the stack itself.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: String,
    /// The id of the stack it is an event of.
    pub(crate) stack: String,
    pub(crate) logical_id: String,
    pub(crate) physical_id: String,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) reason: String,
    /// The token of the request that led to it.
    pub(crate) token: Option<String>,
}

impl Event {
    /// Whether it is about the stack itself.
    pub(crate) fn is_of_stack(&self, stack_id: &str) -> bool {
        self.kind == NESTED_STACK && self.physical_id == stack_id
    }
}

/// A request that leads to events.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// The token that it was sent with.
    pub(crate) token: &'a str,
    /// When, by this machine's clock.
    pub(crate) sent: SystemTime,
}

impl Request<'_> {
    /// How far AWS's clock may be from this one: a signature is refused beyond.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>
    const SKEW: Duration = Duration::from_secs(15 * 60);

    /// Whether an event of this time, in seconds since 1970, may have come after the request.
    fn may_be_before(&self, event: Option<i64>) -> bool {
        let earliest = self.sent.checked_sub(Self::SKEW);
        let earliest = earliest.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        match (event, earliest) {
            (Some(event), Some(earliest)) => {
                u64::try_from(event).is_ok_and(|event| event >= earliest.as_secs())
            }
            _ => true,
        }
    }
}

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

/// A resource that is not as its template says.
#[derive(Debug, Clone)]
pub(crate) struct Drift {
    pub(crate) logical_id: String,
    pub(crate) kind: String,
    /// `MODIFIED` or `DELETED`.
    pub(crate) status: String,
    /// Property, what the template says, what is there.
    pub(crate) differences: Vec<(String, String, String)>,
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
            .map_err(failed("cloudformation:DescribeStacks", name))
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
            .map_err(failed("cloudformation:CreateStack", name))?;
        Ok(answer.stack_id.unwrap_or_default())
    }

    /// The template of a stack as it was deployed.
    pub(crate) async fn template(&self, stack: &str) -> Result<String, DeployError> {
        let call = self.cloudformation.get_template().stack_name(stack).send();
        let answer = call
            .await
            .map_err(failed("cloudformation:GetTemplate", stack))?;
        Ok(answer.template_body.unwrap_or_default())
    }

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
            let answer = answer.map_err(failed("cloudformation:ListStackResources", stack))?;
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
        let resources = match answer.map_err(failed(OPERATION, physical_id)) {
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
        match answer.map_err(failed("cloudformation:CreateChangeSet", &request.stack)) {
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
            let answer = answer.map_err(failed("cloudformation:DescribeChangeSet", stack))?;
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
            .map_err(failed("cloudformation:ExecuteChangeSet", stack))
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
            .map_err(failed("cloudformation:DeleteChangeSet", stack))?;
        Ok(())
    }

    /// The events of a stack since one that is known, oldest first; of a request, those only that it led to.
    pub(crate) async fn events_since(
        &self,
        stack: &str,
        known: Option<&str>,
        request: Option<&Request<'_>>,
    ) -> Result<Vec<Event>, DeployError> {
        let mut events = Vec::new();
        let mut next = None;
        'pages: loop {
            let call = self
                .cloudformation
                .describe_stack_events()
                .stack_name(stack);
            let answer = call.set_next_token(next).send().await;
            let answer = answer.map_err(failed("cloudformation:DescribeStackEvents", stack))?;
            for one in answer.stack_events.unwrap_or_default() {
                let time = one.timestamp.as_ref().map(DateTime::secs);
                let event = event(one);
                if Some(event.id.as_str()) == known {
                    break 'pages;
                }
                let other = request.filter(|request| event.token.as_deref() != Some(request.token));
                if let Some(request) = other {
                    // Newer ones are those of whoever came next; older ones end what is looked for.
                    if events.is_empty() && request.may_be_before(time) {
                        continue;
                    }
                    break 'pages;
                }
                events.push(event);
            }
            next = answer.next_token;
            if next.is_none() {
                break;
            }
        }
        events.reverse();
        Ok(events)
    }

    pub(crate) async fn delete_stack(&self, stack: &str, token: &str) -> Result<(), DeployError> {
        let call = self.cloudformation.delete_stack().stack_name(stack);
        let call = call.client_request_token(token).send();
        call.await
            .map_err(failed("cloudformation:DeleteStack", stack))?;
        Ok(())
    }

    /// Goes on with a rollback that got stuck.
    pub(crate) async fn continue_rollback(
        &self,
        stack: &str,
        skip: &[String],
        token: &str,
    ) -> Result<(), DeployError> {
        let call = self
            .cloudformation
            .continue_update_rollback()
            .stack_name(stack);
        let skip = (!skip.is_empty()).then(|| skip.to_vec());
        let call = call
            .set_resources_to_skip(skip)
            .client_request_token(token)
            .send();
        call.await
            .map_err(failed("cloudformation:ContinueUpdateRollback", stack))?;
        Ok(())
    }

    /// Takes back an operation that failed and was told not to roll back.
    pub(crate) async fn roll_back(&self, stack: &str, token: &str) -> Result<(), DeployError> {
        let call = self.cloudformation.rollback_stack().stack_name(stack);
        let call = call.client_request_token(token).send();
        call.await
            .map_err(failed("cloudformation:RollbackStack", stack))?;
        Ok(())
    }

    /// Takes back an update that is in progress.
    pub(crate) async fn cancel_update(&self, stack: &str, token: &str) -> Result<(), DeployError> {
        let call = self.cloudformation.cancel_update_stack().stack_name(stack);
        let call = call.client_request_token(token).send();
        call.await
            .map_err(failed("cloudformation:CancelUpdateStack", stack))?;
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
            .map_err(failed("cloudformation:UpdateTerminationProtection", stack))?;
        Ok(())
    }

    /// Begins to compare a stack's resources with its template; gives the id of the comparison.
    pub(crate) async fn detect_drift(&self, stack: &str) -> Result<String, DeployError> {
        let call = self
            .cloudformation
            .detect_stack_drift()
            .stack_name(stack)
            .send();
        let answer = call
            .await
            .map_err(failed("cloudformation:DetectStackDrift", stack))?;
        Ok(answer.stack_drift_detection_id.unwrap_or_default())
    }

    /// Whether a comparison is done; an error if it failed.
    pub(crate) async fn is_drift_detected(
        &self,
        stack: &str,
        id: &str,
    ) -> Result<bool, DeployError> {
        const OPERATION: &str = "cloudformation:DescribeStackDriftDetectionStatus";
        let call = self.cloudformation.describe_stack_drift_detection_status();
        let answer = call.stack_drift_detection_id(id).send().await;
        let answer = answer.map_err(failed(OPERATION, stack))?;
        match answer
            .detection_status
            .as_ref()
            .map(|status| status.as_str())
        {
            Some("DETECTION_IN_PROGRESS") => Ok(false),
            Some("DETECTION_FAILED") => Err(DeployError::Call {
                operation: OPERATION,
                subject: stack.to_owned(),
                code: "DETECTION_FAILED".to_owned(),
                message: answer.detection_status_reason.unwrap_or_default(),
            }),
            _ => Ok(true),
        }
    }

    /// The resources that were found to differ from the template.
    pub(crate) async fn drifts(&self, stack: &str) -> Result<Vec<Drift>, DeployError> {
        use types::StackResourceDriftStatus as Status;

        let mut drifts = Vec::new();
        let mut next = None;
        loop {
            let call = self
                .cloudformation
                .describe_stack_resource_drifts()
                .stack_name(stack);
            let call = call.set_stack_resource_drift_status_filters(Some(vec![
                Status::Modified,
                Status::Deleted,
            ]));
            let answer = call.set_next_token(next).send().await;
            let answer =
                answer.map_err(failed("cloudformation:DescribeStackResourceDrifts", stack))?;
            drifts.extend(
                answer
                    .stack_resource_drifts
                    .unwrap_or_default()
                    .into_iter()
                    .map(drift),
            );
            next = answer.next_token;
            if next.is_none() {
                return Ok(drifts);
            }
        }
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

fn event(event: types::StackEvent) -> Event {
    let status = event
        .resource_status
        .as_ref()
        .map_or("", |one| one.as_str());
    Event {
        status: status.to_owned(),
        id: event.event_id.unwrap_or_default(),
        stack: event.stack_id.unwrap_or_default(),
        logical_id: event.logical_resource_id.unwrap_or_default(),
        physical_id: event.physical_resource_id.unwrap_or_default(),
        kind: event.resource_type.unwrap_or_default(),
        reason: event.resource_status_reason.unwrap_or_default(),
        token: event.client_request_token,
    }
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

fn drift(drift: types::StackResourceDrift) -> Drift {
    let status = drift
        .stack_resource_drift_status
        .as_ref()
        .map_or("", |one| one.as_str());
    let differences = drift.property_differences.unwrap_or_default().into_iter();
    Drift {
        status: status.to_owned(),
        logical_id: drift.logical_resource_id.unwrap_or_default(),
        kind: drift.resource_type.unwrap_or_default(),
        differences: differences
            .filter_map(|one| Some((one.property_path?, one.expected_value?, one.actual_value?)))
            .collect(),
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
