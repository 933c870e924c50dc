//! Templates as text: how two differ, and what a stack of one has.

use serde_json::{Value, json};

use super::ACCOUNT;
use super::cloudformation::{NESTED, nested_id};

/// The reason why a resource is to fail, if a fault says so; each fault once.
pub(super) fn failure(id: &str, faults: &mut Vec<Value>) -> Option<String> {
    let fits = |fault: &Value| fault["kind"] == "fail_resource" && fault["logical_id"] == id;
    let index = faults.iter().position(fits)?;
    let fault = faults.remove(index);
    Some(fault["reason"].as_str().unwrap_or("it failed").to_owned())
}

/// DynamoDB's refusal of more than one index creation or deletion in one update.
pub(super) fn indexes_at_once(old: &str, new: &str, id: &str) -> Option<String> {
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

/// CloudFormation's refusal of a template that is larger than it takes.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
pub(super) fn beyond_quota(text: &str) -> Option<String> {
    const BYTES: usize = 1 << 20;
    const RESOURCES: usize = 500;

    if text.len() > BYTES {
        return Some(format!("the template has {} bytes", text.len()));
    }
    let template: Value = serde_json::from_str(text).unwrap_or_default();
    let resources = template["Resources"].as_object().map_or(0, |all| all.len());
    (resources > RESOURCES).then(|| {
        format!("Number of resources, {resources}, is greater than maximum allowed, {RESOURCES}")
    })
}

/// A template as JSON.
pub(super) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// What a change set lists for another template.
pub(super) fn changes(old: &str, new: &str, parameters: bool) -> Vec<Value> {
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
            "PhysicalResourceId": (action != "Add").then(|| physical_id(id, resource)),
            "PolicyAction": match (action, &resource["DeletionPolicy"]) {
                ("Remove", policy) if policy == "Retain" => Some("Retain"),
                ("Remove", _) => Some("Delete"),
                _ => None,
            },
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

/// What CloudFormation calls a resource that is no nested stack: a table by its name, if the template has it.
pub(super) fn physical_id(id: &str, resource: &Value) -> String {
    let name = resource["Properties"]["TableName"].as_str();
    name.map_or_else(|| format!("physical-{id}"), str::to_owned)
}

/// What `ListStackResources` tells of the stack `name`.
pub(super) fn resources(name: &str, text: &str) -> Vec<Value> {
    let template = parsed(text);
    let resources = template["Resources"].as_object().into_iter().flatten();
    resources
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
                NESTED => nested_id(name, id),
                _ => physical_id(id, resource),
            };
            json!({
                "StackName": name,
                "LogicalResourceId": id,
                "PhysicalResourceId": physical,
                "ResourceType": kind,
                "ResourceStatus": "CREATE_COMPLETE",
                "LastUpdatedTimestamp": "2026-01-01T00:00:00Z",
            })
        })
        .collect()
}

/// The text of the template of a nested stack: its address has the object's name in it.
pub(super) fn nested_address(template: &str, id: &str) -> String {
    let template: Value = serde_json::from_str(template).unwrap_or_default();
    let address = template["Resources"][id]["Properties"]["TemplateURL"].to_string();
    let end = address.find(".json").expect("an address of a template");
    let start = address[..end].rfind('/').map_or(0, |slash| slash + 1);
    address[start..end].to_owned()
}

/// The ids of the nested stacks of a template.
pub(super) fn nested_stacks(template: &str) -> Vec<String> {
    let template: Value = serde_json::from_str(template).unwrap_or_default();
    let resources = template["Resources"].as_object().into_iter().flatten();
    let nested = resources.filter(|(_, resource)| resource["Type"] == NESTED);
    nested.map(|(id, _)| id.clone()).collect()
}

/// What `DescribeStacks` tells of outputs. Nothing evaluates them: each value says whose it is.
pub(super) fn outputs(template: &str) -> Vec<Value> {
    let template: Value = serde_json::from_str(template).unwrap_or_default();
    let outputs = template["Outputs"].as_object().into_iter().flatten();
    let described = outputs.map(|(key, output)| {
        json!({
            "OutputKey": key,
            "OutputValue": format!("value-of-{key}"),
            "ExportName": output["Export"]["Name"],
        })
    });
    described.collect()
}

/// The parameters whose values CloudFormation shows to nobody.
pub(super) fn hidden_parameters(template: &str) -> Vec<String> {
    let template: Value = serde_json::from_str(template).unwrap_or_default();
    let parameters = template["Parameters"].as_object().into_iter().flatten();
    let hidden = parameters.filter(|(_, parameter)| parameter["NoEcho"] == true);
    hidden.map(|(name, _)| name.clone()).collect()
}
