//! Elements of the tree become elements of templates.

use appsynth_cloudformation::{
    LogicalId, Map, Mapping, Output, Parameter, Resource, Rule, RuleAssertion, Template,
    check_properties,
};
use appsynth_parallel as parallel;

use crate::element::{self, CfnOutput, CfnRule, Element};
use crate::layout::{Layout, Placed};
use crate::references::{Noted, Values};
use crate::resolver::Resolver;
use crate::told::Told;
use crate::tree::{NodeIndex, Stack, StackIndex};
use crate::{Expr, NodeId, tags};

type TemplateExpr = appsynth_cloudformation::Expr;

/// With fewer, another thread is not worth waking.
const ELEMENTS_OF_A_THREAD: usize = 256;
const STACKS_OF_A_THREAD: usize = 16;

impl Resolver {
    /// Puts all elements into the templates of their stacks; gives what is told beside them.
    pub(crate) fn place(&mut self, layout: &Layout) -> Told {
        let elements: Vec<_> = layout
            .placed
            .iter()
            .filter_map(|placed| {
                let stack = self.tree.nodes[placed.node].stack?;
                Some((placed, stack, self.take(placed, stack)?))
            })
            .collect();
        let values = || Values::new(&self.tree, &self.ids);
        let make = |values: &mut Values<'_>, (placed, stack, taken)| {
            let made = values.make(placed, stack, taken);
            (placed, stack, made, std::mem::take(&mut values.noted))
        };
        let (made, told) = parallel::both(
            || parallel::map_with(elements, ELEMENTS_OF_A_THREAD, values, make),
            || Told::of(&self.tree, &self.ids, layout),
        );
        let mut by_stack: Vec<Vec<(NodeIndex, Made)>> = Vec::new();
        by_stack.resize_with(self.templates.len(), Vec::new);
        for (placed, stack, made, noted) in made {
            self.tell(placed, noted);
            by_stack[stack].push((placed.node, made));
        }
        self.fill_templates(by_stack);
        told
    }

    /// Takes out of the tree what only the template needs.
    fn take(&mut self, placed: &Placed, stack: StackIndex) -> Option<Taken> {
        let is_stack = matches!(self.tree.nodes[placed.node].element, Element::Stack);
        if is_stack {
            let metadata = std::mem::take(&mut self.tree.stacks[stack].metadata);
            return Some(Taken::Metadata(metadata));
        }
        self.ids[placed.node].as_ref()?;
        Some(match &mut self.tree.nodes[placed.node].element {
            Element::Resource(resource) => Taken::Resource(resource.take()),
            Element::Parameter(parameter) => Taken::Parameter(std::mem::take(&mut **parameter)),
            Element::Condition(condition) => {
                Taken::Condition(std::mem::replace(&mut **condition, Expr::Null))
            }
            Element::Mapping(mapping) => Taken::Mapping(std::mem::take(&mut **mapping)),
            Element::Output(output) => Taken::Output((**output).clone()),
            Element::Rule(rule) => Taken::Rule((**rule).clone()),
            Element::Plain | Element::Stack | Element::External(_) => return None,
        })
    }

    /// Tells the stacks what a value of the node has come to need.
    fn tell(&mut self, placed: &Placed, noted: Noted) {
        for problem in noted.problems {
            self.tree.report(placed.node, problem);
        }
        for (crossing, steps) in noted.crossings {
            self.add_edge(placed.node, crossing.target);
            self.cross(crossing, steps.into_iter());
        }
    }

    /// Puts elements into the templates of their stacks.
    fn fill_templates(&mut self, by_stack: Vec<Vec<(NodeIndex, Made)>>) {
        let stacks = self.tree.stacks.iter_mut();
        let templates = std::mem::take(&mut self.templates);
        let parts: Vec<_> = templates.into_iter().zip(stacks).zip(by_stack).collect();
        let ids = &self.ids;
        let filled = |((mut template, stack), made): ((Template, &mut Stack), Vec<_>)| {
            for (node, made) in made {
                put(&mut template, stack, &ids[node], made);
            }
            template
        };
        self.templates = parallel::map(parts, STACKS_OF_A_THREAD, filled);
    }
}

