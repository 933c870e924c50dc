//! Which tables a change set imports, by CloudFormation's rules.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::cloudformation::{
    CloudFormation, NESTED, Refusal, Stack, nested_id, nested_name, stack_id,
};
use super::services::Services;
use super::tables::{TABLE, Tables};
use super::templates::{changes, nested_address, parsed, physical_id, resources};

/// Has changes import the tables that are there already. Why that cannot be, if it cannot.
pub(super) fn mark(
    changes: &mut [Value],
    template: &str,
    stacks: &BTreeMap<String, Stack>,
    tables: &Tables,
) -> Result<(), String> {
    let template = parsed(template);
    for change in changes {
        let change = &mut change["ResourceChange"];
        let id = change["LogicalResourceId"].as_str().expect("an id");
        let resource = &template["Resources"][id];
        let is_named = resource["Properties"]["TableName"].is_string();
        let table = physical_id(id, resource);
        if change["Action"] != "Add"
            || resource["Type"] != TABLE
            || !is_named
            || !tables.has(&table)
        {
            continue;
        }
        if resource["DeletionPolicy"] != "Retain" {
            return Err(format!(
                "CloudFormation is attempting to import some resources because they already exist in your account. The \
                 resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the \
                 template for successful import. The affected resources are {id} ({{TableName={table}}})"
            ));
        }
        if let Some(owner) = owner(stacks, &table) {
            return Err(format!("{table} already exists in stack {owner}"));
        }
        change["Action"] = json!("Import");
        change["PhysicalResourceId"] = json!(table);
    }
    Ok(())
}

/// The name of the stack that a table belongs to.
pub(super) fn owner<'s>(stacks: &'s BTreeMap<String, Stack>, table: &str) -> Option<&'s str> {
    let has = |(name, stack): &(&String, &Stack)| {
        let mut own = resources(name, &stack.text).into_iter();
        own.any(|one| one["PhysicalResourceId"] == table)
    };
    let mut alive = stacks
        .iter()
        .filter(|(_, one)| one.status != "DELETE_COMPLETE");
    alive.find(has).map(|(name, _)| name.as_str())
}

impl CloudFormation {
    /// `DescribeStackResources` of whatever has a resource.
    pub(super) fn siblings(&self, physical_id: &str) -> Result<Value, Refusal> {
        let Some(owner) = owner(&self.stacks, physical_id) else {
            let message = format!("Stack for {physical_id} does not exist");
            return Err(("ValidationError", message));
        };
        let resources = resources(owner, &self.stacks[owner].text);
        Ok(json!({ "StackResources": resources }))
    }

    /// Makes change sets of the nested stacks that change, and names them.
    pub(super) fn nested_change_sets(
        &mut self,
        name: &str,
        text: &str,
        listed: &mut [Value],
        services: &Services,
    ) -> Result<(), String> {
        for change in listed {
            let change = &mut change["ResourceChange"];
            if change["ResourceType"] != NESTED || change["Action"] == "Remove" {
                continue;
            }
            let id = change["LogicalResourceId"].as_str().expect("an id");
            let new = services.object_called(&nested_address(text, id));
            let new = new.cloned().unwrap_or_default();
            let name = nested_name(name, id);
            let old = self.stacks.get(&name).map(|stack| stack.text.clone());
            let mut within = changes(&old.unwrap_or_default(), &new, false);
            mark(&mut within, &new, &self.stacks, &services.tables)?;
            self.nested_change_sets(&name, &new, &mut within, services)?;
            let number = self.next();
            let arn = format!("arn:aws:cloudformation:us-east-1:0:changeSet/{name}/{number}");
            self.nested_change_sets.insert(arn.clone(), within);
            change["ChangeSetId"] = json!(arn);
        }
        Ok(())
    }

    /// A stack that is there, with its tables: its name, its template, and its parent if it is nested, whose
    /// template has it under the name.
    pub(super) fn found(&mut self, given: &Value, tables: &mut Tables) {
        let name = given["name"].as_str().expect("a name");
        let template = &given["template"];
        for (id, resource) in template["Resources"].as_object().into_iter().flatten() {
            if resource["Properties"]["KeySchema"].is_array() {
                tables.put(&physical_id(id, resource), &resource["Properties"]);
            }
        }
        let stack = match given["parent"].as_str() {
            Some(parent) => {
                let root = self.root_of(parent);
                let stack = self.make_called(&nested_name(parent, name), nested_id(parent, name));
                stack.root = Some(root);
                stack
            }
            None => {
                let number = self.next();
                self.make_called(name, stack_id(name, number))
            }
        };
        stack.status = "CREATE_COMPLETE".to_owned();
        stack.text = template.to_string();
    }

    /// The templates of stacks by their names.
    pub(super) fn templates(&self) -> Value {
        let stacks = self.stacks.iter();
        stacks
            .map(|(name, stack)| (name.clone(), parsed(&stack.text)))
            .collect()
    }
}
