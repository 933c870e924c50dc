//! The app: the root of a construct tree and its stacks.

use std::collections::BTreeMap;
use std::sync::Arc;

use appsynth_diagnostics::{CallSite, Sources};
use indexmap::IndexMap;

use crate::element::Element;
use crate::files::{FileSink, Files};
use crate::tree::{NodeIndex, ROOT, Stack, Tree};
use crate::{NodeId, Scope, diagnostics};

/// The root of a construct tree.
#[derive(Debug)]
pub struct App {
    pub(crate) tree: Tree,
}

/// Where an app is to be deployed, such as `local`, `dev` or `prod`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Environment {
    /// The name by which the user chooses it.
    pub name: String,
    /// The AWS account's 12 digits; without it stacks can be deployed to any account.
    pub account: Option<String>,
    /// The AWS region; without it stacks can be deployed to any region.
    pub region: Option<String>,
    /// Values of the user's own that differ between environments.
    pub values: IndexMap<String, String>,
}

/// How a stack is deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StackOptions {
    /// The name of the deployed stack; by default the stack's id.
    pub name: Option<String>,
    /// The template's description.
    pub description: Option<String>,
    /// An account other than the environment's.
    pub account: Option<String>,
    /// A region other than the environment's.
    pub region: Option<String>,
    /// Tags of the stack and of all resources in it that can have tags.
    pub tags: IndexMap<String, String>,
    /// Whether CloudFormation refuses to delete the stack.
    pub termination_protection: bool,
}

impl App {
    /// An app without stacks. Constructs read schemas and code through `files`.
    #[track_caller]
    pub fn new(environment: Environment, files: impl Files + 'static) -> Self {
        Self {
            tree: Tree::new(environment, Box::new(files), CallSite::caller()),
        }
    }

    /// Where the app is to be deployed.
    pub fn environment(&self) -> &Environment {
        &self.tree.environment
    }

    /// Adds a stack with default options.
    #[track_caller]
    pub fn stack(&mut self, id: &str) -> Scope<'_> {
        self.stack_with(id, StackOptions::default())
    }

    /// Adds a stack.
    ///
    /// An id may have letters, digits and hyphens, for it is also the stack's name unless the options
    /// give another.
    #[track_caller]
    pub fn stack_with(&mut self, id: &str, options: StackOptions) -> Scope<'_> {
        let at = self.tree.insert_stack(id, options, CallSite::caller());
        Scope {
            tree: &mut self.tree,
            at,
        }
    }

    /// Returns to the scope of a construct, to add to it.
    #[track_caller]
    pub fn scope(&mut self, handle: impl Into<NodeId>) -> Scope<'_> {
        self.tree.scope_of(handle.into(), CallSite::caller())
    }

    /// Tags every stack, and every resource that can have tags.
    pub fn tag(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.tree.tag(ROOT, key.into(), value.into());
    }

    /// The texts that constructs have read.
    pub fn sources(&self) -> &Sources {
        &self.tree.sources
    }

    /// Whether mistakes are known already, so that [`App::synth`] will fail.
    pub fn has_mistakes(&self) -> bool {
        self.tree.problems.has_errors()
    }

    /// Hands files that take long to write to `sink` as soon as they are known.
    pub fn hand_files_to(&mut self, sink: Arc<dyn FileSink>) {
        self.tree.sink = Some(sink);
    }

    /// Takes the files for people out, to do something with them while the rest is made: text by path within the
    /// assembly. A [`Synthesis`](crate::Synthesis) has only those that are left.
    pub fn take_legible_files(&mut self) -> BTreeMap<String, Arc<str>> {
        self.tree.take_legible_files()
    }
}

impl Environment {
    /// An environment without account and region.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            account: None,
            region: None,
            values: IndexMap::new(),
        }
    }

    /// The embedded local environment.
    pub fn local() -> Self {
        Self::new("local")
    }

    /// Sets the account.
    #[must_use]
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Sets the region.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets a value of the user's own.
    #[must_use]
    pub fn value(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.insert(key.into(), value.into());
        self
    }

    /// Whether this is the embedded local environment.
    pub fn is_local(&self) -> bool {
        self.name == "local"
    }
}

impl StackOptions {
    /// The defaults: named like the id, in the environment's account and region.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the deployed stack.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Describes the stack.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Deploys to this account.
    #[must_use]
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Deploys to this region.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Tags the stack and its resources.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }

    /// Makes CloudFormation refuse to delete the stack.
    #[must_use]
    pub fn protected(mut self) -> Self {
        self.termination_protection = true;
        self
    }
}

impl Tree {
    /// Files for people: text by path within the assembly.
    pub(crate) fn take_legible_files(&mut self) -> BTreeMap<String, Arc<str>> {
        let files = std::mem::take(&mut self.legible_files).into_iter();
        files.map(|(path, file)| (path, file.text)).collect()
    }

    /// The scope of a handle; one of another app is reported, and what is added to it is forgotten.
    pub(crate) fn scope_of(&mut self, handle: NodeId, call_site: CallSite) -> Scope<'_> {
        let at = self.index(handle).unwrap_or_else(|| {
            let at = self.detached(call_site);
            self.report(at, diagnostics::foreign_handle());
            at
        });
        Scope { tree: self, at }
    }

    fn insert_stack(
        &mut self,
        id: &str,
        mut options: StackOptions,
        call_site: CallSite,
    ) -> NodeIndex {
        let at = self.insert(ROOT, id, call_site);
        let name = options.name.as_deref().unwrap_or(id);
        if !id.is_empty() && !is_stack_name(name) {
            let problem = diagnostics::invalid_stack_name(name);
            self.report(at, problem);
        }
        for (key, value) in std::mem::take(&mut options.tags) {
            self.tag(at, key, value);
        }
        options.account = options.account.or_else(|| self.environment.account.clone());
        options.region = options.region.or_else(|| self.environment.region.clone());
        self.nodes[at].stack = Some(self.stacks.len());
        self.nodes[at].element = Element::Stack;
        self.stacks.push(Stack::new(at, options, None));
        at
    }
}

impl Scope<'_> {
    /// Adds a top-level stack beside the one that this scope is in, deployed to the same account and region.
    /// Its id and name are this stack's with `-` and `suffix`.
    #[track_caller]
    pub fn stack_beside(&mut self, suffix: &str) -> Scope<'_> {
        let call_site = CallSite::caller();
        let tree = &mut *self.tree;
        let own = tree.nodes[self.at].stack.map(|own| tree.top_level(own));
        let (id, options) = match own {
            None => (suffix.to_owned(), StackOptions::default()),
            Some(own) => {
                let stack = &tree.stacks[own];
                let options = StackOptions {
                    name: Some(format!("{}-{suffix}", tree.stack_name(own))),
                    description: None,
                    ..stack.options.clone()
                };
                (format!("{}-{suffix}", tree.nodes[stack.node].id), options)
            }
        };
        let at = tree.insert_stack(&id, options, call_site);
        Scope { tree, at }
    }
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html> (`StackName`)
fn is_stack_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '-')
}
