//! The tree and the templates while the one becomes the others.

use appsynth_cloudformation::{Expr, LogicalId, Output, Template};
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::crossing::{Crossing, UniqueIds};
use crate::tree::{NodeIndex, StackIndex, Tree};

/// Owns the tree and the templates.
#[derive(Debug)]
pub(crate) struct Resolver {
    pub(crate) tree: Tree,
    /// The logical id of each node that is an element of a template.
    pub(crate) ids: Vec<Option<LogicalId>>,
    /// By stack.
    pub(crate) templates: Vec<Template>,
    /// By stack: what references from elsewhere have added.
    pub(crate) generated: Vec<Generated>,
    /// Which stack needs which, and the first nodes that made it so; both stacks have the same parent.
    pub(crate) edges: IndexMap<(StackIndex, StackIndex), Edge>,
    /// The stacks of nodes, consumer first, for which `edges` is known to have what it is to have.
    pub(crate) joined: FxHashSet<(StackIndex, StackIndex)>,
    /// References between stacks that have added what they need already.
    pub(crate) crossed: FxHashMap<Crossing, Expr>,
    pub(crate) unique_ids: UniqueIds,
}

/// What references from other stacks add to a stack.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    /// Parameters of a nested stack with the values that its parent gives them.
    pub(crate) parameters: IndexMap<LogicalId, Expr>,
    pub(crate) outputs: IndexMap<LogicalId, Output>,
}

/// A reference from one stack to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) consumer: NodeIndex,
    pub(crate) producer: NodeIndex,
}

impl Resolver {
    pub(crate) fn new(tree: Tree, ids: Vec<Option<LogicalId>>) -> Self {
        let stacks = tree.stacks.len();
        Self {
            tree,
            ids,
            templates: vec![Template::default(); stacks],
            generated: (0..stacks).map(|_| Generated::default()).collect(),
            edges: IndexMap::new(),
            joined: FxHashSet::default(),
            crossed: FxHashMap::default(),
            unique_ids: UniqueIds::default(),
        }
    }
}
