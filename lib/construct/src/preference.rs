//! What had better be deployed before what.

use std::collections::BTreeSet;

use appsynth_cloudformation::LogicalId;

use crate::layout::Layout;
use crate::resolver::Resolver;
use crate::tree::{Nested, NodeIndex, StackIndex};
use crate::{NodeId, Scope};

impl Scope<'_> {
    /// Makes resources of `from` wait for those of `on` in the same template, except for what needs them in turn,
    /// as the leave of a function to call itself needs the function.
    pub fn depend_where_possible(&mut self, from: impl Into<NodeId>, on: impl Into<NodeId>) {
        let (from, on) = (self.tree.index(from.into()), self.tree.index(on.into()));
        self.tree.preferences.extend(from.zip(on));
    }
}

impl Resolver {
    /// Adds to the dependencies what nothing stands in the way of. References are all known by now.
    pub(crate) fn add_preferences(&mut self, layout: &Layout) {
        for (from, on) in std::mem::take(&mut self.tree.preferences) {
            let on = self.resources_below(layout, on).unwrap_or_default();
            for from in self.resources_below(layout, from).unwrap_or_default() {
                for on in &on {
                    self.prefer(from, *on);
                }
            }
        }
    }

    fn prefer(&mut self, from: NodeIndex, on: NodeIndex) {
        let (node, waited) = (&self.tree.nodes[from], &self.tree.nodes[on]);
        let (Some(stack), true) = (node.stack, node.stack == waited.stack) else {
            return;
        };
        let (Some(from), Some(on)) = (self.ids[from].clone(), self.ids[on].clone()) else {
            return;
        };
        if self.needs(stack, &from, &on) || self.needs(stack, &on, &from) {
            return;
        }
        if let Some(resource) = self.templates[stack].resources.get_mut(&from) {
            resource.depends_on.push(on);
        }
    }

    /// Whether a resource of a template waits for another one already, directly or not.
    fn needs(&self, stack: StackIndex, resource: &LogicalId, other: &LogicalId) -> bool {
        let resources = &self.templates[stack].resources;
        let mut seen = BTreeSet::from([resource]);
        let mut ahead = vec![resource];
        while let Some(id) = ahead.pop() {
            if id == other {
                return true;
            }
            let needed = resources.get(id).map(|resource| resource.dependencies());
            let needed = needed.into_iter().flatten();
            let needed = needed.chain(self.needed_by_nested(stack, id));
            ahead.extend(needed.filter(|id| seen.insert(id)));
        }
        false
    }

    /// What the parameters of a nested stack refer to, which its resource is not given yet.
    fn needed_by_nested(&self, stack: StackIndex, id: &LogicalId) -> Vec<&LogicalId> {
        let is_it = |nested: &Nested| {
            nested.parent == stack && self.ids[nested.resource].as_ref() == Some(id)
        };
        let mut stacks = self.tree.stacks.iter();
        let found = stacks.position(|stack| stack.nested.as_ref().is_some_and(is_it));
        let parameters = found.map(|nested| self.generated[nested].parameters.values());
        let mut needed = Vec::new();
        for value in parameters.into_iter().flatten() {
            value.visit_dependencies(&mut |id| needed.push(id));
        }
        needed
    }
}