fn put(template: &mut Template, stack: &mut Stack, id: &Option<LogicalId>, made: Made) {
    let id = || {
        let id = id.clone();
        id.expect("invariant: what is made has an id")
    };
    match made {
        Made::Resource(resource) => {
            template.resources.insert(id(), *resource);
        }
        Made::Parameter(parameter) => {
            template.parameters.insert(id(), parameter);
        }
        Made::Condition(condition) => {
            template.conditions.insert(id(), condition);
        }
        Made::Mapping(mapping) => {
            template.mappings.insert(id(), mapping);
        }
        Made::Output(output) => {
            template.outputs.insert(id(), output);
        }
        Made::Rule(rule) => {
            template.rules.insert(id(), rule);
        }
        Made::Metadata(metadata) => {
            template.description.clone_from(&stack.options.description);
            template.transform = transform(std::mem::take(&mut stack.transforms));
            template.metadata = metadata;
        }
    }
}

/// What is taken out of the tree.
enum Taken {
    Resource(element::Resource),
    Parameter(Parameter),
    Condition(Expr),
    Mapping(Mapping),
    Output(CfnOutput),
    Rule(CfnRule),
    /// That of a stack.
    Metadata(Map<NodeId>),
}

/// What is put into a template.
enum Made {
    Resource(Box<Resource>),
    Parameter(Parameter),
    Condition(TemplateExpr),
    Mapping(Mapping),
    Output(Output),
    Rule(Rule),
    /// That of the template itself.
    Metadata(Map),
}

impl Values<'_> {
    fn make(&mut self, placed: &Placed, stack: StackIndex, taken: Taken) -> Made {
        match taken {
            Taken::Resource(resource) => {
                Made::Resource(Box::new(self.resource(placed, stack, resource)))
            }
            Taken::Parameter(parameter) => Made::Parameter(parameter),
            Taken::Condition(condition) => Made::Condition(self.value(condition, stack)),
            Taken::Mapping(mapping) => Made::Mapping(mapping),
            Taken::Output(output) => Made::Output(self.output(output, stack)),
            Taken::Rule(rule) => Made::Rule(self.rule(rule, stack)),
            Taken::Metadata(metadata) => Made::Metadata(self.map(metadata, stack)),
        }
    }

    fn resource(
        &mut self,
        placed: &Placed,
        stack: StackIndex,
        resource: element::Resource,
    ) -> Resource {
        let element::Resource {
            kind,
            properties,
            options,
        } = resource;
        let mut properties = self.map(properties, stack);
        tags::apply(&kind, &mut properties, self.tree.tags_at(placed.node));
        // What is wrong with a value may make another mistake of the whole.
        let is_refused = !self.noted.problems.is_empty() || self.tree.is_refused(placed.node);
        if !options.unchecked && !is_refused {
            let problems = check_properties(&kind, &properties).into_iter();
            self.noted.problems.extend(problems.map(Into::into));
        }
        let mut metadata = self.map(options.metadata, stack);
        metadata.insert("aws:cdk:path".to_owned(), placed.path.to_string().into());
        Resource {
            kind,
            properties,
            depends_on: Vec::new(),
            condition: options
                .condition
                .map(|condition| self.condition(condition.into(), stack)),
            deletion_policy: options.deletion_policy,
            update_replace_policy: options.update_replace_policy,
            creation_policy: options
                .creation_policy
                .map(|policy| self.value(policy, stack)),
            update_policy: options
                .update_policy
                .map(|policy| self.value(policy, stack)),
            metadata,
        }
    }

    fn output(&mut self, output: CfnOutput, stack: StackIndex) -> Output {
        Output {
            value: self.value(output.value, stack),
            description: output.description,
            export: output.export.map(|name| self.value(name, stack)),
            condition: output
                .condition
                .map(|condition| self.condition(condition.into(), stack)),
        }
    }

    fn rule(&mut self, rule: CfnRule, stack: StackIndex) -> Rule {
        let assertions = rule.assertions.into_iter();
        Rule {
            condition: rule.condition.map(|condition| self.value(condition, stack)),
            assertions: assertions
                .map(|(assert, description)| RuleAssertion {
                    assert: self.value(assert, stack),
                    description,
                })
                .collect(),
        }
    }
}

/// One macro is a text, several are a list.
fn transform(mut names: Vec<String>) -> Option<TemplateExpr> {
    match names.len() {
        0 => None,
        1 => names.pop().map(TemplateExpr::from),
        _ => Some(names.into()),
    }
}
