//! What happens to the resources of a stack, and to those of the stacks nested in it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cloudformation::{CloudFormation, NESTED, Stack, nested_id, nested_name};
use super::imports::mark;
use super::services::Services;
use super::tables::TABLE;
use super::templates::{
    beyond_quota, changes, failure, indexes_at_once, nested_address, nested_stacks, parsed,
    physical_id,
};

/// What an operation goes on with.
pub(super) struct Work<'w> {
    pub(super) faults: &'w mut Vec<Value>,
    pub(super) services: &'w mut Services,
    pub(super) token: &'w str,
    /// Whether what is there already is imported.
    pub(super) imports: bool,
}

impl CloudFormation {
    /// Carries out the changes from one template to another; gives the events, and the ids of what failed.
    pub(super) fn apply(
        &mut self,
        name: &str,
        (old, new): (&str, &str),
        changes: &[Value],
        work: &mut Work<'_>,
    ) -> (Vec<Value>, Vec<String>) {
        let mut events = Vec::new();
        let mut failures = Vec::new();
        for change in changes {
            let change = &change["ResourceChange"];
            let text = |member: &str| change[member].as_str().unwrap_or_default();
            let (id, kind) = (text("LogicalResourceId"), text("ResourceType"));
            let action = match text("Action") {
                "Add" => "CREATE",
                "Remove" => "DELETE",
                "Import" => "IMPORT",
                _ => "UPDATE",
            };
            let mut reason = failure(id, work.faults).or_else(|| indexes_at_once(old, new, id));
            if reason.is_none() && kind == NESTED && action != "DELETE" {
                reason = self.apply_nested((name, id), nested_address(new, id), action, work);
            }
            if kind == TABLE && reason.is_none() {
                reason = self.apply_to_table(action, id, (old, new), work);
            }
            let end = if reason.is_some() {
                failures.push(id.to_owned());
                "FAILED"
            } else {
                "COMPLETE"
            };
            let status = format!("{action}_{end}");
            events.push(self.event(name, (id, kind), &status, reason.as_deref(), work.token));
        }
        // CloudFormation looks into every nested stack.
        for id in nested_stacks(new) {
            let is_changed = changes
                .iter()
                .any(|change| change["ResourceChange"]["LogicalResourceId"] == id);
            if !is_changed {
                events.push(self.event(name, (&id, NESTED), "UPDATE_COMPLETE", None, work.token));
            }
        }
        (events, failures)
    }

    /// Makes or updates a nested stack from the template at an address. Why it failed, if it did.
    fn apply_nested(
        &mut self,
        (parent, id): (&str, &str),
        address: String,
        action: &str,
        work: &mut Work<'_>,
    ) -> Option<String> {
        let Some(new) = work.services.object_called(&address).cloned() else {
            return Some(format!("there is no template {address}"));
        };
        if let Some(message) = beyond_quota(&new) {
            return Some(message);
        }
        let name = &nested_name(parent, id);
        let root = self.root_of(parent);
        let made = self.make_called(name, nested_id(parent, id));
        made.root = Some(root);
        let old = made.text.clone();
        let begin = format!("{action}_IN_PROGRESS");
        let mut events = self.events(name, &[(&begin, "")], work.token);
        let mut changes = changes(&old, &new, false);
        if work.imports
            && let Err(reason) = mark(&mut changes, &new, &self.stacks, &work.services.tables)
        {
            return Some(reason);
        }
        let (happened, failures) = self.apply(name, (&old, &new), &changes, work);
        events.extend(happened);
        let status = match (failures.is_empty(), action) {
            (true, _) => format!("{action}_COMPLETE"),
            (false, "CREATE") => "ROLLBACK_COMPLETE".to_owned(),
            (false, _) => "UPDATE_ROLLBACK_COMPLETE".to_owned(),
        };
        events.extend(self.events(name, &[(&status, "")], work.token));
        let stack = self.stacks.get_mut(name).expect("it was made");
        stack.events.extend(events);
        stack.status = status;
        stack.text = new;
        let verb = action.to_lowercase();
        (!failures.is_empty()).then(|| {
            format!(
                "Embedded stack {} was not successfully {verb}d: The following resource(s) failed to {verb}: [{}].",
                stack.id,
                failures.join(", ")
            )
        })
    }

    /// Makes, changes or deletes a table. Why it failed, if it did.
    fn apply_to_table(
        &self,
        action: &str,
        id: &str,
        (old, new): (&str, &str),
        work: &mut Work<'_>,
    ) -> Option<String> {
        let template = parsed(if action == "DELETE" { old } else { new });
        let resource = &template["Resources"][id];
        let name = physical_id(id, resource);
        let tables = &mut work.services.tables;
        if action == "CREATE"
            && tables.has(&name)
            && resource["Properties"]["TableName"].is_string()
        {
            return Some(format!("{name} already exists"));
        }
        tables.apply(action, id, resource);
        None
    }

    /// Gives the stacks nested in one the templates they had before.
    pub(super) fn take_back(&mut self, name: &str, before: &BTreeMap<String, Stack>) {
        let prefix = nested_name(name, "");
        let nested = self.stacks.iter_mut();
        for (name, stack) in nested.filter(|(name, _)| name.starts_with(&prefix)) {
            stack.text = before
                .get(name)
                .map(|stack| stack.text.clone())
                .unwrap_or_default();
        }
    }
}
