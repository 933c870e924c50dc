//! CloudFormation: stacks, change sets, events. Resources are their templates' text and nothing more.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::execution::Work;
use super::imports::mark;
use super::services::Services;
use super::tables::TABLE;
use super::templates::{beyond_quota, changes, hidden_parameters, outputs, parsed, resources};
use super::{ACCOUNT, Answer, Call, wire};

pub(super) const NESTED: &str = "AWS::CloudFormation::Stack";

#[derive(Default)]
pub(crate) struct CloudFormation {
    /// Whether an operation goes on by one event at each look only.
    pub(crate) slow: bool,
    pub(super) stacks: BTreeMap<String, Stack>,
    counter: u64,
    /// The changes of nested change sets by their ARNs.
    pub(super) nested_change_sets: BTreeMap<String, Vec<Value>>,
    /// The stack and the template of a refactor that is not executed yet.
    refactor: Option<(String, String)>,
    /// Whether nobody has looked since it was executed: it does not show at once.
    refactor_is_unseen: bool,
}

#[derive(Clone, Default)]
pub(super) struct Stack {
    pub(super) id: String,
    /// The id of the stack at the top, if it is nested.
    pub(super) root: Option<String>,
    pub(super) status: String,
    pub(super) text: String,
    parameters: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    protected: bool,
    /// How many operations have changed it.
    operations: u64,
    pub(super) events: Vec<Value>,
    /// What is still to happen.
    pending: VecDeque<Value>,
    change_sets: BTreeMap<String, ChangeSet>,
}

#[derive(Clone)]
struct ChangeSet {
    text: String,
    /// Whether what is there already is imported.
    imports: bool,
    /// Why it cannot be executed.
    failure: Option<String>,
    parameters: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    changes: Vec<Value>,
    executed: bool,
}

