//! CloudFormation: stacks, change sets, events. Resources are their templates' text and nothing more.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::services::Services;
use super::{ACCOUNT, Answer, Call, wire};

#[derive(Default)]
pub(crate) struct CloudFormation {
    /// Whether an operation goes on by one event at each look only.
    pub(crate) slow: bool,
    stacks: BTreeMap<String, Stack>,
    counter: u64,
}

#[derive(Clone, Default)]
struct Stack {
    id: String,
    status: String,
    text: String,
    parameters: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    protected: bool,
    events: Vec<Value>,
    /// What is still to happen.
    pending: VecDeque<Value>,
    change_sets: BTreeMap<String, ChangeSet>,
}

#[derive(Clone)]
struct ChangeSet {
    text: String,
    parameters: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    changes: Vec<Value>,
    executed: bool,
}

/// An error's code and message.
type Refusal = (&'static str, String);

impl CloudFormation {
    pub(crate) fn call(
        &mut self,
        call: &Call,
        faults: &mut Vec<Value>,
        services: &Services,
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
            "ListStackResources" => self.find(&name).map(resources),
            "CreateStack" => Ok(self.create(&name, &input)),
            "CreateChangeSet" => self.create_change_set(&name, &input, services),
            "DescribeChangeSet" => self.describe_change_set(&name, &input["ChangeSetName"]),
            "ExecuteChangeSet" => self.execute(&name, &input, faults),
            "DeleteChangeSet" => {
                if let Some(stack) = self.stacks.get_mut(&name) {
                    stack.change_sets.remove(&input["ChangeSetName"]);
                }
                Ok(json!({}))
            }
            "DeleteStack" => self.delete(&name, &input),
            "ContinueUpdateRollback" => self.finish(&name, &input, "UPDATE_ROLLBACK_COMPLETE"),
            "CancelUpdateStack" => self.finish(&name, &input, "UPDATE_ROLLBACK_COMPLETE"),
            "UpdateTerminationProtection" => {
                self.stacks.get_mut(&name).expect("a stack").protected = true;
                Ok(json!({}))
            }
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
        Ok(json!({
            "StackId": stack.id,
            "StackName": name,
            "CreationTime": "2026-01-01T00:00:00Z",
            "StackStatus": stack.status,
            "EnableTerminationProtection": stack.protected,
            "Parameters": pairs(&stack.parameters, "ParameterKey", "ParameterValue"),
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
            // Events of what is gone are found by its id.
            self.stacks.insert(gone.id.clone(), gone);
        }
    }

    fn next(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    fn make(&mut self, name: &str) -> &mut Stack {
        let number = self.next();
        self.stacks.entry(name.to_owned()).or_insert_with(|| Stack {
            id: format!("arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/{name}/{number}"),
            status: "REVIEW_IN_PROGRESS".to_owned(),
            ..Stack::default()
        })
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
        if create {
            self.make(name);
        }
        let stack = self.stacks.get_mut(name);
        let stack = stack.ok_or(("ValidationError", format!("Stack [{name}] does not exist")))?;
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
        let changes = changes(&stack.text, text, stack.parameters != parameters);
        let change_set = ChangeSet {
            text: text.clone(),
            parameters,
            tags,
            changes,
            executed: false,
        };
        stack
            .change_sets
            .insert(input["ChangeSetName"].clone(), change_set);
        Ok(json!({ "StackId": stack.id, "Id": input["ChangeSetName"] }))
    }

    fn describe_change_set(&mut self, name: &str, change_set: &str) -> Result<Value, Refusal> {
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
        let verb = if stack.status == "REVIEW_IN_PROGRESS" {
            "CREATE"
        } else {
            "UPDATE"
        };
        let mut happenings = Vec::new();
        let mut failed = false;
        for change in &found.changes {
            let change = &change["ResourceChange"];
            let id = change["LogicalResourceId"].as_str().unwrap_or_default();
            let failure =
                failure(id, faults).or_else(|| indexes_at_once(&stack.text, &found.text, id));
            let kind = change["ResourceType"].as_str().unwrap_or_default();
            let action = match change["Action"].as_str() {
                Some("Add") => "CREATE",
                Some("Remove") => "DELETE",
                _ => "UPDATE",
            };
            let status = if failure.is_some() {
                "FAILED"
            } else {
                "COMPLETE"
            };
            happenings.push((
                id.to_owned(),
                kind.to_owned(),
                format!("{action}_{status}"),
                failure.clone(),
            ));
            failed |= failure.is_some();
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
        let token = input.get("ClientRequestToken").cloned().unwrap_or_default();
        let mut events = Vec::new();
        for (id, kind, status, reason) in happenings {
            events.push(self.event(name, (&id, &kind), &status, reason.as_deref(), &token));
        }
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

    fn delete(&mut self, name: &str, input: &BTreeMap<String, String>) -> Result<Value, Refusal> {
        if self.stacks.get(name).is_some_and(|stack| stack.protected) {
            let message =
                format!("Stack [{name}] cannot be deleted while TerminationProtection is enabled");
            return Err(("ValidationError", message));
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

    fn begin(&mut self, name: &str, status: &str, events: Vec<Value>) {
        let stack = self.stacks.get_mut(name).expect("it is there");
        stack.status = status.to_owned();
        stack.pending = events.into();
    }

    /// Events of the stack itself.
    fn events(&mut self, name: &str, statuses: &[(&str, &str)], token: &str) -> Vec<Value> {
        let about = (name, "AWS::CloudFormation::Stack");
        let events = statuses.iter();
        events
            .map(|(status, reason)| self.event(name, about, status, Some(reason), token))
            .collect()
    }

    fn event(
        &mut self,
        name: &str,
        (id, kind): (&str, &str),
        status: &str,
        reason: Option<&str>,
        token: &str,
    ) -> Value {
        let number = self.next();
        let stack = &self.stacks[name].id;
        let physical = if id == name {
            stack.clone()
        } else {
            format!("{name}-{id}")
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
            "Timestamp": "2026-01-01T00:00:00Z",
            "ClientRequestToken": token,
        })
    }
}

/// The reason why a resource is to fail, if a fault says so; each fault once.
fn failure(id: &str, faults: &mut Vec<Value>) -> Option<String> {
    let fits = |fault: &Value| fault["kind"] == "fail_resource" && fault["logical_id"] == id;
    let index = faults.iter().position(fits)?;
    let fault = faults.remove(index);
    Some(fault["reason"].as_str().unwrap_or("it failed").to_owned())
}

/// DynamoDB's refusal of more than one index creation or deletion in one update.
fn indexes_at_once(old: &str, new: &str, id: &str) -> Option<String> {
    let names = |text: &str| -> Option<Vec<Value>> {
        let template: Value = serde_json::from_str(text).ok()?;
        let table = template["Resources"].get(id)?;
        let indexes = table["Properties"]["GlobalSecondaryIndexes"].as_array();
        Some(
            indexes
                .into_iter()
                .flatten()
                .map(|index| index["IndexName"].clone())
                .collect(),
        )
    };
    let (old, new) = (names(old)?, names(new)?);
    let created = new.iter().filter(|name| !old.contains(name)).count();
    let deleted = old.iter().filter(|name| !new.contains(name)).count();
    let reason = "Cannot perform more than one GSI creation or deletion in a single update";
    (created + deleted > 1).then(|| reason.to_owned())
}

fn changes(old: &str, new: &str, parameters: bool) -> Vec<Value> {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (old, new) = (parse(old), parse(new));
    let empty = serde_json::Map::new();
    let resources = |template: &Value| template["Resources"].as_object().unwrap_or(&empty).clone();
    let (before, after) = (resources(&old), resources(&new));
    let change = |action: &str, id: &str, resource: &Value, replacement: Option<&str>| {
        json!({ "Type": "Resource", "ResourceChange": {
            "Action": action,
            "LogicalResourceId": id,
            "ResourceType": resource["Type"],
            "Replacement": replacement,
        }})
    };
    let mut changes = Vec::new();
    for (id, resource) in &after {
        match before.get(id) {
            None => changes.push(change("Add", id, resource, None)),
            Some(old) if old != resource || parameters && resource.to_string().contains("Ref") => {
                let fixed = ["KeySchema", "TableName"];
                let replaced = fixed
                    .iter()
                    .any(|name| old["Properties"][*name] != resource["Properties"][*name]);
                let named = resource["Properties"]["TableName"].is_object() && parameters;
                let replacement = if replaced || named { "True" } else { "False" };
                changes.push(change("Modify", id, resource, Some(replacement)));
            }
            Some(_) => {}
        }
    }
    for (id, resource) in &before {
        if !after.contains_key(id) {
            changes.push(change("Remove", id, resource, None));
        }
    }
    changes
}

fn resources(stack: &Stack) -> Value {
    let template: Value = serde_json::from_str(&stack.text).unwrap_or_default();
    let resources = template["Resources"].as_object().into_iter().flatten();
    let summaries: Vec<_> = resources
        .map(|(id, resource)| {
            let kind = resource["Type"].as_str().unwrap_or_default();
            let physical = match kind {
                "AWS::AppSync::GraphQLApi" => {
                    format!("arn:aws:appsync:us-east-1:{ACCOUNT}:apis/api")
                }
                "AWS::AppSync::DataSource" => {
                    let name = resource["Properties"]["Name"].as_str().unwrap_or_default();
                    format!("arn:aws:appsync:us-east-1:{ACCOUNT}:apis/api/datasources/{name}")
                }
                _ => format!("physical-{id}"),
            };
            json!({
                "LogicalResourceId": id,
                "PhysicalResourceId": physical,
                "ResourceType": kind,
                "ResourceStatus": "CREATE_COMPLETE",
                "LastUpdatedTimestamp": "2026-01-01T00:00:00Z",
            })
        })
        .collect();
    json!({ "StackResourceSummaries": summaries })
}
