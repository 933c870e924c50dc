//! What is told of a tree beside its templates.

use std::sync::Arc;

use appsynth_cloudformation::LogicalId;
use indexmap::IndexMap;

use crate::element;
use crate::layout::Layout;
use crate::synth::{Element, TreeNode};
use crate::tree::Tree;

/// For people and tools.
pub(crate) struct Told {
    pub(crate) tree: Vec<TreeNode>,
    /// By top-level stack: the elements of its template and those nested in it.
    pub(crate) elements: Vec<Vec<Element>>,
    /// By top-level stack: what the constructs in it and in those nested in it were made for.
    pub(crate) origins: Vec<IndexMap<Arc<str>, String>>,
}

impl Told {
    pub(crate) fn of(tree: &Tree, ids: &[Option<LogicalId>], layout: &Layout) -> Self {
        Self {
            tree: tree_nodes(tree, layout),
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
                path: Arc::clone(&placed.path),
                logical_id,
                call_site: node.call_site,
            });
        }
    }
    elements
}

fn origins(tree: &Tree, layout: &Layout) -> Vec<IndexMap<Arc<str>, String>> {
    let mut origins = vec![IndexMap::new(); tree.stacks.len()];
    for placed in &layout.placed {
        if let Some(stack) = tree.nodes[placed.node].stack
            && let Some(origin) = tree.origin(placed.node)
        {
            origins[tree.top_level(stack)].insert(Arc::clone(&placed.path), origin);
        }
    }
    origins
}

fn tree_nodes(tree: &Tree, layout: &Layout) -> Vec<TreeNode> {
    let nodes = layout.placed.iter().map(|placed| TreeNode {
        path: Arc::clone(&placed.path),
        resource_type: match &tree.nodes[placed.node].element {
            element::Element::Resource(resource) => Some(resource.kind.clone()),
            _ => None,
        },
        below: layout.below(placed.node).len() - 1,
    });
    nodes.collect()
}