/// An error's code and message.
pub(super) type Refusal = (&'static str, String);

impl CloudFormation {
    pub(crate) fn call(
        &mut self,
        call: &Call,
        faults: &mut Vec<Value>,
        services: &mut Services,
    ) -> Answer {
        let input = wire::query(call);
        let stack = input.get("StackName").cloned().unwrap_or_default();
        let name = self.name(&stack);
        let done = match call.operation.as_str() {
            "DescribeStacks" => self.look(&name).map(|stack| json!({ "Stacks": [stack] })),
            "DescribeStackEvents" => {
                self.advance(&name);
                // A stack that is gone by now is found by its id only.
                let name = self.name(&stack);
                self.find(&name).map(|stack| {
                    let newest_first: Vec<_> = stack.events.iter().rev().cloned().collect();
                    json!({ "StackEvents": newest_first })
                })
            }
            "GetTemplate" => self
                .find(&name)
                .map(|stack| json!({ "TemplateBody": stack.text })),
            "ListStackResources" => self
                .find(&name)
                .map(|stack| json!({ "StackResourceSummaries": resources(&name, &stack.text) })),
            "DescribeStackResources" => self.siblings(&input["PhysicalResourceId"]),
            "CreateStack" => Ok(self.create(&name, &input)),
            "CreateChangeSet" => self.create_change_set(&name, &input, services),
            "DescribeChangeSet" => self.describe_change_set(&name, &input["ChangeSetName"]),
            "ExecuteChangeSet" => self.execute(&name, &input, faults, services),
            "DeleteChangeSet" => {
                if let Some(stack) = self.stacks.get_mut(&name) {
                    stack.change_sets.remove(&input["ChangeSetName"]);
                }
                Ok(json!({}))
            }
            "DeleteStack" => self.delete(&name, &input, services),
            "ContinueUpdateRollback" => self.go_on(&name, &input),
            "CancelUpdateStack" => Ok(self.cancel(&name)),
            "UpdateTerminationProtection" => {
                self.stacks.get_mut(&name).expect("a stack").protected = true;
                Ok(json!({}))
            }
            "CreateStackRefactor" => self.create_refactor(&input, services),
            "DescribeStackRefactor" => {
                let is_unseen = std::mem::take(&mut self.refactor_is_unseen);
                let is_open = self.refactor.is_some() || is_unseen;
                Ok(json!({
                    "Status": "CREATE_COMPLETE",
                    "ExecutionStatus": if is_open { "AVAILABLE" } else { "EXECUTE_COMPLETE" },
                }))
            }
            "ExecuteStackRefactor" => Ok(self.execute_refactor()),
            "DetectStackDrift" => Ok(json!({ "StackDriftDetectionId": "drift" })),
            "DescribeStackDriftDetectionStatus" => {
                Ok(json!({ "DetectionStatus": "DETECTION_COMPLETE" }))
            }
            "DescribeStackResourceDrifts" => Ok(json!({ "StackResourceDrifts": [] })),
            other => panic!("the fake does not know cloudformation:{other}"),
        };
        match done {
            Ok(value) => wire::result(call, &value),
            Err((code, message)) => wire::error(call, 400, code, &message),
        }
    }

    /// The name of a stack that is called by its name or id.
    fn name(&self, stack: &str) -> String {
        let by_id = self.stacks.iter().find(|(_, one)| one.id == stack);
        by_id.map_or_else(|| stack.to_owned(), |(name, _)| name.clone())
    }

    fn find(&self, name: &str) -> Result<&Stack, Refusal> {
        let stack = self.stacks.get(name);
        stack.ok_or_else(|| {
            (
                "ValidationError",
                format!("Stack with id {name} does not exist"),
            )
        })
    }

    fn look(&mut self, name: &str) -> Result<Value, Refusal> {
        self.advance(name);
        let stack = self.find(name)?;
        let pairs = |map: &BTreeMap<String, String>, key: &str, value: &str| -> Vec<Value> {
            map.iter()
                .map(|(name, text)| json!({ key: name, value: text }))
                .collect()
        };
        let mut parameters = stack.parameters.clone();
        for hidden in hidden_parameters(&stack.text) {
            parameters.insert(hidden, "****".to_owned());
        }
        Ok(json!({
            "StackId": stack.id,
            "StackName": name,
            "RootId": stack.root,
            "CreationTime": "2026-01-01T00:00:00Z",
            "LastUpdatedTime": format!("2026-01-01T00:{:02}:00Z", stack.operations % 60),
            "StackStatus": stack.status,
            "EnableTerminationProtection": stack.protected,
            "Parameters": pairs(&parameters, "ParameterKey", "ParameterValue"),
            "Outputs": outputs(&stack.text),
            "Tags": pairs(&stack.tags, "Key", "Value"),
        }))
    }

    /// Lets what is pending happen: an event at a time if it is slow.
    fn advance(&mut self, name: &str) {
        let slow = self.slow;
        let Some(stack) = self.stacks.get_mut(name) else {
            return;
        };
        while let Some(event) = stack.pending.pop_front() {
            if event["LogicalResourceId"] == name {
                stack.status = event["ResourceStatus"]
                    .as_str()
                    .expect("a status")
                    .to_owned();
            }
            stack.events.push(event);
            if slow {
                break;
            }
        }
        if stack.status == "DELETE_COMPLETE" && stack.pending.is_empty() {
            let gone = self.stacks.remove(name).expect("it is there");
            let prefix = nested_name(name, "");
            self.stacks.retain(|name, _| !name.starts_with(&prefix));
            // Events of what is gone are found by its id.
            self.stacks.insert(gone.id.clone(), gone);
        }
    }

    pub(super) fn next(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// A stack that another one of its name may have been before.
    fn make(&mut self, name: &str) -> &mut Stack {
        let number = self.next();
        self.make_called(name, stack_id(name, number))
    }

    /// The stack of a name, made with an id if it is not there.
    pub(super) fn make_called(&mut self, name: &str, id: String) -> &mut Stack {
        self.stacks.entry(name.to_owned()).or_insert_with(|| Stack {
            id,
            status: "REVIEW_IN_PROGRESS".to_owned(),
            ..Stack::default()
        })
    }

    /// The id of the stack at the top of one.
    pub(super) fn root_of(&self, name: &str) -> String {
        let stack = &self.stacks[name];
        stack.root.as_ref().unwrap_or(&stack.id).clone()
    }

    fn create(&mut self, name: &str, input: &BTreeMap<String, String>) -> Value {
        let stack = self.make(name);
        stack.text.clone_from(&input["TemplateBody"]);
        let id = stack.id.clone();
        let events = self.events(
            name,
            &[("CREATE_COMPLETE", "")],
            &input["ClientRequestToken"],
        );
        self.begin(name, "CREATE_IN_PROGRESS", events);
        json!({ "StackId": id })
    }

    fn create_change_set(
        &mut self,
        name: &str,
        input: &BTreeMap<String, String>,
        services: &Services,
    ) -> Result<Value, Refusal> {
        let create = input["ChangeSetType"] == "CREATE";
        let import = input["ChangeSetType"] == "IMPORT";
        let is_there = |stack: &Stack| stack.status != "REVIEW_IN_PROGRESS";
        if create && self.stacks.get(name).is_some_and(is_there) {
            let message = format!("Stack [{name}] already exists and cannot be created again");
            return Err(("ValidationError", message));
        }
        if create || import {
            self.make(name);
        }
        let stack = self.stacks.get_mut(name);
        let stack = stack.ok_or(("ValidationError", format!("Stack [{name}] does not exist")))?;
        let create = create || import && stack.status == "REVIEW_IN_PROGRESS";
        let updatable = stack.status.ends_with("_COMPLETE") && stack.status != "ROLLBACK_COMPLETE";
        if !create && !updatable {
            let message = format!(
                "Stack:{} is in {} state and can not be updated.",
                stack.id, stack.status
            );
            return Err(("ValidationError", message));
        }
        let url = &input["TemplateURL"];
        let text = services
            .object(url)
            .ok_or(("ValidationError", format!("no object at {url}")))?;
        if let Some(message) = beyond_quota(text) {
            return Err(("ValidationError", message));
        }
        let mut parameters = BTreeMap::new();
        for index in 1.. {
            let Some(key) = input.get(&format!("Parameters.member.{index}.ParameterKey")) else {
                break;
            };
            let given = input.get(&format!("Parameters.member.{index}.ParameterValue"));
            let value = given.or_else(|| stack.parameters.get(key));
            parameters.insert(key.clone(), value.cloned().unwrap_or_default());
        }
        let mut tags = BTreeMap::new();
        for index in 1.. {
            let Some(key) = input.get(&format!("Tags.member.{index}.Key")) else {
                break;
            };
            tags.insert(
                key.clone(),
                input[&format!("Tags.member.{index}.Value")].clone(),
            );
        }
        let mut changes = changes(&stack.text, text, stack.parameters != parameters);
        let imports = input
            .get("ImportExistingResources")
            .is_some_and(|one| one == "true");
        let stack_id = stack.id.clone();
        let mut failure = None;
        if imports || import {
            failure = mark(&mut changes, text, &self.stacks, &services.tables).err();
        }
        if imports
            && input
                .get("IncludeNestedStacks")
                .is_some_and(|one| one == "true")
        {
            let nested = self.nested_change_sets(name, text, &mut changes, services);
            failure = failure.or(nested.err());
        }
        if let Some(change) = changes
            .iter()
            .find(|change| change["ResourceChange"]["Action"] != "Import")
            && import
        {
            let message = format!(
                "{} is no import",
                change["ResourceChange"]["LogicalResourceId"]
            );
            return Err(("ValidationError", message));
        }
        let change_set = ChangeSet {
            text: text.clone(),
            imports,
            failure,
            parameters,
            tags,
            changes,
            executed: false,
        };
        let stack = self.stacks.get_mut(name).expect("it is there");
        stack
            .change_sets
            .insert(input["ChangeSetName"].clone(), change_set);
        Ok(json!({ "StackId": stack_id, "Id": input["ChangeSetName"] }))
    }

    fn describe_change_set(&mut self, name: &str, change_set: &str) -> Result<Value, Refusal> {
        if let Some(nested) = self.nested_change_sets.get(change_set) {
            return Ok(json!({ "Status": "CREATE_COMPLETE", "Changes": nested }));
        }
        let missing = || {
            (
                "ChangeSetNotFound",
                format!("ChangeSet [{change_set}] does not exist"),
            )
        };
        let stack = self.find(name)?;
        let found = stack.change_sets.get(change_set).ok_or_else(missing)?;
        if found.changes.is_empty() && found.tags == stack.tags {
            let reason = "The submitted information didn't contain changes.";
            return Ok(json!({ "Status": "FAILED", "StatusReason": reason }));
        }
        if let Some(reason) = &found.failure {
            return Ok(json!({ "Status": "FAILED", "StatusReason": reason }));
        }
        let execution = if found.executed {
            "EXECUTE_IN_PROGRESS"
        } else {
            "AVAILABLE"
        };
        Ok(json!({
            "Status": "CREATE_COMPLETE",
            "ExecutionStatus": execution,
            "Changes": found.changes,
        }))
    }

    fn execute(
        &mut self,
        name: &str,
        input: &BTreeMap<String, String>,
        faults: &mut Vec<Value>,
        services: &mut Services,
    ) -> Result<Value, Refusal> {
        let change_set = &input["ChangeSetName"];
        let stack = self.find(name)?.clone();
        let missing = || {
            (
                "ChangeSetNotFound",
                format!("ChangeSet [{change_set}] does not exist"),
            )
        };
        let found = stack
            .change_sets
            .get(change_set)
            .ok_or_else(missing)?
            .clone();
        if found.executed
            || stack.status.ends_with("IN_PROGRESS") && stack.status != "REVIEW_IN_PROGRESS"
        {
            return Err(("InvalidChangeSetStatus", "it is being executed".to_owned()));
        }
        let is_import = !found.imports
            && found
                .changes
                .iter()
                .any(|change| change["ResourceChange"]["Action"] == "Import");
        let verb = if is_import {
            "IMPORT"
        } else if stack.status == "REVIEW_IN_PROGRESS" {
            "CREATE"
        } else {
            "UPDATE"
        };
        let token = input.get("ClientRequestToken").cloned().unwrap_or_default();
        let before = self.stacks.clone();
        let mut work = Work {
            faults,
            services,
            token: &token,
            imports: found.imports,
        };
        let (mut events, failures) =
            self.apply(name, (&stack.text, &found.text), &found.changes, &mut work);
        let failed = !failures.is_empty();
        if failed {
            self.take_back(name, &before);
        }
        let stuck = failed && faults.iter().any(|fault| fault["kind"] == "stuck_rollback");
        let end: Vec<(String, &str)> = match (failed, verb) {
            (false, _) => vec![(format!("{verb}_COMPLETE"), "")],
            (true, "CREATE") => vec![
                (
                    "ROLLBACK_IN_PROGRESS".to_owned(),
                    "The following resource(s) failed to create.",
                ),
                ("ROLLBACK_COMPLETE".to_owned(), ""),
            ],
            (true, _) => vec![
                (
                    "UPDATE_ROLLBACK_IN_PROGRESS".to_owned(),
                    "The following resource(s) failed to update.",
                ),
                (
                    if stuck {
                        "UPDATE_ROLLBACK_FAILED"
                    } else {
                        "UPDATE_ROLLBACK_COMPLETE"
                    }
                    .to_owned(),
                    "",
                ),
            ],
        };
        let of_stack: Vec<_> = end
            .iter()
            .map(|(status, reason)| (status.as_str(), *reason))
            .collect();
        events.extend(self.events(name, &of_stack, &token));
        let stack = self.stacks.get_mut(name).expect("it is there");
        if !failed {
            stack.text = found.text;
            stack.parameters = found.parameters;
            stack.tags = found.tags;
        }
        stack.change_sets.retain(|name, _| name == change_set);
        if let Some(found) = stack.change_sets.get_mut(change_set) {
            found.executed = true;
        }
        self.begin(name, &format!("{verb}_IN_PROGRESS"), events);
        Ok(json!({}))
    }

    /// Refuses what changes anything but names: the types and properties of all resources stay, but for
    /// references.
    fn create_refactor(
        &mut self,
        input: &BTreeMap<String, String>,
        services: &Services,
    ) -> Result<Value, Refusal> {
        let stack = &input["StackDefinitions.member.1.StackName"];
        let url = &input["StackDefinitions.member.1.TemplateURL"];
        let text = services.object(url);
        let text = text.ok_or(("ValidationError", format!("no object at {url}")))?;
        let mut renamed = self.find(stack)?.text.clone();
        for index in 1.. {
            let id = |end: &str| {
                input.get(&format!(
                    "ResourceMappings.member.{index}.{end}.LogicalResourceId"
                ))
            };
            let (Some(from), Some(to)) = (id("Source"), id("Destination")) else {
                break;
            };
            renamed = renamed.replace(from.as_str(), to);
        }
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        if parse(&renamed) != parse(text) {
            let message = "Stack Refactor does not support modifying resources".to_owned();
            return Err(("ValidationError", message));
        }
        self.refactor = Some((stack.clone(), text.clone()));
        Ok(json!({ "StackRefactorId": "refactor" }))
    }

    fn execute_refactor(&mut self) -> Value {
        let (stack, text) = self.refactor.take().expect("a refactor");
        self.stacks.get_mut(&stack).expect("a stack").text = text;
        self.refactor_is_unseen = true;
        json!({})
    }

    fn delete(
        &mut self,
        name: &str,
        input: &BTreeMap<String, String>,
        services: &mut Services,
    ) -> Result<Value, Refusal> {
        if self.stacks.get(name).is_some_and(|stack| stack.protected) {
            let message =
                format!("Stack [{name}] cannot be deleted while TerminationProtection is enabled");
            return Err(("ValidationError", message));
        }
        let prefix = nested_name(name, "");
        let gone = self.stacks.iter();
        for (_, stack) in gone.filter(|(one, _)| *one == name || one.starts_with(&prefix)) {
            for (id, resource) in parsed(&stack.text)["Resources"]
                .as_object()
                .into_iter()
                .flatten()
            {
                if resource["Type"] == TABLE {
                    services.tables.apply("DELETE", id, resource);
                }
            }
        }
        if self.stacks.contains_key(name) {
            let token = input.get("ClientRequestToken").cloned().unwrap_or_default();
            let events = self.events(name, &[("DELETE_COMPLETE", "")], &token);
            self.begin(name, "DELETE_IN_PROGRESS", events);
        }
        Ok(json!({}))
    }

    fn finish(
        &mut self,
        name: &str,
        input: &BTreeMap<String, String>,
        status: &str,
    ) -> Result<Value, Refusal> {
        let events = self.events(name, &[(status, "")], &input["ClientRequestToken"]);
        self.begin(name, "UPDATE_ROLLBACK_IN_PROGRESS", events);
        Ok(json!({}))
    }

    /// Ends a rollback that got stuck, without the resources that are to be skipped.
    fn go_on(&mut self, name: &str, input: &BTreeMap<String, String>) -> Result<Value, Refusal> {
        let is_skipped = |key: &str| key.starts_with("ResourcesToSkip.member.");
        for (_, resource) in input.iter().filter(|(key, _)| is_skipped(key)) {
            let (stack, id) = resource.split_once('.').unwrap_or((name, resource));
            if parsed(&self.find(stack)?.text)["Resources"][id].is_null() {
                return Err((
                    "ValidationError",
                    format!("There is no resource {id} in the stack {stack}"),
                ));
            }
        }
        self.finish(name, input, "UPDATE_ROLLBACK_COMPLETE")
    }

    /// Takes an update back, as a part of it: what happens goes on to carry its token.
    fn cancel(&mut self, name: &str) -> Value {
        let pending = self.stacks[name].pending.front();
        let token = pending.map_or(Value::Null, |event| event["ClientRequestToken"].clone());
        let token = token.as_str().unwrap_or_default();
        let events = self.events(name, &[("UPDATE_ROLLBACK_COMPLETE", "")], token);
        self.begin(name, "UPDATE_ROLLBACK_IN_PROGRESS", events);
        json!({})
    }

    fn begin(&mut self, name: &str, status: &str, events: Vec<Value>) {
        let stack = self.stacks.get_mut(name).expect("it is there");
        stack.status = status.to_owned();
        stack.operations += 1;
        stack.pending = events.into();
    }

    /// Events of the stack itself.
    pub(super) fn events(
        &mut self,
        name: &str,
        statuses: &[(&str, &str)],
        token: &str,
    ) -> Vec<Value> {
        let about = (name, NESTED);
        let events = statuses.iter();
        events
            .map(|(status, reason)| self.event(name, about, status, Some(reason), token))
            .collect()
    }

    pub(super) fn event(
        &mut self,
        name: &str,
        (id, kind): (&str, &str),
        status: &str,
        reason: Option<&str>,
        token: &str,
    ) -> Value {
        let number = self.next();
        let stack = &self.stacks[name].id;
        let physical = match kind {
            _ if id == name => stack.clone(),
            NESTED => nested_id(name, id),
            _ => format!("{name}-{id}"),
        };
        json!({
            "StackId": stack,
            "StackName": name,
            "EventId": format!("event-{number}"),
            "LogicalResourceId": id,
            "PhysicalResourceId": physical,
            "ResourceType": kind,
            "ResourceStatus": status,
            "ResourceStatusReason": reason,
            "Timestamp": jiff::Timestamp::now().to_string(),
            "ClientRequestToken": token,
        })
    }
}

pub(super) fn stack_id(name: &str, number: u64) -> String {
    format!("arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/{name}/{number}")
}

/// The id of the stack that a resource of another one is.
pub(super) fn nested_id(parent: &str, id: &str) -> String {
    stack_id(&nested_name(parent, id), 0)
}

/// The name of the stack that a resource of another one is.
pub(super) fn nested_name(parent: &str, id: &str) -> String {
    format!("{parent}-{id}")
}
