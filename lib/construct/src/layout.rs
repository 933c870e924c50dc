//! The nodes of the app in order, with their paths and logical ids.

use std::sync::Arc;

use appsynth_cloudformation::LogicalId;
use appsynth_parallel as parallel;
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

/// With fewer, another thread is not worth waking.
const NODES_OF_A_THREAD: usize = 256;

impl Layout {
    pub(crate) fn new(tree: &Tree) -> Self {
        let mut visit = Visit {
            tree,
            visited: Vec::with_capacity(tree.nodes.len()),
            ranges: vec![0..0; tree.nodes.len()],
            path: String::new(),
        };
        for child in tree.nodes[ROOT].children.values() {
            visit.node(*child, 0);
        }
        Self {
            placed: parallel::map(visit.visited, NODES_OF_A_THREAD, Visited::placed),
            ranges: visit.ranges,
        }
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

/// A walk over the tree.
struct Visit<'t> {
    tree: &'t Tree,
    visited: Vec<Visited>,
    ranges: Vec<std::ops::Range<usize>>,
    /// Of the node that the walk is at.
    path: String,
}

impl Visit<'_> {
    /// The path from `within` on is within the node's stack.
    fn node(&mut self, at: NodeIndex, within: usize) {
        let node = &self.tree.nodes[at];
        let start = self.visited.len();
        let length = self.path.len();
        if length > 0 {
            self.path.push('/');
        }
        self.path.push_str(&node.id);
        let is_element = !matches!(
            node.element,
            Element::Plain | Element::Stack | Element::External(_)
        );
        self.visited.push(Visited {
            node: at,
            path: self.path.as_str().into(),
            within: is_element.then_some(within),
        });
        let within = match node.element {
            Element::Stack => self.path.len() + 1,
            _ => within,
        };
        for child in node.children.values() {
            self.node(*child, within);
        }
        self.path.truncate(length);
        self.ranges[at] = start..self.visited.len();
    }
}

/// A node that the walk has come to.
struct Visited {
    node: NodeIndex,
    path: Arc<str>,
    /// Where the path within the stack begins, of an element.
    within: Option<usize>,
}

impl Visited {
    fn placed(self) -> Placed {
        let relative = self.within.and_then(|within| self.path.get(within..));
        // An id with a slash is refused where it is given.
        let unique_id = relative.map_or_else(String::new, |relative| {
            let components: Vec<&str> = relative.split('/').collect();
            logical_id::unique_id(&components)
        });
        Placed {
            node: self.node,
            path: self.path,
            unique_id,
        }
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
