//! What must be deployed before what.

use std::collections::BTreeSet;

use appsynth_cloudformation::{CircularDependency, LogicalId};
use appsynth_diagnostics::Diagnostic;

use crate::diagnostics;
use crate::element::Element;
use crate::layout::{Layout, Placed};
use crate::resolver::Resolver;
use crate::tree::{Dependency, NodeIndex, StackIndex, Tree};

impl Resolver {
    /// Turns dependencies between constructs into `DependsOn` of resources and the order of stacks.
    pub(crate) fn add_dependencies(&mut self, layout: &Layout) {
        let mut waits = BTreeSet::new();
        for dependency in std::mem::take(&mut self.tree.dependencies) {
            let from = self.resources_below(layout, dependency.from);
            let on = self.resources_below(layout, dependency.on);
            if from.is_none() {
                let problem = diagnostics::dependency_of_nothing(layout.path(dependency.from));
                self.report_dependency(layout, &dependency, problem);
            }
            if on.is_none() {
                let problem = diagnostics::dependency_on_nothing(layout.path(dependency.on));
                self.report_dependency(layout, &dependency, problem);
            }
            let on = on.unwrap_or_default();
            for from in from.unwrap_or_default() {
                for on in &on {
                    self.add_edge(from, *on);
                    waits.extend(self.tree.waiting(from, *on));
                }
            }
        }
        // By path, as in the CDK: the order in which dependencies were added makes no difference.
        let mut waits: Vec<_> = waits.into_iter().collect();
        waits.sort_by_key(|(stack, from, on)| (*stack, *from, layout.path(*on)));
        for (stack, from, on) in waits {
            let (Some(from), Some(on)) = (&self.ids[from], self.ids[on].clone()) else {
                continue;
            };
            if let Some(resource) = self.templates[stack].resources.get_mut(from) {
                resource.depends_on.push(on);
            }
        }
    }

    /// The resources of a construct. None if it has nothing that could wait or be waited for; what is
    /// outside the app exists already, so that there is something but no resource.
    pub(crate) fn resources_below(
        &self,
        layout: &Layout,
        node: NodeIndex,
    ) -> Option<Vec<NodeIndex>> {
        let below = layout.below(node);
        let element = |placed: &Placed| &self.tree.nodes[placed.node].element;
        let resources = below
            .iter()
            .filter(|placed| matches!(element(placed), Element::Resource(_)))
            .map(|placed| placed.node)
            .collect::<Vec<_>>();
        let is_external = |placed| matches!(element(placed), Element::External(_));
        // A node that was refused when it was added is not placed, and that has been reported.
        let is_something = below.is_empty() || below.iter().any(is_external);
        (!resources.is_empty() || is_something).then_some(resources)
    }

    fn report_dependency(&mut self, layout: &Layout, of: &Dependency, problem: Diagnostic) {
        let problem = problem.of(layout.path(of.from), Some(of.call_site));
        self.tree.report(of.from, problem);
    }

    /// The top-level stacks, each after those it needs. Cycles are reported.
    pub(crate) fn stack_order(&mut self) -> Vec<StackIndex> {
        let mut needs = vec![Vec::new(); self.tree.stacks.len()];
        for (from, to) in self.edges.keys() {
            needs[*from].push(*to);
        }
        let mut walk = StackWalk::default();
        for stack in 0..needs.len() {
            walk.visit(&needs, stack);
        }
        for cycle in walk.cycles {
            self.report_cycle(&cycle);
        }
        walk.order.retain(|stack| {
            let stack = &self.tree.stacks[*stack];
            stack.nested.is_none() && self.tree.nodes[stack.node].parent.is_some()
        });
        walk.order
    }

