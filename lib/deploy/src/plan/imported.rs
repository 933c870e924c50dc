//! Tables that join nested stacks on the way to the new templates.
//!
//! CloudFormation imports what an update names and finds there already, and changes nothing of it. So the first
//! update declares the tables as they are, and those after it change them to what the project says.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html>

use appsynth_cloudformation::{LogicalId, Map};

use super::steps::{point_to, steps};
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

/// Has a plan import those tables that have not joined the stack yet.
pub(super) fn arrange(
    plan: &mut StackPlan,
    (old, new): (&TemplateTree, &TemplateTree),
    imported: &[Imported],
) {
    let here = imported.iter().filter(|one| one.stack == plan.id);
    let here: Vec<_> = here.filter(|one| !one.has_joined(old)).collect();
    let first = here
        .iter()
        .fold(new.clone(), |tree, one| as_it_is(tree, &one.path, one));
    let mut all = steps(old, &first);
    if first != *new {
        all.extend(steps(&first, new));
    }
    plan.work.steps = all;
    for one in here {
        let mut changes = plan.changes.iter_mut();
        let address = address(&one.path, &one.id);
        if let Some(change) = changes.find(|change| change.address == address) {
            change.effect = Effect::Import;
        }
        plan.work.imports.push(one.table.clone());
    }
}

/// The templates with a table declared as it is.
fn as_it_is(mut tree: TemplateTree, path: &[LogicalId], table: &Imported) -> TemplateTree {
    match path {
        [] => {
            if let Some(resource) = tree.template.resources.get_mut(&table.id)
                && resource.properties != table.properties
            {
                resource.properties.clone_from(&table.properties);
                tree.text = None;
            }
        }
        [id, rest @ ..] => {
            if let Some(nested) = tree.nested.swap_remove(id) {
                let nested = as_it_is(nested, rest, table);
                if nested.text.is_none() {
                    point_to(&mut tree.template, id, &nested);
                    tree.text = None;
                }
                tree.nested.insert(id.clone(), nested);
            }
        }
    }
    tree
}
