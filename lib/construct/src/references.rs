//! References between nodes become references between template elements.
//!
//! Within a stack that is a `Ref` or `Fn::GetAtt`; for what lies outside the app, the value that is known of
//! it. How values get from one stack to another is in `crossing`.

use appsynth_cloudformation::{LogicalId, Map, SubPart, resource_schema};
use appsynth_diagnostics::Diagnostic;
use rustc_hash::FxHashMap;

use crate::crossing::{Crossing, Step, UniqueIds, logical_id_of};
use crate::element::Element;
use crate::tree::{NodeIndex, StackIndex, Tree};
use crate::{Expr, Intrinsic, NodeId, diagnostics, logical_id};

type TemplateExpr = appsynth_cloudformation::Expr;
type TemplateIntrinsic = appsynth_cloudformation::Intrinsic;

/// Turns values of the tree into values of templates. It changes neither: what they have to be told is noted.
#[derive(Debug)]
pub(crate) struct Values<'t> {
    pub(crate) tree: &'t Tree,
    /// The logical id of each node that is an element of a template.
    pub(crate) ids: &'t [Option<LogicalId>],
    /// References between stacks that are resolved already.
    pub(crate) crossed: FxHashMap<Crossing, TemplateExpr>,
    pub(crate) unique_ids: UniqueIds,
    /// The external nodes whose expressions are being followed.
    following: Vec<NodeIndex>,
    /// What came up since it was last taken.
    pub(crate) noted: Noted,
}

/// What values ask for, and what is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// References to other stacks, each with the steps of its way; those that were met before are perhaps left out.
    pub(crate) crossings: Vec<(Crossing, Vec<Step>)>,
    pub(crate) problems: Vec<Diagnostic>,
}

impl<'t> Values<'t> {
    pub(crate) fn new(tree: &'t Tree, ids: &'t [Option<LogicalId>]) -> Self {
        Self {
            tree,
            ids,
            crossed: FxHashMap::default(),
            unique_ids: UniqueIds::default(),
            following: Vec::new(),
            noted: Noted::default(),
        }
    }

    pub(crate) fn map(&mut self, map: Map<NodeId>, consumer: StackIndex) -> Map {
        let members = map.into_vec().into_iter();
        let members = members.map(|(key, value)| (key, self.value(value, consumer)));
        // A list keeps its place in memory.
        members.collect::<Vec<_>>().into()
    }

    pub(crate) fn value(&mut self, expr: Expr, consumer: StackIndex) -> TemplateExpr {
        match expr {
            Expr::Null => TemplateExpr::Null,
            Expr::Bool(value) => TemplateExpr::Bool(value),
            Expr::Number(number) => TemplateExpr::Number(number),
            Expr::Text(text) => TemplateExpr::Text(text),
            Expr::List(list) => TemplateExpr::List(self.list(list, consumer)),
            Expr::Map(map) => TemplateExpr::Map(self.map(map, consumer)),
            Expr::Call(intrinsic) => self.intrinsic(*intrinsic, consumer),
        }
    }

    fn list(&mut self, list: Vec<Expr>, consumer: StackIndex) -> Vec<TemplateExpr> {
        list.into_iter()
            .map(|value| self.value(value, consumer))
            .collect()
    }

    fn intrinsic(&mut self, intrinsic: Intrinsic, consumer: StackIndex) -> TemplateExpr {
        let mut value = |expr| self.value(expr, consumer);
        match intrinsic {
            Intrinsic::Ref(node) => return self.reference(node, None, consumer),
            Intrinsic::GetAtt(node, Expr::Text(attribute)) => {
                return self.reference(node, Some(attribute), consumer);
            }
            Intrinsic::GetAtt(node, attribute) => {
                let attribute = value(attribute);
                return self.computed_attribute(node, attribute, consumer);
            }
            Intrinsic::Sub(parts, variables) => return self.sub(parts, variables, consumer),
            Intrinsic::Pseudo(pseudo) => TemplateIntrinsic::Pseudo(pseudo),
            Intrinsic::Join(by, list) => TemplateIntrinsic::Join(by, value(list)),
            Intrinsic::Select(index, list) => TemplateIntrinsic::Select(value(index), value(list)),
            Intrinsic::Split(by, text) => TemplateIntrinsic::Split(by, value(text)),
            Intrinsic::If(condition, then, otherwise) => {
                let (then, otherwise) = (value(then), value(otherwise));
                TemplateIntrinsic::If(self.condition(condition, consumer), then, otherwise)
            }
            Intrinsic::Equals(left, right) => TemplateIntrinsic::Equals(value(left), value(right)),
            Intrinsic::And(list) => TemplateIntrinsic::And(self.list(list, consumer)),
            Intrinsic::Or(list) => TemplateIntrinsic::Or(self.list(list, consumer)),
            Intrinsic::Not(expr) => TemplateIntrinsic::Not(value(expr)),
            Intrinsic::Condition(condition) => {
                TemplateIntrinsic::Condition(self.condition(condition, consumer))
            }
            Intrinsic::FindInMap(map, top, second, default) => {
                let (top, second) = (value(top), value(second));
                let default = default.map(value);
                TemplateIntrinsic::FindInMap(self.mapping(map, consumer), top, second, default)
            }
            Intrinsic::ImportValue(name) => TemplateIntrinsic::ImportValue(value(name)),
            Intrinsic::Base64(text) => TemplateIntrinsic::Base64(value(text)),
            Intrinsic::Cidr(block, count, bits) => {
                TemplateIntrinsic::Cidr(value(block), value(count), bits.map(value))
            }
            Intrinsic::GetAZs(region) => TemplateIntrinsic::GetAZs(value(region)),
            Intrinsic::ToJsonString(expr) => TemplateIntrinsic::ToJsonString(value(expr)),
            Intrinsic::Length(list) => TemplateIntrinsic::Length(value(list)),
            Intrinsic::Other(name, argument) => TemplateIntrinsic::Other(name, value(argument)),
        }
        .into()
    }

