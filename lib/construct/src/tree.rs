//! The arena of nodes.

use appsynth_cloudformation::Map;
use appsynth_diagnostics::{CallSite, Diagnostic};

/// A node of the construct tree. Small and `Copy`; used with another app it is reported, not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeId {
    pub(crate) index: u32,
}

/// The root of a construct tree.
#[derive(Debug, Default)]
pub struct App {
    pub(crate) tree: Tree,
}

#[derive(Debug, Default)]
pub(crate) struct Tree {}

impl Tree {
    pub(crate) fn insert(&mut self, _parent: NodeId, _id: &str, _call_site: CallSite) -> NodeId {
        unreachable!("skeleton")
    }

    pub(crate) fn set_resource(&mut self, _at: NodeId, _kind: &str, _properties: Map<NodeId>) {
        unreachable!("skeleton")
    }

    pub(crate) fn report(&mut self, _at: NodeId, _diagnostic: Diagnostic) {
        unreachable!("skeleton")
    }
}
