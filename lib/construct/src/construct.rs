//! Constructs and the scopes they are added to.

use appsynth_cloudformation::Map;
use appsynth_diagnostics::{CallSite, Diagnostic};

use crate::NodeId;
use crate::tree::Tree;

/// Something that can be added to a scope: AWS's resources, ours, and the user's own.
pub trait Construct {
    /// What the user gets back: small and `Copy`, to be handed to other constructs.
    type Handle: Copy;

    /// Adds what this consists of below `scope`, which is this construct's own node.
    fn build(self, scope: &mut Scope<'_>) -> Self::Handle;
}

/// A node of the tree to which constructs are added.
#[derive(Debug)]
pub struct Scope<'t> {
    pub(crate) tree: &'t mut Tree,
    pub(crate) at: NodeId,
}

impl Scope<'_> {
    /// Defines `construct` under this scope as `id`.
    ///
    /// Problems are recorded, not returned: [`crate::App::synth`] reports them all.
    #[track_caller]
    pub fn add<C: Construct>(&mut self, id: &str, construct: C) -> C::Handle {
        let at = self.tree.insert(self.at, id, CallSite::caller());
        construct.build(&mut Scope {
            tree: self.tree,
            at,
        })
    }

    /// The node of this scope.
    pub fn node(&self) -> NodeId {
        self.at
    }

    /// Makes the scope's node a CloudFormation resource of this type.
    pub fn resource(&mut self, kind: &str, properties: Map<NodeId>) {
        self.tree.set_resource(self.at, kind, properties);
    }

    /// Records a problem of this construct; its origin is filled in.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.tree.report(self.at, diagnostic);
    }
}
