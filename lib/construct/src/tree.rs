//! The arena of nodes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use appsynth_cloudformation::Map;
use appsynth_diagnostics::{CallSite, Diagnostic, Diagnostics, Severity, Sources};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::app::{Environment, StackOptions};
use crate::asset::Asset;
use crate::element::Element;
use crate::facts::Facts;
use crate::files::{FileSink, Files, ReadFiles};
use crate::{diagnostics, logical_id};

/// A node of the construct tree. Small and `Copy`; used with another app it is reported, not followed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeId {
    /// The address of the tree's `identity`.
    tree: usize,
    index: u32,
}

impl std::fmt::Debug for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NodeId({})", self.index)
    }
}

/// The index of a node in the arena of its own tree.
pub(crate) type NodeIndex = usize;
/// The index of a stack, nested ones included, in the order they were made.
pub(crate) type StackIndex = usize;

pub(crate) const ROOT: NodeIndex = 0;

#[derive(Debug)]
pub(crate) struct Tree {
    /// Its address tells this tree's handles from those of another one in memory, without a process-wide
    /// counter.
    identity: Box<u8>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) stacks: Vec<Stack>,
    pub(crate) environment: Environment,
    pub(crate) files: ReadFiles,
    pub(crate) sources: Sources,
    pub(crate) problems: Diagnostics,
    /// The nodes that errors were reported at.
    refused: BTreeSet<NodeIndex>,
    pub(crate) tags: BTreeMap<NodeIndex, IndexMap<String, String>>,
    pub(crate) dependencies: Vec<Dependency>,
    /// What is said of attributes that resources do not have.
    pub(crate) lacking: BTreeMap<NodeIndex, IndexMap<String, Diagnostic>>,
    /// What is to wait for what, where it can.
    pub(crate) preferences: Vec<(NodeIndex, NodeIndex)>,
    /// Files for people, by their path within the assembly.
    pub(crate) legible_files: BTreeMap<String, LegibleFile>,
    /// Who takes them before the app is complete.
    pub(crate) sink: Option<Arc<dyn FileSink>>,
    pub(crate) facts: Facts,
}

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) id: Box<str>,
    pub(crate) parent: Option<NodeIndex>,
    pub(crate) children: IndexMap<Box<str>, NodeIndex, FxBuildHasher>,
    pub(crate) call_site: CallSite,
    /// The stack whose template has this node's element; the root is in none.
    pub(crate) stack: Option<StackIndex>,
    pub(crate) element: Element,
    /// Takes the place of the logical id that the path gives.
    pub(crate) logical_id: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) node: NodeIndex,
    pub(crate) options: StackOptions,
    /// The macros that CloudFormation runs over the template.
    pub(crate) transforms: Vec<String>,
    /// The metadata of the template itself.
    pub(crate) metadata: Map<NodeId>,
    /// By the hash of the content.
    pub(crate) assets: IndexMap<String, Asset>,
    pub(crate) nested: Option<Nested>,
}

/// What makes a stack a nested one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nested {
    pub(crate) parent: StackIndex,
    /// The `AWS::CloudFormation::Stack` in the parent.
    pub(crate) resource: NodeIndex,
}

#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) from: NodeIndex,
    pub(crate) on: NodeIndex,
    pub(crate) call_site: CallSite,
}

#[derive(Debug)]
pub(crate) struct LegibleFile {
    pub(crate) text: Arc<str>,
    pub(crate) node: NodeIndex,
}

impl Stack {
    pub(crate) fn new(node: NodeIndex, options: StackOptions, nested: Option<Nested>) -> Self {
        Self {
            node,
            options,
            transforms: Vec::new(),
            metadata: Map::new(),
            assets: IndexMap::new(),
            nested,
        }
    }
}

impl Tree {
    pub(crate) fn new(
        environment: Environment,
        files: Box<dyn Files>,
        call_site: CallSite,
    ) -> Self {
        let root = Node {
            id: "".into(),
            parent: None,
            children: IndexMap::default(),
            call_site,
            stack: None,
            element: Element::Plain,
            logical_id: None,
        };
        Self {
            identity: Box::new(0),
            nodes: vec![root],
            stacks: Vec::new(),
            environment,
            files: ReadFiles::new(files),
            sources: Sources::new(),
            problems: Diagnostics::new(),
            refused: BTreeSet::new(),
            tags: BTreeMap::new(),
            dependencies: Vec::new(),
            preferences: Vec::new(),
            lacking: BTreeMap::new(),
            legible_files: BTreeMap::new(),
            sink: None,
            facts: Facts::default(),
        }
    }

