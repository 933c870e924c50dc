//! Tables that join nested stacks on the way to the new templates.
//!
//! CloudFormation imports what an update names and finds there already, and changes nothing of it. So the first
//! update declares the tables as they are, and those after it change them to what the project says.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html>

use appsynth_cloudformation::{LogicalId, Map};

use super::tree::address;
use super::{Effect, StackPlan, TemplateTree};

/// A table that is to join a nested stack.
#[derive(Debug, Clone)]
pub(crate) struct Imported {
    /// The id of the stack at the top.
    pub(crate) stack: String,
    /// The nested stacks on the way to the template that declares it, by their logical ids.
    pub(crate) path: Vec<LogicalId>,
    pub(crate) id: LogicalId,
    /// What DynamoDB calls it.
    pub(crate) table: String,
    /// The properties that declare it as it is.
    pub(crate) properties: Map,
}

impl Imported {
    /// Whether it has joined its stack already. What was not read is what it was, and so has it.
    fn has_joined(&self, old: &TemplateTree) -> bool {
        let mut tree = old;
        for id in &self.path {
            match tree.nested.get(id) {
                Some(nested) => tree = nested,
                None => return tree.template.resources.contains_key(id),
            }
        }
        tree.template.resources.contains_key(&self.id)
    }
}

/// Has a plan import those tables that have not joined the stack yet; gives the templates that declare them as
/// they are.
pub(super) fn arrange(
    plan: &mut StackPlan,
    (old, new): (&TemplateTree, &TemplateTree),
    imported: &[Imported],
) -> TemplateTree {
    let here = imported.iter().filter(|one| one.stack == plan.id);
    let mut first = new.clone();
    for one in here.filter(|one| !one.has_joined(old)) {
        first.edit(&one.path, &one.id, |table| {
            table.properties.clone_from(&one.properties);
        });
        let mut changes = plan.changes.iter_mut();
        let address = address(&one.path, &one.id);
        if let Some(change) = changes.find(|change| change.address == address) {
            change.effect = Effect::Import;
        }
        plan.work.imports.push(one.table.clone());
    }
    first
}
