//! From the construct tree to templates.

use std::collections::{BTreeMap, BTreeSet};

use appsynth_cloudformation::{
    Intrinsic, LogicalId, Map, Output, Parameter, Resource, Rule, RuleAssertion, Template,
};
use appsynth_diagnostics::{CallSite, Diagnostics, Sources};
use indexmap::IndexMap;

use crate::asset::{self, Asset};
use crate::element::{self, CfnOutput, CfnRule};
use crate::references::{Consumer, Resolver};
use crate::tree::{NodeIndex, ROOT, StackIndex, Tree};
use crate::{App, diagnostics, logical_id, tags};

type TemplateExpr = appsynth_cloudformation::Expr;

/// What an app comes to: templates and everything that is deployed with them.
#[derive(Debug)]
pub struct Synthesis {
    /// The name of the environment it was made for.
    pub environment: String,
    /// The stacks, each after those it depends on.
    pub stacks: Vec<SynthesizedStack>,
    /// Files for people: text by path within the assembly.
    pub legible_files: BTreeMap<String, String>,
    /// The construct tree.
    pub tree: TreeNode,
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
    /// The template.
    pub template: Template,
    /// Tags of the stack.
    pub tags: IndexMap<String, String>,
    /// Whether CloudFormation refuses to delete the stack.
    pub termination_protection: bool,
    /// The ids of the stacks that must be deployed before.
    pub dependencies: Vec<String>,
    /// The templates nested in it, each after those nested in it in turn.
    pub nested: Vec<NestedTemplate>,
    /// What is uploaded before it is deployed, by the hash of the content.
    pub assets: Vec<(String, Asset)>,
    /// The elements of its template and those nested in it.
    pub elements: Vec<Element>,
}

/// The template of a nested stack: an asset of the top-level stack.
#[derive(Debug)]
pub struct NestedTemplate {
    /// The construct path.
    pub path: String,
    /// The name of the file in the assembly.
    pub file_name: String,
    /// The template.
    pub template: Template,
    /// The template as it is written to the file.
    pub text: String,
    /// The SHA-256 of the text, in hexadecimal.
    pub hash: String,
}

/// An element of a template and where it comes from.
#[derive(Debug, Clone)]
pub struct Element {
    /// The construct path.
    pub path: String,
    /// Its name in the template.
    pub logical_id: LogicalId,
    /// The line that made the construct.
    pub call_site: CallSite,
}

/// A node of the construct tree, for people and tools to look at.
#[derive(Debug)]
pub struct TreeNode {
    /// The id within its parent; empty for the app.
    pub id: String,
    /// The construct path.
    pub path: String,
    /// The type of the CloudFormation resource it is, if it is one.
    pub resource_type: Option<String>,
    /// The constructs below it, in the order they were added.
    pub children: Vec<TreeNode>,
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
        let layout = Layout::new(&tree);
        let ids = logical_ids(&mut tree, &layout);
        let mut resolver = Resolver::new(tree, ids);
        resolver.check_stack_names();
        for at in 0..layout.placed.len() {
            resolver.place(&layout, at);
        }
        resolver.add_dependencies(&layout);
        resolver.add_generated();
        let order = resolver.stack_order();

        if resolver.tree.problems.has_errors() {
            return Err(Failure {
                diagnostics: resolver.tree.problems,
                sources: resolver.tree.sources,
            });
        }
        Ok(resolver.finish(layout, &order))
    }
}

/// The nodes that are part of the app, in the order of the tree.
#[derive(Debug, Default)]
struct Layout {
    placed: Vec<Placed>,
    /// By node: the range of `placed` that is the node and everything below it.
    ranges: Vec<std::ops::Range<usize>>,
}

#[derive(Debug)]
struct Placed {
    node: NodeIndex,
    path: String,
    /// The identifier that the path within the stack gives.
    unique_id: String,
}

impl Layout {
    fn new(tree: &Tree) -> Self {
        let mut layout = Self {
            placed: Vec::with_capacity(tree.nodes.len()),
            ranges: vec![0..0; tree.nodes.len()],
        };
        for child in tree.nodes[ROOT].children.values() {
            layout.visit(tree, *child, &mut Vec::new(), 0);
        }
        layout
    }