    fn report_cycle(&mut self, cycle: &[StackIndex]) {
        let closed: Vec<StackIndex> = cycle.iter().chain(cycle.first()).copied().collect();
        let names: Vec<String> = closed
            .iter()
            .map(|stack| self.tree.path(self.tree.stacks[*stack].node))
            .collect();
        let edges: Vec<_> = closed
            .windows(2)
            .filter_map(|pair| match pair {
                [from, to] => self.edges.get(&(*from, *to)).copied(),
                _ => None,
            })
            .collect();
        let reasons: Vec<_> = edges
            .iter()
            .map(|edge| {
                let consumer = self.tree.path(edge.consumer);
                let producer = self.tree.path(edge.producer);
                let call_site = self.tree.nodes[edge.consumer].call_site;
                (format!("`{consumer}` needs `{producer}`"), call_site)
            })
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Some(edge) = edges.first() {
            let problem = diagnostics::stack_cycle(&names, &reasons);
            self.tree.report(edge.consumer, problem);
        }
    }

    /// Reports resources of one template that need each other: CloudFormation could make none first.
    pub(crate) fn report_circle(&mut self, stack: StackIndex, circle: &CircularDependency) {
        let ids = &self.ids;
        let node_of = |id: &LogicalId| {
            let mut nodes = self.tree.nodes.iter().zip(ids);
            nodes.position(|(node, own)| node.stack == Some(stack) && own.as_ref() == Some(id))
        };
        let cycle: Vec<NodeIndex> = circle.cycle.iter().filter_map(node_of).collect();
        let Some(first) = cycle.first() else { return };
        let closed = cycle.iter().chain([first]);
        let chain: Vec<_> = closed
            .map(|node| (self.tree.path(*node), self.tree.nodes[*node].call_site))
            .collect();
        let chain: Vec<_> = chain
            .iter()
            .map(|(path, at)| (path.as_str(), *at))
            .collect();
        let problem = diagnostics::resource_cycle(&chain);
        self.tree.report(*first, problem);
    }

    /// The ids of the stacks that a top-level stack needs.
    pub(crate) fn dependencies(&self, stack: StackIndex) -> Vec<String> {
        let needed = self.edges.keys().filter(|(from, _)| *from == stack);
        needed
            .map(|(_, to)| self.tree.nodes[self.tree.stacks[*to].node].id.to_string())
            .collect()
    }
}

/// Puts stacks after those they need.
#[derive(Debug, Default)]
struct StackWalk {
    entered: Vec<StackIndex>,
    done: BTreeSet<StackIndex>,
    order: Vec<StackIndex>,
    cycles: Vec<Vec<StackIndex>>,
}

impl StackWalk {
    /// `needs` are, by stack, those that it needs.
    fn visit(&mut self, needs: &[Vec<StackIndex>], stack: StackIndex) {
        if let Some(at) = self.entered.iter().position(|one| *one == stack) {
            let cycle = self.entered.get(at..).unwrap_or_default();
            self.cycles.push(cycle.to_vec());
            return;
        }
        if !self.done.insert(stack) {
            return;
        }
        self.entered.push(stack);
        for needed in needs.get(stack).into_iter().flatten() {
            self.visit(needs, *needed);
        }
        self.entered.pop();
        self.order.push(stack);
    }
}

impl Tree {
    /// Which resource of which stack must wait for which, if resource `from` waits for resource `on`:
    /// within a nested stack that is the nested stack's own resource. None if their stacks share no
    /// template, or if one contains the other.
    fn waiting(
        &self,
        from: NodeIndex,
        on: NodeIndex,
    ) -> Option<(StackIndex, NodeIndex, NodeIndex)> {
        let (from_around, on_around) = (
            self.around(self.nodes[from].stack?),
            self.around(self.nodes[on].stack?),
        );
        let shared = *from_around.iter().find(|stack| on_around.contains(stack))?;
        let within = |around: &[StackIndex], node| {
            let below = around.iter().take_while(|stack| **stack != shared).last();
            below.map_or(Some(node), |stack| {
                Some(self.stacks[*stack].nested?.resource)
            })
        };
        let (from, on) = (within(&from_around, from)?, within(&on_around, on)?);
        (from != on).then_some((shared, from, on))
    }
}
