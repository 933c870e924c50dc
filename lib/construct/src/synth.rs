//! From the construct tree to templates.

use std::collections::BTreeMap;
use std::sync::Arc;

use appsynth_cloudformation::{CircularDependency, LogicalId, Problems, Template};
use appsynth_diagnostics::{CallSite, Diagnostics, Sources};
use appsynth_parallel as parallel;
use indexmap::IndexMap;

use crate::asset::Asset;
use crate::layout::{Layout, logical_ids};
use crate::origin::Origin;
use crate::resolver::Resolver;
use crate::told::Told;
use crate::tree::StackIndex;
use crate::{App, bootstrap, diagnostics};

/// What an app comes to: templates and everything that is deployed with them.
#[derive(Debug)]
pub struct Synthesis {
    /// The name of the environment it was made for.
    pub environment: String,
    /// The stacks, each after those it depends on.
    pub stacks: Vec<SynthesizedStack>,
    /// Files for people: text by path within the assembly.
    pub legible_files: BTreeMap<String, Arc<str>>,
    /// The construct tree without the app: each node followed by those below it.
    pub tree: Vec<TreeNode>,
    /// The texts that constructs have read.
    pub sources: Sources,
    /// What is worth knowing, though nothing is wrong.
    pub warnings: Diagnostics,
}

/// A top-level stack.
#[derive(Debug)]
pub struct SynthesizedStack {
    /// The construct id, by which the user chooses it.
    pub id: String,
    /// The name of the deployed stack.
    pub name: String,
    /// The account, if it is fixed.
    pub account: Option<String>,
    /// The region, if it is fixed.
    pub region: Option<String>,
    /// The template, all references resolved.
    pub template: Template,
    /// The template as JSON text.
    pub text: String,
    /// Tags of the stack.
    pub tags: IndexMap<String, String>,
    /// Whether CloudFormation refuses to delete the stack.
    pub termination_protection: bool,
    /// The ids of the stacks that must be deployed before.
    pub dependencies: Vec<String>,
    /// The templates nested in it, each after those nested in it in turn.
    pub nested: Vec<NestedTemplate>,
    /// What is uploaded before it is deployed, by the hash of the content.
    pub assets: IndexMap<String, Asset>,
    /// The elements of its template and those nested in it.
    pub elements: Vec<Element>,
    /// What constructs were made for, by their paths: `` `@model` Post (schema.graphql:12)``.
    pub origins: IndexMap<Arc<str>, String>,
}

/// The template of a nested stack: an asset of the top-level stack.
#[derive(Debug)]
pub struct NestedTemplate {
    /// The construct path.
    pub path: String,
    /// The name of the file in the assembly.
    pub file_name: String,
    /// The template as it is written to the file; none if the app's [`FileSink`](crate::FileSink) has taken it.
    pub text: Option<String>,
    /// The SHA-256 of the text, in hexadecimal.
    pub hash: String,
}

/// An element of a template and where it comes from.
#[derive(Debug, Clone)]
pub struct Element {
    /// The construct path.
    pub path: Arc<str>,
    /// Its name in the template.
    pub logical_id: LogicalId,
    /// The line that made the construct.
    pub call_site: CallSite,
}

/// A node of the construct tree, for people and tools to look at.
#[derive(Debug)]
pub struct TreeNode {
    /// The construct path; its last part is the id within the parent.
    pub path: Arc<str>,
    /// The type of the CloudFormation resource it is, if it is one.
    pub resource_type: Option<String>,
    /// How many of the nodes after it are below it, in the order they were added.
    pub below: usize,
}

/// Why there is no [`Synthesis`].
#[derive(Debug)]
pub struct Failure {
    /// Every problem of the run; at least one is an error.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
}