    /// `components` are the ids above the node; those from `within` on are within its stack.
    fn visit<'t>(
        &mut self,
        tree: &'t Tree,
        at: NodeIndex,
        components: &mut Vec<&'t str>,
        within: usize,
    ) {
        let node = &tree.nodes[at];
        let start = self.placed.len();
        components.push(&node.id);
        let is_element = !matches!(
            node.element,
            element::Element::Plain | element::Element::Stack | element::Element::External(_)
        );
        let relative = components.get(within..).unwrap_or_default();
        self.placed.push(Placed {
            node: at,
            path: components.join("/"),
            unique_id: match is_element {
                true => logical_id::unique_id(relative),
                false => String::new(),
            },
        });
        let within = match node.element {
            element::Element::Stack => components.len(),
            _ => within,
        };
        for child in node.children.values() {
            self.visit(tree, *child, components, within);
        }
        components.pop();
        self.ranges[at] = start..self.placed.len();
    }

    /// The construct path of a node; empty for one that is not part of the app.
    fn path(&self, node: NodeIndex) -> &str {
        self.below(node).first().map_or("", |placed| &placed.path)
    }

    /// The node and everything below it.
    fn below(&self, node: NodeIndex) -> &[Placed] {
        self.placed
            .get(self.ranges[node].clone())
            .unwrap_or_default()
    }
}

