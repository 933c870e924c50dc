//! Constructs and the scopes they are added to.

use std::sync::Arc;

use appsynth_cloudformation::Map;
use appsynth_diagnostics::{CallSite, Diagnostic};

use crate::element::{CfnOutput, Element, External, Resource};
use crate::files::{EarlyFiles, is_inside_folder};
use crate::tree::{Dependency, LegibleFile, NodeIndex, Stack, Tree};
use crate::{Environment, Expr, NodeId, diagnostics};

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
    pub(crate) at: NodeIndex,
}

impl Scope<'_> {
    /// Defines `construct` under this scope as `id`.
    ///
    /// Problems are recorded, not returned: [`crate::App::synth`] reports them all.
    #[track_caller]
    pub fn add<C: Construct>(&mut self, id: &str, construct: C) -> C::Handle {
        self.add_from(id, construct, CallSite::caller())
    }

    /// Defines `construct` as a part of the construct that this scope belongs to.
    ///
    /// The same as [`Scope::add`], but problems are shown at the line that made the whole: constructs of
    /// a library use it, so that their users see their own code.
    pub fn part<C: Construct>(&mut self, id: &str, construct: C) -> C::Handle {
        let call_site = self.tree.nodes[self.at].call_site;
        self.add_from(id, construct, call_site)
    }

    fn add_from<C: Construct>(&mut self, id: &str, construct: C, call_site: CallSite) -> C::Handle {
        let at = self.tree.insert(self.at, id, call_site);
        construct.build(&mut Scope {
            tree: self.tree,
            at,
        })
    }

    /// A scope below this one, with no construct of its own: it groups what is added to it.
    ///
    /// Opening the same id again returns to the scope that exists.
    #[track_caller]
    pub fn scope(&mut self, id: &str) -> Scope<'_> {
        let call_site = CallSite::caller();
        let existing = self.tree.nodes[self.at].children.get(id).copied();
        let at = existing
            .filter(|at| matches!(self.tree.nodes[*at].element, Element::Plain))
            .unwrap_or_else(|| self.tree.insert(self.at, id, call_site));
        Scope {
            tree: self.tree,
            at,
        }
    }

    /// Shows problems of this scope, and of the parts that are added to it, at the line that made `whole`, as those
    /// of its parts: for groups and stacks that a construct of a library makes.
    #[must_use]
    pub fn shown_with(self, whole: impl Into<NodeId>) -> Self {
        if let Some(whole) = self.tree.index(whole.into()) {
            self.tree.nodes[self.at].call_site = self.tree.nodes[whole].call_site;
        }
        self
    }

    /// Returns to the scope of another construct, to add to it.
    #[track_caller]
    pub fn within(&mut self, handle: impl Into<NodeId>) -> Scope<'_> {
        self.tree.scope_of(handle.into(), CallSite::caller())
    }

    /// The node of this scope.
    pub fn node(&self) -> NodeId {
        self.tree.handle(self.at)
    }

    /// The construct path, such as `blog/Api/Schema`.
    pub fn path(&self) -> String {
        self.tree.path(self.at)
    }

    /// Where the app is to be deployed.
    pub fn environment(&self) -> &Environment {
        &self.tree.environment
    }

    /// An identifier of this scope that is unique in the app: the readable path and a hash of it.
    pub fn unique_id(&self) -> String {
        self.tree.unique_id(self.at)
    }

    /// Makes the scope's node a CloudFormation resource of this type.
    pub fn resource(&mut self, kind: &str, properties: Map<NodeId>) {
        self.set_element(Element::Resource(Box::new(Resource::new(kind, properties))));
    }

    /// Makes the scope's node stand for something that exists outside the app: a `Ref` to it gives
    /// `reference`, a `GetAtt` one of `attributes`. Who refers to it cannot tell.
    pub fn external(&mut self, reference: impl Into<Expr>, attributes: Map<NodeId>) {
        self.set_element(Element::External(Box::new(External {
            reference: reference.into(),
            attributes,
        })));
    }

    /// Has references to an attribute that this very resource does not have, though its type does, answered with
    /// `problem`.
    pub fn lacks(&mut self, resource: impl Into<NodeId>, attribute: &str, problem: Diagnostic) {
        if let Some(at) = self.tree.index(resource.into()) {
            let lacking = self.tree.lacking.entry(at).or_default();
            lacking.insert(attribute.to_owned(), problem);
        }
    }

    /// Adds an output of the stack without an export.
    #[track_caller]
    pub fn output(&mut self, id: &str, value: impl Into<Expr>) -> NodeId {
        self.add(id, CfnOutput::new(value))
    }

    /// Makes every resource of `from` wait for every resource of `on`.
    #[track_caller]
    pub fn depend(&mut self, from: impl Into<NodeId>, on: impl Into<NodeId>) {
        let call_site = CallSite::caller();
        if let (Some(from), Some(on)) = (
            self.own(from.into(), call_site),
            self.own(on.into(), call_site),
        ) {
            self.tree.dependencies.push(Dependency {
                from,
                on,
                call_site,
            });
        }
    }

    /// Tags every resource of this scope that can have tags; a nearer tag of the same key wins.
    pub fn tag(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.tree.tag(self.at, key.into(), value.into());
    }

    /// Has CloudFormation run a macro over this stack's template, such as `AWS::LanguageExtensions`; macros
    /// run in the order they are given.
    pub fn transform(&mut self, name: impl Into<String>) {
        let name = name.into();
        if let Some(stack) = self.stack_mut()
            && !stack.transforms.contains(&name)
        {
            stack.transforms.push(name);
        }
    }

    /// Sets a value of the metadata of this stack's template.
    pub fn template_metadata(&mut self, key: impl Into<String>, value: impl Into<Expr>) {
        let (key, value) = (key.into(), value.into());
        if let Some(stack) = self.stack_mut() {
            stack.metadata.insert(key, value);
        }
    }

    fn stack_mut(&mut self) -> Option<&mut Stack> {
        let stack = self.tree.nodes[self.at].stack?;
        self.tree.stacks.get_mut(stack)
    }

    /// Writes a file for people into the assembly, such as `resolvers/Query.getPost.req.vtl`.
    pub fn legible_file(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) {
        let (path, text) = (path.into(), text.into());
        if !is_inside_folder(&path) {
            self.report(diagnostics::legible_file_outside(&path));
            return;
        }
        let first = self.tree.legible_files.get(&path);
        if let Some(first) = first.filter(|first| first.text != text) {
            let first = self.tree.path(first.node);
            self.report(diagnostics::legible_file_twice(&path, &first));
            return;
        }
        let node = self.at;
        self.tree
            .legible_files
            .entry(path)
            .or_insert(LegibleFile { text, node });
    }

    /// Where files for people can go ahead of [`Self::legible_file`]; none if nobody waits for them, or if the app has
    /// mistakes and will not be written.
    pub fn early_files(&self) -> Option<EarlyFiles> {
        let sink = self.tree.sink.as_ref();
        let sink = sink.filter(|_| !self.tree.problems.has_errors());
        sink.map(|sink| EarlyFiles(Arc::clone(sink)))
    }

    /// Records a problem of this construct; its origin is filled in.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.tree.report(self.at, diagnostic);
    }

    /// Makes this scope's node an element of the template.
    pub(crate) fn set_element(&mut self, element: Element) {
        let node = &mut self.tree.nodes[self.at];
        if matches!(node.element, Element::Plain) {
            node.element = element;
        } else {
            let problem = diagnostics::element_twice(node.element.noun(), element.noun());
            self.report(problem);
        }
    }

    /// The node of a handle; a handle of another app is reported at `call_site`.
    pub(crate) fn own(&mut self, handle: NodeId, call_site: CallSite) -> Option<NodeIndex> {
        let index = self.tree.index(handle);
        if index.is_none() {
            let problem = diagnostics::foreign_handle().of(self.path(), Some(call_site));
            self.report(problem);
        }
        index
    }
}