impl App {
    /// Turns the tree into templates.
    ///
    /// # Errors
    ///
    /// All mistakes of the run together (`AS3…`), those recorded while constructs were added first.
    pub fn synth(self) -> Result<Synthesis, Failure> {
        let mut tree = self.tree;
        // No construct asks any more, and the schema of a large API takes as much memory as its templates.
        tree.facts.keep_only::<Origin>();
        let layout = Layout::new(&tree);
        let ids = logical_ids(&mut tree, &layout);
        let mut resolver = Resolver::new(tree, ids);
        resolver.check_stack_names();
        let told = resolver.place(&layout);
        resolver.add_dependencies(&layout);
        resolver.add_generated();
        resolver.add_preferences(&layout);
        let order = resolver.stack_order();
        if resolver.tree.problems.has_errors() {
            return Err(resolver.failure());
        }

        let mut nested = resolver.finish_nested();
        let texts = resolver.finish_stacks(&order);
        if resolver.tree.problems.has_errors() {
            return Err(resolver.failure());
        }
        Ok(resolver.synthesis(texts, told, &mut nested))
    }
}

impl Resolver {
    fn check_stack_names(&mut self) {
        let mut names = IndexMap::new();
        let mut problems = Vec::new();
        for (index, stack) in self.tree.stacks.iter().enumerate() {
            if stack.nested.is_some() || self.tree.nodes[stack.node].parent.is_none() {
                continue;
            }
            let options = &stack.options;
            let name = self.tree.stack_name(index);
            let identity = (name, &options.account, &options.region);
            if let Some(first) = names.insert(identity, stack.node)
                && self.tree.nodes[first].id != self.tree.nodes[stack.node].id
            {
                let first = self.tree.path(first);
                problems.push((stack.node, diagnostics::duplicate_stack_name(name, &first)));
            }
        }
        for (node, problem) in problems {
            self.tree.report(node, problem);
        }
    }

    /// Completes the templates of the top-level stacks; gives the text of each, in the order given.
    fn finish_stacks(&mut self, order: &[StackIndex]) -> Vec<(StackIndex, String)> {
        let made = |template: &Template| (template.dependency_order().err(), template.to_json());
        for stack in order {
            bootstrap::demand(&mut self.templates[*stack]);
        }
        let templates: Vec<&Template> = order.iter().map(|stack| &self.templates[*stack]).collect();
        let texts = parallel::map(templates, 2, made);
        let mut finished = Vec::with_capacity(order.len());
        for (index, (circle, text)) in order.iter().copied().zip(texts) {
            let found = self.templates[index].check_quotas(text.len());
            self.report(index, circle.as_ref(), found);
            finished.push((index, text));
        }
        finished
    }

    /// Reports what is wrong with a template as a whole.
    pub(crate) fn report(
        &mut self,
        stack: StackIndex,
        circle: Option<&CircularDependency>,
        found: Problems,
    ) {
        if let Some(circle) = circle {
            self.report_circle(stack, circle);
        }
        let node = self.tree.stacks[stack].node;
        for problem in found.into_diagnostics() {
            self.tree.report(node, problem);
        }
    }

    fn synthesis(
        mut self,
        texts: Vec<(StackIndex, String)>,
        mut told: Told,
        nested: &mut [Vec<NestedTemplate>],
    ) -> Synthesis {
        let legible_files = self.tree.take_legible_files();
        let mut stacks = Vec::with_capacity(texts.len());
        for (index, text) in texts {
            let name = self.tree.stack_name(index).to_owned();
            let stack = &mut self.tree.stacks[index];
            let (assets, node) = (std::mem::take(&mut stack.assets), stack.node);
            let options = std::mem::take(&mut stack.options);
            stacks.push(SynthesizedStack {
                id: self.tree.nodes[node].id.to_string(),
                name,
                account: options.account,
                region: options.region,
                template: std::mem::take(&mut self.templates[index]),
                text,
                tags: self.tree.tags_at(node),
                termination_protection: options.termination_protection,
                dependencies: self.dependencies(index),
                nested: std::mem::take(&mut nested[index]),
                assets,
                elements: std::mem::take(&mut told.elements[index]),
                origins: std::mem::take(&mut told.origins[index]),
            });
        }
        parallel::discard(std::mem::take(&mut self.tree.nodes));
        Synthesis {
            environment: self.tree.environment.name,
            stacks,
            legible_files,
            tree: told.tree,
            sources: self.tree.sources,
            warnings: self.tree.problems,
        }
    }

    fn failure(self) -> Failure {
        Failure {
            diagnostics: self.tree.problems,
            sources: self.tree.sources,
        }
    }
}
