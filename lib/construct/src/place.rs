//! Elements of the tree become elements of templates.

use appsynth_cloudformation::{Output, Resource, Rule, RuleAssertion, check_properties};

use crate::element::{CfnOutput, CfnRule, Element};
use crate::layout::Layout;
use crate::references::{Consumer, Resolver};
use crate::{Expr, tags};

type TemplateExpr = appsynth_cloudformation::Expr;

impl Resolver {
    /// Moves an element from the tree to its template.
    pub(crate) fn place(&mut self, layout: &Layout, at: usize) {
        let placed = &layout.placed[at];
        let node = &mut self.tree.nodes[placed.node];
        let Some(stack) = node.stack else { return };
        let consumer = Consumer {
            node: placed.node,
            stack,
        };
        let id = self.ids[placed.node].clone();
        match (&mut node.element, id) {
            (Element::Resource(resource), Some(id)) => {
                let properties = std::mem::take(&mut resource.properties);
                let options = std::mem::take(&mut resource.options);
                let kind = resource.kind.clone();
                let mut properties = self.map(properties, consumer);
                tags::apply(&kind, &mut properties, self.tree.tags_at(placed.node));
                if !options.unchecked && !self.tree.is_refused(placed.node) {
                    for problem in check_properties(&kind, &properties) {
                        self.tree.report(placed.node, problem.into());
                    }
                }
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
            (Element::Parameter(parameter), Some(id)) => {
                let parameter = std::mem::take(&mut **parameter);
                self.templates[stack].parameters.insert(id, parameter);
            }
            (Element::Condition(condition), Some(id)) => {
                let condition = std::mem::replace(&mut **condition, Expr::Null);
                let condition = self.value(condition, consumer);
                self.templates[stack].conditions.insert(id, condition);
            }
            (Element::Mapping(mapping), Some(id)) => {
                let mapping = std::mem::take(&mut **mapping);
                self.templates[stack].mappings.insert(id, mapping);
            }
            (Element::Output(output), Some(id)) => {
                let output = (**output).clone();
                let output = self.output(output, consumer);
                self.templates[stack].outputs.insert(id, output);
            }
            (Element::Rule(rule), Some(id)) => {
                let rule = (**rule).clone();
                let rule = self.rule(rule, consumer);
                self.templates[stack].rules.insert(id, rule);
            }
            (Element::Stack, _) => {
                let made = &mut self.tree.stacks[stack];
                let description = made.options.description.clone();
                let transforms = std::mem::take(&mut made.transforms);
                let metadata = std::mem::take(&mut made.metadata);
                let metadata = self.map(metadata, consumer);
                let template = &mut self.templates[stack];
                template.description = description;
                template.transform = transform(transforms);
                template.metadata = metadata;
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
}

/// One macro is a text, several are a list.
fn transform(mut names: Vec<String>) -> Option<TemplateExpr> {
    match names.len() {
        0 => None,
        1 => names.pop().map(TemplateExpr::from),
        _ => Some(names.into()),
    }
}
