//! The nodes of the app in order, with their paths and logical ids.

use std::sync::Arc;

use appsynth_cloudformation::LogicalId;
use rustc_hash::FxHashMap;

use crate::element::Element;
use crate::tree::{NodeIndex, ROOT, StackIndex, Tree};
use crate::{diagnostics, logical_id};

/// The nodes that are part of the app, in the order of the tree.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) placed: Vec<Placed>,
    /// By node: the range of `placed` that is the node and everything below it.
    ranges: Vec<std::ops::Range<usize>>,
}

#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) node: NodeIndex,
    pub(crate) path: Arc<str>,
    /// The identifier that the path within the stack gives.
    unique_id: String,
}

/// The ids on the way to a node, and the path they make.
#[derive(Default)]
struct Above<'t> {
    ids: Vec<&'t str>,
    path: String,
}

impl Layout {
    pub(crate) fn new(tree: &Tree) -> Self {
        let mut layout = Self {
            placed: Vec::with_capacity(tree.nodes.len()),
            ranges: vec![0..0; tree.nodes.len()],
        };
        let mut above = Above::default();
        for child in tree.nodes[ROOT].children.values() {
            layout.visit(tree, *child, &mut above, 0);
        }
        layout
    }

    /// The ids above the node from `within` on are within its stack.
    fn visit<'t>(&mut self, tree: &'t Tree, at: NodeIndex, above: &mut Above<'t>, within: usize) {
        let node = &tree.nodes[at];
        let start = self.placed.len();
        let length = above.path.len();
        if length > 0 {
            above.path.push('/');
        }
        above.path.push_str(&node.id);
        above.ids.push(&node.id);
        let is_element = !matches!(
            node.element,
            Element::Plain | Element::Stack | Element::External(_)
        );
        let relative = above.ids.get(within..).unwrap_or_default();
        self.placed.push(Placed {
            node: at,
            path: above.path.as_str().into(),
            unique_id: match is_element {
                true => logical_id::unique_id(relative),
                false => String::new(),
            },
        });
        let within = match node.element {
            Element::Stack => above.ids.len(),
            _ => within,
        };
        for child in node.children.values() {
            self.visit(tree, *child, above, within);
        }
        above.ids.pop();
        above.path.truncate(length);
        self.ranges[at] = start..self.placed.len();
    }

    /// The construct path of a node; empty for one that is not part of the app.
    pub(crate) fn path(&self, node: NodeIndex) -> &str {
        self.below(node).first().map_or("", |placed| &placed.path)
    }

    /// The node and everything below it.
    pub(crate) fn below(&self, node: NodeIndex) -> &[Placed] {
        self.placed
            .get(self.ranges[node].clone())
            .unwrap_or_default()
    }
}

/// The logical id of each element; ids that CloudFormation would refuse are reported.
pub(crate) fn logical_ids(tree: &mut Tree, layout: &Layout) -> Vec<Option<LogicalId>> {
    let mut ids = vec![None; tree.nodes.len()];
    let mut problems = Vec::new();
    let mut taken: FxHashMap<(StackIndex, Section, &str), NodeIndex> = FxHashMap::default();
    for placed in &layout.placed {
        let node = &tree.nodes[placed.node];
        let (Some(section), Some(stack)) = (Section::of(&node.element), node.stack) else {
            continue;
        };
        let id = node.logical_id.as_ref().unwrap_or(&placed.unique_id);
        if !logical_id::is_logical_id(id) {
            problems.push((placed.node, diagnostics::no_logical_id(&placed.path)));
        } else if let Some(first) = taken.insert((stack, section, id), placed.node) {
            let at = tree.nodes[first].call_site;
            let problem = diagnostics::logical_id_collision(id, &tree.path(first), at);
            problems.push((placed.node, problem));
        }
        ids[placed.node] = Some(LogicalId(id.clone()));
    }
    for (node, problem) in problems {
        tree.report(node, problem);
    }
    ids
}

/// What shares a namespace of logical ids: `Ref` cannot tell a resource from a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Section {
    ResourcesAndParameters,
    Conditions,
    Mappings,
    Outputs,
    Rules,
}

impl Section {
    fn of(element: &Element) -> Option<Self> {
        match element {
            Element::Resource(_) | Element::Parameter(_) => Some(Self::ResourcesAndParameters),
            Element::Condition(_) => Some(Self::Conditions),
            Element::Mapping(_) => Some(Self::Mappings),
            Element::Output(_) => Some(Self::Outputs),
            Element::Rule(_) => Some(Self::Rules),
            Element::Plain | Element::Stack | Element::External(_) => None,
        }
    }
}