    /// `Fn::Sub`: what cannot be a part of its text in the consumer's stack becomes a variable.
    fn sub(
        &mut self,
        parts: Vec<SubPart<NodeId>>,
        variables: Option<Map<NodeId>>,
        consumer: StackIndex,
    ) -> TemplateExpr {
        let mut variables = variables.map(|variables| self.map(variables, consumer));
        let mut resolved = Vec::with_capacity(parts.len());
        for part in parts {
            let (node, attribute) = match part {
                SubPart::Text(text) => {
                    resolved.push(SubPart::Text(text));
                    continue;
                }
                SubPart::Pseudo(pseudo) => {
                    resolved.push(SubPart::Pseudo(pseudo));
                    continue;
                }
                SubPart::Variable(name) => {
                    resolved.push(SubPart::Variable(name));
                    continue;
                }
                SubPart::Ref(node) => (node, None),
                SubPart::GetAtt(node, attribute) => (node, Some(attribute)),
            };
            let value = self.reference(node, attribute.clone(), consumer);
            match sub_parts(value) {
                Ok(parts) => resolved.extend(parts),
                Err(value) => {
                    let name = self.variable_name(node, attribute.as_deref());
                    let variables = variables.get_or_insert_default();
                    variables.insert(name.clone(), value);
                    resolved.push(SubPart::Variable(name));
                }
            }
        }
        TemplateIntrinsic::Sub(resolved, variables).into()
    }

    fn variable_name(&self, node: NodeId, attribute: Option<&str>) -> String {
        let node = self.tree.index(node).unwrap_or(crate::tree::ROOT);
        let name = format!(
            "{}{}",
            self.tree.unique_id(node),
            attribute.unwrap_or("Ref")
        );
        logical_id::unique_id(&[&name])
    }

    /// `Ref` (without an attribute) or `Fn::GetAtt` of a node, as the consumer's template has it.
    fn reference(
        &mut self,
        node: NodeId,
        attribute: Option<String>,
        consumer: StackIndex,
    ) -> TemplateExpr {
        let Some(index) = self.tree.index(node) else {
            return self.refuse(diagnostics::foreign_handle());
        };
        let Some(target) = self.tree.main_element(index) else {
            let problem = diagnostics::not_referable(
                &self.tree.path(index),
                self.tree.nodes[index].element.noun(),
            );
            return self.refuse(problem);
        };
        if let Some(attribute) = &attribute
            && let Some(lacking) = self.tree.lacking.get(&target)
            && let Some(problem) = lacking.get(attribute)
        {
            return self.refuse(problem.clone());
        }
        let element = &self.tree.nodes[target].element;
        match (element, &attribute) {
            (Element::External(_), _) => return self.external(target, attribute, consumer),
            (Element::Resource(resource), Some(attribute)) => {
                let schema = resource_schema(&resource.kind);
                if let Some(schema) = schema.filter(|schema| !schema.has_attribute(attribute)) {
                    let problem = diagnostics::unknown_attribute(
                        &self.tree.path(target),
                        schema.kind,
                        attribute,
                        schema.attributes,
                    );
                    return self.refuse(problem);
                }
            }
            (Element::Resource(_) | Element::Parameter(_), None) => {}
            (Element::Parameter(_), Some(attribute)) => {
                let problem = diagnostics::parameter_attribute(&self.tree.path(target), attribute);
                return self.refuse(problem);
            }
            (element, _) => {
                let problem = diagnostics::not_referable(&self.tree.path(target), element.noun());
                return self.refuse(problem);
            }
        }
        let (Some(_), Some(producer)) = (&self.ids[target], self.tree.nodes[target].stack) else {
            // The node was refused when it was added, and that has been reported.
            return refused();
        };
        if producer != consumer
            && let Some(problem) = self.tree.separation(consumer, target, producer)
        {
            return self.refuse(problem);
        }
        self.crossing(Crossing {
            consumer,
            target,
            attribute,
        })
    }