/// The logical id of each element; ids that CloudFormation would refuse are reported.
fn logical_ids(tree: &mut Tree, layout: &Layout) -> Vec<Option<LogicalId>> {
    let mut ids = vec![None; tree.nodes.len()];
    let mut taken: IndexMap<(StackIndex, Section, String), NodeIndex> = IndexMap::new();
    for placed in &layout.placed {
        let node = &tree.nodes[placed.node];
        let (Some(section), Some(stack)) = (Section::of(&node.element), node.stack) else {
            continue;
        };
        let id = node
            .logical_id
            .as_ref()
            .unwrap_or(&placed.unique_id)
            .clone();
        if !logical_id::is_logical_id(&id) {
            tree.report(placed.node, diagnostics::invalid_logical_id(&id));
        } else if let Some(first) = taken.insert((stack, section, id.clone()), placed.node) {
            let at = tree.nodes[first].call_site;
            let problem = diagnostics::logical_id_collision(&id, &tree.path(first), at);
            tree.report(placed.node, problem);
        }
        ids[placed.node] = Some(LogicalId(id));
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
    fn of(element: &element::Element) -> Option<Self> {
        match element {
            element::Element::Resource(_) | element::Element::Parameter(_) => {
                Some(Self::ResourcesAndParameters)
            }
            element::Element::Condition(_) => Some(Self::Conditions),
            element::Element::Mapping(_) => Some(Self::Mappings),
            element::Element::Output(_) => Some(Self::Outputs),
            element::Element::Rule(_) => Some(Self::Rules),
            element::Element::Plain | element::Element::Stack | element::Element::External(_) => {
                None
            }
        }
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

    /// Moves an element from the tree to its template.
    fn place(&mut self, layout: &Layout, at: usize) {
        let placed = &layout.placed[at];
        let node = &mut self.tree.nodes[placed.node];
        let Some(stack) = node.stack else { return };
        let consumer = Consumer {
            node: placed.node,
            stack,
        };
        let id = self.ids[placed.node].clone();
        match (&mut node.element, id) {
            (element::Element::Resource(resource), Some(id)) => {
                let properties = std::mem::take(&mut resource.properties);
                let options = std::mem::take(&mut resource.options);
                let kind = resource.kind.clone();
                let mut properties = self.map(properties, consumer);
                tags::apply(&kind, &mut properties, self.tree.tags_at(placed.node));
                let mut metadata = self.map(options.metadata, consumer);
                metadata.insert("aws:cdk:path".to_owned(), placed.path.clone().into());
                let resource = Resource {
                    kind,
                    properties,
                    depends_on: Vec::new(),
                    condition: options
                        .condition
                        .map(|condition| self.condition(condition.into(), consumer)),
                    deletion_policy: options.deletion_policy,
                    update_replace_policy: options.update_replace_policy,
                    creation_policy: options
                        .creation_policy
                        .map(|policy| self.value(policy, consumer)),
                    update_policy: options
                        .update_policy
                        .map(|policy| self.value(policy, consumer)),
                    metadata,
                };
                self.templates[stack].resources.insert(id, resource);
            }
            (element::Element::Parameter(parameter), Some(id)) => {
                let parameter = std::mem::take(&mut **parameter);
                self.templates[stack].parameters.insert(id, parameter);
            }
            (element::Element::Condition(condition), Some(id)) => {
                let condition = std::mem::replace(&mut **condition, crate::Expr::Null);
                let condition = self.value(condition, consumer);
                self.templates[stack].conditions.insert(id, condition);
            }
            (element::Element::Mapping(mapping), Some(id)) => {
                let mapping = std::mem::take(&mut **mapping);
                self.templates[stack].mappings.insert(id, mapping);
            }
            (element::Element::Output(output), Some(id)) => {
                let output = (**output).clone();
                let output = self.output(output, consumer);
                self.templates[stack].outputs.insert(id, output);
            }
            (element::Element::Rule(rule), Some(id)) => {
                let rule = (**rule).clone();
                let rule = self.rule(rule, consumer);
                self.templates[stack].rules.insert(id, rule);
            }
            (element::Element::Stack, _) => {
                let description = self.tree.stacks[stack].options.description.clone();
                self.templates[stack].description = description;
            }
            _ => {}
        }
    }

    fn output(&mut self, output: CfnOutput, consumer: Consumer) -> Output {
        Output {
            value: self.value(output.value, consumer),
            description: output.description,
            export: output.export.map(|name| self.value(name, consumer)),
            condition: output
                .condition
                .map(|condition| self.condition(condition.into(), consumer)),
        }
    }

    fn rule(&mut self, rule: CfnRule, consumer: Consumer) -> Rule {
        let assertions = rule.assertions.into_iter();
        Rule {
            condition: rule
                .condition
                .map(|condition| self.value(condition, consumer)),
            assertions: assertions
                .map(|(assert, description)| RuleAssertion {
                    assert: self.value(assert, consumer),
                    description,
                })
                .collect(),
        }
    }

    /// Turns dependencies between constructs into `DependsOn` of resources and the order of stacks.
    fn add_dependencies(&mut self, layout: &Layout) {
        let mut waits = BTreeSet::new();
        for dependency in std::mem::take(&mut self.tree.dependencies) {
            let is_resource = |tree: &Tree, placed: &&Placed| {
                let element = &tree.nodes[placed.node].element;
                matches!(element, element::Element::Resource(_))
            };
            let of = |tree: &Tree, node| -> Vec<NodeIndex> {
                let below = layout.below(node).iter();
                below
                    .filter(|placed| is_resource(tree, placed))
                    .map(|placed| placed.node)
                    .collect()
            };
            let from = of(&self.tree, dependency.from);
            let on = of(&self.tree, dependency.on);
            if from.is_empty() && !layout.below(dependency.from).is_empty() {
                let path = self.tree.path(dependency.from);
                self.tree
                    .report(dependency.from, diagnostics::dependency_of_nothing(&path));
            }
            if on.is_empty() && !layout.below(dependency.on).is_empty() {
                let path = self.tree.path(dependency.on);
                self.tree
                    .report(dependency.from, diagnostics::dependency_on_nothing(&path));
            }
            for from in &from {
                for on in &on {
                    self.add_edge(*from, *on);
                    waits.extend(self.tree.waiting(*from, *on));
                }
            }
        }
        // By path, as in the CDK: the order in which dependencies were added makes no difference.
        let mut waits: Vec<_> = waits.into_iter().collect();
        waits.sort_by_key(|(stack, from, on)| (*stack, *from, layout.path(*on)));
        for (stack, from, on) in waits {
            let (Some(from), Some(on)) = (&self.ids[from], self.ids[on].clone()) else {
                continue;
            };
            if let Some(resource) = self.templates[stack].resources.get_mut(from) {
                resource.depends_on.push(on);
            }
        }
    }

    /// The top-level stacks, each after those it needs. Cycles are reported.
    fn stack_order(&mut self) -> Vec<StackIndex> {
        let mut walk = StackWalk::default();
        for stack in 0..self.tree.stacks.len() {
            walk.visit(self, stack);
        }
        for cycle in walk.cycles {
            self.report_cycle(&cycle);
        }
        walk.order.retain(|stack| {
            let stack = &self.tree.stacks[*stack];
            stack.nested.is_none() && self.tree.nodes[stack.node].parent.is_some()
        });
        walk.order
    }

    fn report_cycle(&mut self, cycle: &[StackIndex]) {
        let closed: Vec<StackIndex> = cycle.iter().chain(cycle.first()).copied().collect();
        let names: Vec<String> = closed
            .iter()
            .map(|stack| self.tree.path(self.tree.stacks[*stack].node))
            .collect();
        let edges: Vec<_> = closed
            .windows(2)
            .filter_map(|pair| match pair {
                [from, to] => self.edges.get(&(*from, *to)).copied(),
                _ => None,
            })
            .collect();
        let reasons: Vec<_> = edges
            .iter()
            .map(|edge| {
                let consumer = self.tree.path(edge.consumer);
                let producer = self.tree.path(edge.producer);
                let call_site = self.tree.nodes[edge.consumer].call_site;
                (format!("`{consumer}` needs `{producer}`"), call_site)
            })
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Some(edge) = edges.first() {
            let problem = diagnostics::stack_cycle(&names, &reasons);
            self.tree.report(edge.consumer, problem);
        }
    }

    fn finish(mut self, layout: Layout, order: &[StackIndex]) -> Synthesis {
        let mut nested = self.finish_nested();
        let tree_node = tree_node(&self.tree, ROOT, &layout);
        let mut elements: Vec<Vec<Element>> = self.tree.stacks.iter().map(|_| Vec::new()).collect();
        for placed in layout.placed {
            let node = &self.tree.nodes[placed.node];
            if let (Some(logical_id), Some(stack)) = (self.ids[placed.node].take(), node.stack) {
                elements[self.tree.top_level(stack)].push(Element {
                    path: placed.path,
                    logical_id,
                    call_site: node.call_site,
                });
            }
        }

        let mut stacks = Vec::with_capacity(order.len());
        for &index in order {
            let mut template = std::mem::take(&mut self.templates[index]);
            demand_bootstrap(&mut template);
            let name = self.tree.stack_name(index).to_owned();
            let stack = &mut self.tree.stacks[index];
            let (assets, node) = (std::mem::take(&mut stack.assets), stack.node);
            let options = std::mem::take(&mut stack.options);
            stacks.push(SynthesizedStack {
                id: self.tree.nodes[node].id.to_string(),
                name,
                account: options.account,
                region: options.region,
                template,
                tags: self.tree.tags_at(node),
                termination_protection: options.termination_protection,
                dependencies: self.dependencies(index),
                nested: std::mem::take(&mut nested[index]),
                assets,
                elements: std::mem::take(&mut elements[index]),
            });
        }
        let legible_files = std::mem::take(&mut self.tree.legible_files);
        Synthesis {
            environment: self.tree.environment.name,
            stacks,
            legible_files: legible_files
                .into_iter()
                .map(|(path, file)| (path, file.text))
                .collect(),
            tree: tree_node,
            sources: self.tree.sources,
            warnings: self.tree.problems,
        }
    }

    /// Gives each nested stack's resource the address of its template. By top-level stack: the templates.
    fn finish_nested(&mut self) -> Vec<Vec<NestedTemplate>> {
        let mut finished: Vec<Vec<NestedTemplate>> =
            self.tree.stacks.iter().map(|_| Vec::new()).collect();
        // A nested stack is made after its parent, so that going backwards its own template is complete.
        for index in (0..self.tree.stacks.len()).rev() {
            let stack = &self.tree.stacks[index];
            let Some(nested) = stack.nested else { continue };
            let file_name = format!("{}.nested.template.json", self.tree.unique_id(stack.node));
            let template = std::mem::take(&mut self.templates[index]);
            let text = template.to_json();
            let hash = asset::sha256(text.as_bytes());
            let parameters: Map = std::mem::take(&mut self.generated[index].parameters)
                .into_iter()
                .map(|(id, value)| (id.0, value))
                .collect();
            let parent = &mut self.templates[nested.parent];
            let resource = self.ids[nested.resource]
                .as_ref()
                .and_then(|id| parent.resources.get_mut(id))
                .expect("invariant: a nested stack has a resource in its parent");
            if !parameters.is_empty() {
                let own = resource.properties.entry("Parameters".to_owned());
                match own.or_insert_with(|| TemplateExpr::Map(Map::new())) {
                    TemplateExpr::Map(own) => own.extend(parameters),
                    own => *own = TemplateExpr::Map(parameters),
                }
            }
            let url = template_url(&hash);
            resource.properties.insert("TemplateURL".to_owned(), url);
            let metadata = &mut resource.metadata;
            metadata.insert("aws:asset:path".to_owned(), file_name.clone().into());
            metadata.insert("aws:asset:property".to_owned(), "TemplateURL".into());
            finished[self.tree.top_level(index)].push(NestedTemplate {
                path: self.tree.path(self.tree.stacks[index].node),
                file_name,
                template,
                text,
                hash,
            });
        }
        finished
    }

    /// The ids of the stacks that a top-level stack needs.
    fn dependencies(&self, stack: StackIndex) -> Vec<String> {
        let needed = self.edges.keys().filter(|(from, _)| *from == stack);
        needed
            .map(|(_, to)| self.tree.nodes[self.tree.stacks[*to].node].id.to_string())
            .collect()
    }
}

/// Puts stacks after those they need.
#[derive(Debug, Default)]
struct StackWalk {
    entered: Vec<StackIndex>,
    done: BTreeSet<StackIndex>,
    order: Vec<StackIndex>,
    cycles: Vec<Vec<StackIndex>>,
}

impl StackWalk {
    fn visit(&mut self, resolver: &Resolver, stack: StackIndex) {
        if let Some(at) = self.entered.iter().position(|one| *one == stack) {
            let cycle = self.entered.get(at..).unwrap_or_default();
            self.cycles.push(cycle.to_vec());
            return;
        }
        if !self.done.insert(stack) {
            return;
        }
        self.entered.push(stack);
        for (from, to) in resolver.edges.keys() {
            if *from == stack {
                self.visit(resolver, *to);
            }
        }
        self.entered.pop();
        self.order.push(stack);
    }
}

impl Tree {
    /// Which resource of which stack must wait for which, if resource `from` waits for resource `on`:
    /// within a nested stack that is the nested stack's own resource. None if their stacks share no
    /// template, or if one contains the other.
    fn waiting(
        &self,
        from: NodeIndex,
        on: NodeIndex,
    ) -> Option<(StackIndex, NodeIndex, NodeIndex)> {
        let (from_around, on_around) = (
            self.around(self.nodes[from].stack?),
            self.around(self.nodes[on].stack?),
        );
        let shared = *from_around.iter().find(|stack| on_around.contains(stack))?;
        let within = |around: &[StackIndex], node| {
            let below = around.iter().take_while(|stack| **stack != shared).last();
            below.map_or(Some(node), |stack| {
                Some(self.stacks[*stack].nested?.resource)
            })
        };
        let (from, on) = (within(&from_around, from)?, within(&on_around, on)?);
        (from != on).then_some((shared, from, on))
    }
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

/// Where CloudFormation finds the template of a nested stack.
fn template_url(hash: &str) -> TemplateExpr {
    use appsynth_cloudformation::Pseudo::{AccountId, Region, UrlSuffix};
    use appsynth_cloudformation::SubPart::{Pseudo, Text};

    let text = |text: &str| Text(text.to_owned());
    let parts = vec![
        text("https://s3."),
        Pseudo(Region),
        text("."),
        Pseudo(UrlSuffix),
        text("/cdk-hnb659fds-assets-"),
        Pseudo(AccountId),
        text("-"),
        Pseudo(Region),
        Text(format!("/{hash}.json")),
    ];
    Intrinsic::Sub(parts, None).into()
}

/// Has CloudFormation refuse the stack where `cdk bootstrap` is too old, as the CDK's stacks do.
///
/// <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/stack-synthesizers/stack-synthesizer.ts>
fn demand_bootstrap(template: &mut Template) {
    let parameter = LogicalId("BootstrapVersion".to_owned());
    let too_old = ["1", "2", "3", "4", "5"].map(TemplateExpr::from).to_vec();
    let contains = TemplateExpr::List(vec![
        TemplateExpr::List(too_old),
        Intrinsic::Ref(parameter.clone()).into(),
    ]);
    let contains = Intrinsic::Other("Fn::Contains".to_owned(), contains);
    let members = [
        ("Default", "/cdk-bootstrap/hnb659fds/version"),
        (
            "Description",
            "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]",
        ),
    ];
    template.parameters.insert(
        parameter,
        Parameter {
            kind: "AWS::SSM::Parameter::Value<String>".to_owned(),
            members: members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect(),
        },
    );
    template.rules.insert(
        LogicalId("CheckBootstrapVersion".to_owned()),
        Rule {
            condition: None,
            assertions: vec![RuleAssertion {
                assert: Intrinsic::Not(contains.into()).into(),
                description: Some("CDK bootstrap stack version 6 required. Please run 'cdk bootstrap' with a recent version of the CDK CLI.".to_owned()),
            }],
        },
    );
}