    /// Adds a node. One whose id is wrong is reported and left out of its parent's children, so that
    /// what is built below it does no further harm.
    pub(crate) fn insert(&mut self, parent: NodeIndex, id: &str, call_site: CallSite) -> NodeIndex {
        let index = self.nodes.len();
        let stack = self.nodes[parent].stack;
        self.nodes.push(Node {
            id: id.into(),
            parent: Some(parent),
            children: IndexMap::default(),
            call_site,
            stack,
            element: Element::Plain,
            logical_id: None,
        });
        if let Some(reason) = invalid_id(id) {
            let problem = diagnostics::invalid_id(&self.path(parent), id, reason);
            self.report(index, problem);
        } else if let Some(first) = self.nodes[parent].children.get(id) {
            let first = self.nodes[*first].call_site;
            let problem = diagnostics::duplicate_id(&self.path(parent), id, first);
            self.report(index, problem);
        } else {
            self.nodes[parent].children.insert(id.into(), index);
        }
        index
    }

    /// A node that belongs nowhere: what is built below it is forgotten.
    pub(crate) fn detached(&mut self, call_site: CallSite) -> NodeIndex {
        let index = self.nodes.len();
        let stack = Some(self.stacks.len());
        self.stacks
            .push(Stack::new(index, StackOptions::default(), None));
        self.nodes.push(Node {
            id: "App".into(),
            parent: None,
            children: IndexMap::default(),
            call_site,
            stack,
            element: Element::Plain,
            logical_id: None,
        });
        index
    }

    /// The handle of a node.
    pub(crate) fn handle(&self, index: NodeIndex) -> NodeId {
        NodeId {
            tree: self.address(),
            index: u32::try_from(index).expect("invariant: fewer than 2^32 nodes"),
        }
    }

    /// The node of a handle, unless it is of another tree.
    pub(crate) fn index(&self, handle: NodeId) -> Option<NodeIndex> {
        let index = handle.index as NodeIndex;
        (handle.tree == self.address() && index < self.nodes.len()).then_some(index)
    }

    /// The node itself or its main child (`Resource` or `Default`, as in the CDK), whichever is the
    /// element that the construct stands for.
    ///
    /// <https://github.com/aws/constructs/blob/10.x/src/construct.ts> (`defaultChild`)
    pub(crate) fn main_element(&self, index: NodeIndex) -> Option<NodeIndex> {
        let mut at = index;
        loop {
            let node = &self.nodes[at];
            if !matches!(node.element, Element::Plain) {
                return Some(at);
            }
            at = *node
                .children
                .get("Resource")
                .or_else(|| node.children.get("Default"))?;
        }
    }

    /// The ids from below the root to the node, joined with `/`.
    pub(crate) fn path(&self, index: NodeIndex) -> String {
        self.components(index).join("/")
    }

    /// The ids from below the root to the node.
    pub(crate) fn components(&self, index: NodeIndex) -> Vec<&str> {
        let mut components: Vec<&str> = self
            .ancestors(index)
            .filter(|at| *at != ROOT)
            .map(|at| &*self.nodes[at].id)
            .collect();
        components.reverse();
        components
    }

    /// The node, its parent, and so on to the root.
    pub(crate) fn ancestors(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        std::iter::successors(Some(index), |at| self.nodes[*at].parent)
    }

    /// An identifier of the node that is unique in the whole app.
    pub(crate) fn unique_id(&self, index: NodeIndex) -> String {
        logical_id::unique_id(&self.components(index))
    }

    /// The top-level stack that a stack is or is nested in.
    pub(crate) fn top_level(&self, mut stack: StackIndex) -> StackIndex {
        while let Some(nested) = self.stacks[stack].nested {
            stack = nested.parent;
        }
        stack
    }

    /// Records a problem of a node; the origin is filled in if the problem has none.
    pub(crate) fn report(&mut self, at: NodeIndex, mut diagnostic: Diagnostic) {
        if diagnostic.origin.is_none() {
            let call_site = self.nodes[at].call_site;
            diagnostic = diagnostic.of(self.path(at), Some(call_site));
        }
        if diagnostic.severity == Severity::Error {
            self.refused.insert(at);
        }
        self.problems.push(diagnostic);
    }

    /// Whether an error was reported at the node or a construct that it is part of: what else is wrong with
    /// it may only be a consequence.
    pub(crate) fn is_refused(&self, at: NodeIndex) -> bool {
        !self.refused.is_empty()
            && self
                .ancestors(at)
                .take_while(|at| !matches!(self.nodes[*at].element, Element::Stack))
                .any(|at| self.refused.contains(&at))
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(&*self.identity).addr()
    }
}

/// Why an id cannot be part of a path.
///
/// <https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html>
fn invalid_id(id: &str) -> Option<&'static str> {
    if id.is_empty() {
        Some("it is empty")
    } else if id.contains('/') {
        Some("`/` separates the ids of a construct path")
    } else {
        None
    }
}
