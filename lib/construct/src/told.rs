//! What is told of a tree beside its templates.

use appsynth_cloudformation::LogicalId;
use indexmap::IndexMap;

use crate::element;
use crate::layout::Layout;
use crate::synth::{Element, TreeNode};
use crate::tree::{NodeIndex, ROOT, Tree};

/// For people and tools.
pub(crate) struct Told {
    pub(crate) tree: TreeNode,
    /// By top-level stack: the elements of its template and those nested in it.
    pub(crate) elements: Vec<Vec<Element>>,
    /// By top-level stack: what the constructs in it and in those nested in it were made for.
    pub(crate) origins: Vec<IndexMap<String, String>>,
}

impl Told {
    pub(crate) fn of(tree: &Tree, ids: &[Option<LogicalId>], layout: &Layout) -> Self {
        Self {
            tree: tree_node(tree, ROOT, layout),
            origins: origins(tree, layout),
            elements: elements(tree, ids, layout),
        }
    }
}

fn elements(tree: &Tree, ids: &[Option<LogicalId>], layout: &Layout) -> Vec<Vec<Element>> {
    let mut elements: Vec<Vec<Element>> = tree.stacks.iter().map(|_| Vec::new()).collect();
    for placed in &layout.placed {
        let node = &tree.nodes[placed.node];
        if let (Some(logical_id), Some(stack)) = (ids[placed.node].clone(), node.stack) {
            elements[tree.top_level(stack)].push(Element {
                path: placed.path.clone(),
                logical_id,
                call_site: node.call_site,
            });
        }
    }
    elements
}

fn origins(tree: &Tree, layout: &Layout) -> Vec<IndexMap<String, String>> {
    let mut origins = vec![IndexMap::new(); tree.stacks.len()];
    for placed in &layout.placed {
        if let Some(stack) = tree.nodes[placed.node].stack
            && let Some(origin) = tree.origin(placed.node)
        {
            origins[tree.top_level(stack)].insert(placed.path.clone(), origin);
        }
    }
    origins
}

fn tree_node(tree: &Tree, at: NodeIndex, layout: &Layout) -> TreeNode {
    let node = &tree.nodes[at];
    TreeNode {
        id: node.id.to_string(),
        path: layout.path(at).to_owned(),
        resource_type: match &node.element {
            element::Element::Resource(resource) => Some(resource.kind.clone()),
            _ => None,
        },
        children: node
            .children
            .values()
            .map(|child| tree_node(tree, *child, layout))
            .collect(),
    }
}