    /// `Fn::GetAtt` whose attribute is known only when deployed (a language extension).
    fn computed_attribute(
        &mut self,
        node: NodeId,
        attribute: TemplateExpr,
        consumer: StackIndex,
    ) -> TemplateExpr {
        let target = self
            .tree
            .index(node)
            .and_then(|at| self.tree.main_element(at));
        let id = target
            .filter(|at| self.tree.nodes[*at].stack == Some(consumer))
            .and_then(|at| self.ids[at].clone());
        match id {
            Some(id) => TemplateIntrinsic::GetAtt(id, attribute).into(),
            None => self.refuse(diagnostics::computed_attribute_elsewhere()),
        }
    }

    fn external(
        &mut self,
        target: NodeIndex,
        attribute: Option<String>,
        consumer: StackIndex,
    ) -> TemplateExpr {
        let Element::External(external) = &self.tree.nodes[target].element else {
            unreachable!("invariant: the caller has matched the element")
        };
        let expr = match &attribute {
            None => Some(external.reference.clone()),
            Some(attribute) => external.attributes.get(attribute).cloned(),
        };
        let Some(expr) = expr.filter(|_| !self.following.contains(&target)) else {
            let known: Vec<&str> = external.attributes.keys().map(String::as_str).collect();
            let problem = diagnostics::external_attribute(
                &self.tree.path(target),
                attribute.as_deref().unwrap_or("Ref"),
                &known,
            );
            return self.refuse(problem);
        };
        self.following.push(target);
        let value = self.value(expr, consumer);
        self.following.pop();
        value
    }

    /// The logical id of a condition in the consumer's own stack.
    pub(crate) fn condition(&mut self, node: NodeId, consumer: StackIndex) -> LogicalId {
        self.local(
            node,
            consumer,
            |element| matches!(element, Element::Condition(_)),
            "a condition",
        )
    }

    /// The first argument of `Fn::FindInMap`: a mapping node is meant by its name.
    fn mapping(&mut self, map: Expr, consumer: StackIndex) -> TemplateExpr {
        match map {
            Expr::Call(call) => match *call {
                Intrinsic::Ref(node) if self.is_mapping(node) => {
                    let is_mapping = |element: &Element| matches!(element, Element::Mapping(_));
                    let id = self.local(node, consumer, is_mapping, "a mapping");
                    TemplateExpr::Text(id.0)
                }
                other => self.intrinsic(other, consumer),
            },
            other => self.value(other, consumer),
        }
    }

    fn is_mapping(&self, node: NodeId) -> bool {
        let index = self.tree.index(node);
        index.is_some_and(|at| matches!(self.tree.nodes[at].element, Element::Mapping(_)))
    }

    /// The logical id of an element that counts only within its own stack.
    fn local(
        &mut self,
        node: NodeId,
        consumer: StackIndex,
        is_wanted: impl Fn(&Element) -> bool,
        noun: &str,
    ) -> LogicalId {
        let Some(index) = self.tree.index(node) else {
            self.refuse(diagnostics::foreign_handle());
            return LogicalId(String::new());
        };
        let target = &self.tree.nodes[index];
        if !is_wanted(&target.element) || target.stack != Some(consumer) {
            let problem = diagnostics::not_in_this_stack(&self.tree.path(index), noun);
            self.refuse(problem);
        }
        logical_id_of(self.ids, index)
    }

    fn refuse(&mut self, problem: Diagnostic) -> TemplateExpr {
        self.noted.problems.push(problem);
        refused()
    }
}

/// Stands for a value that was refused: nothing further is said about it.
fn refused() -> TemplateExpr {
    TemplateIntrinsic::Ref(LogicalId(String::new())).into()
}

/// A value as parts of the text of `Fn::Sub`, if it can be that.
fn sub_parts(value: TemplateExpr) -> Result<Vec<SubPart>, TemplateExpr> {
    let part = match value {
        TemplateExpr::Text(text) => SubPart::Text(text),
        TemplateExpr::Call(call) => match *call {
            TemplateIntrinsic::Ref(id) => SubPart::Ref(id),
            TemplateIntrinsic::Pseudo(pseudo) => SubPart::Pseudo(pseudo),
            TemplateIntrinsic::GetAtt(id, TemplateExpr::Text(attribute)) => {
                SubPart::GetAtt(id, attribute)
            }
            TemplateIntrinsic::Sub(parts, None) => return Ok(parts),
            other => return Err(other.into()),
        },
        other => return Err(other),
    };
    Ok(vec![part])
}
