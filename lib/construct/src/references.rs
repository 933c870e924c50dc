//! References between nodes become references between template elements.
//!
//! Within a stack that is a `Ref` or `Fn::GetAtt`. Between nested stacks of one parent, values travel
//! through parameters and outputs; between other stacks, through exports. The names are the CDK's:
//! <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/private/refs.ts>.

use appsynth_cloudformation::{
    LogicalId, Map, Output, Parameter, SubPart, Template, resource_schema,
};
use appsynth_diagnostics::Diagnostic;
use indexmap::IndexMap;

use crate::element::Element;
use crate::tree::{NodeIndex, StackIndex, Tree};
use crate::{Expr, Intrinsic, NodeId, diagnostics, logical_id};

type TemplateExpr = appsynth_cloudformation::Expr;
type TemplateIntrinsic = appsynth_cloudformation::Intrinsic;

/// Turns the tree's values into template values; owns the tree and the templates while it does.
#[derive(Debug)]
pub(crate) struct Resolver {
    pub(crate) tree: Tree,
    /// The logical id of each node that is an element of a template.
    pub(crate) ids: Vec<Option<LogicalId>>,
    /// By stack.
    pub(crate) templates: Vec<Template>,
    /// By stack: what references from elsewhere have added.
    pub(crate) generated: Vec<Generated>,
    /// Which stack needs which, and the first nodes that made it so; both stacks have the same parent.
    pub(crate) edges: IndexMap<(StackIndex, StackIndex), Edge>,
    /// References between stacks that are resolved already.
    crossings: IndexMap<(StackIndex, NodeIndex, Option<String>), TemplateExpr>,
    /// The external nodes whose expressions are being followed.
    following: Vec<NodeIndex>,
}

/// What references from other stacks add to a stack.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    /// Parameters of a nested stack with the values that its parent gives them.
    pub(crate) parameters: IndexMap<LogicalId, TemplateExpr>,
    pub(crate) outputs: IndexMap<LogicalId, Output>,
}

/// A reference from one stack to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) consumer: NodeIndex,
    pub(crate) producer: NodeIndex,
}

/// Whose value is being resolved.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Consumer {
    pub(crate) node: NodeIndex,
    pub(crate) stack: StackIndex,
}

impl Resolver {
    pub(crate) fn new(tree: Tree, ids: Vec<Option<LogicalId>>) -> Self {
        let stacks = tree.stacks.len();
        Self {
            tree,
            ids,
            templates: vec![Template::default(); stacks],
            generated: (0..stacks).map(|_| Generated::default()).collect(),
            edges: IndexMap::new(),
            crossings: IndexMap::new(),
            following: Vec::new(),
        }
    }

    pub(crate) fn map(&mut self, map: Map<NodeId>, consumer: Consumer) -> Map {
        map.into_iter()
            .map(|(key, value)| (key, self.value(value, consumer)))
            .collect()
    }

    pub(crate) fn value(&mut self, expr: Expr, consumer: Consumer) -> TemplateExpr {
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

    fn list(&mut self, list: Vec<Expr>, consumer: Consumer) -> Vec<TemplateExpr> {
        list.into_iter()
            .map(|value| self.value(value, consumer))
            .collect()
    }

    fn intrinsic(&mut self, intrinsic: Intrinsic, consumer: Consumer) -> TemplateExpr {
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
        consumer: Consumer,
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
        consumer: Consumer,
    ) -> TemplateExpr {
        let Some(index) = self.tree.index(node) else {
            return self.refuse(consumer, diagnostics::foreign_handle());
        };
        let Some(target) = self.tree.main_element(index) else {
            let problem = diagnostics::not_referable(
                &self.tree.path(index),
                self.tree.nodes[index].element.noun(),
            );
            return self.refuse(consumer, problem);
        };
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
                    return self.refuse(consumer, problem);
                }
            }
            (Element::Resource(_) | Element::Parameter(_), None) => {}
            (Element::Parameter(_), Some(attribute)) => {
                let problem = diagnostics::parameter_attribute(&self.tree.path(target), attribute);
                return self.refuse(consumer, problem);
            }
            (element, _) => {
                let problem = diagnostics::not_referable(&self.tree.path(target), element.noun());
                return self.refuse(consumer, problem);
            }
        }
        let (Some(_), Some(producer)) = (&self.ids[target], self.tree.nodes[target].stack) else {
            // The node was refused when it was added, and that has been reported.
            return refused();
        };
        if producer != consumer.stack
            && let Some(problem) = self.connect(consumer, target, producer)
        {
            return self.refuse(consumer, problem);
        }
        self.crossing(consumer.stack, target, attribute)
    }

    /// `Fn::GetAtt` whose attribute is known only when deployed (a language extension).
    fn computed_attribute(
        &mut self,
        node: NodeId,
        attribute: TemplateExpr,
        consumer: Consumer,
    ) -> TemplateExpr {
        let target = self
            .tree
            .index(node)
            .and_then(|at| self.tree.main_element(at));
        let id = target
            .filter(|at| self.tree.nodes[*at].stack == Some(consumer.stack))
            .and_then(|at| self.ids[at].clone());
        match id {
            Some(id) => TemplateIntrinsic::GetAtt(id, attribute).into(),
            None => self.refuse(consumer, diagnostics::computed_attribute_elsewhere()),
        }
    }

    fn external(
        &mut self,
        target: NodeIndex,
        attribute: Option<String>,
        consumer: Consumer,
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
            return self.refuse(consumer, problem);
        };
        self.following.push(target);
        let value = self.value(expr, consumer);
        self.following.pop();
        value
    }

    /// The logical id of a condition in the consumer's own stack.
    pub(crate) fn condition(&mut self, node: NodeId, consumer: Consumer) -> LogicalId {
        self.local(
            node,
            consumer,
            |element| matches!(element, Element::Condition(_)),
            "a condition",
        )
    }

    /// The first argument of `Fn::FindInMap`: a mapping node is meant by its name.
    fn mapping(&mut self, map: Expr, consumer: Consumer) -> TemplateExpr {
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
        consumer: Consumer,
        is_wanted: impl Fn(&Element) -> bool,
        noun: &str,
    ) -> LogicalId {
        let Some(index) = self.tree.index(node) else {
            self.refuse(consumer, diagnostics::foreign_handle());
            return LogicalId(String::new());
        };
        let target = &self.tree.nodes[index];
        if !is_wanted(&target.element) || target.stack != Some(consumer.stack) {
            let problem = diagnostics::not_in_this_stack(&self.tree.path(index), noun);
            self.refuse(consumer, problem);
        }
        self.id(index)
    }

    fn refuse(&mut self, consumer: Consumer, problem: Diagnostic) -> TemplateExpr {
        self.tree.report(consumer.node, problem);
        refused()
    }

    /// Records that the consumer's stack needs the producer's, unless they cannot share values.
    fn connect(
        &mut self,
        consumer: Consumer,
        producer: NodeIndex,
        producer_stack: StackIndex,
    ) -> Option<Diagnostic> {
        let from = self.tree.top_level(consumer.stack);
        let to = self.tree.top_level(producer_stack);
        let (from, to) = (
            &self.tree.stacks[from].options,
            &self.tree.stacks[to].options,
        );
        if (&from.account, &from.region) != (&to.account, &to.region) {
            return Some(diagnostics::other_environment(
                &self.tree.path(producer),
                (from.account.as_deref(), from.region.as_deref()),
                (to.account.as_deref(), to.region.as_deref()),
            ));
        }
        self.add_edge(consumer.node, producer);
        None
    }

    /// Records that one node's stack needs that of another, if neither contains the other.
    pub(crate) fn add_edge(&mut self, consumer: NodeIndex, producer: NodeIndex) {
        let stacks = (
            self.tree.nodes[consumer].stack,
            self.tree.nodes[producer].stack,
        );
        let (Some(from), Some(to)) = stacks else {
            return;
        };
        if let Some((from, to)) = self.tree.siblings(from, to) {
            let edge = Edge { consumer, producer };
            self.edges.entry((from, to)).or_insert(edge);
        }
    }

    /// The value of a reference in `consumer`, by way of parameters, outputs and exports if needed.
    fn crossing(
        &mut self,
        consumer: StackIndex,
        target: NodeIndex,
        attribute: Option<String>,
    ) -> TemplateExpr {
        let producer = self.tree.nodes[target]
            .stack
            .expect("invariant: the root is no element");
        if producer == consumer {
            return self.plain(target, attribute);
        }
        let key = (consumer, target, attribute);
        if let Some(known) = self.crossings.get(&key) {
            return known.clone();
        }

        let attribute = key.2.clone();
        let name = attribute.as_deref().unwrap_or("Ref");
        let name = format!("{}{name}", self.tree.unique_id(target));
        let value = if let Some(parent) = self.tree.parent_below(consumer, producer) {
            let id = LogicalId(logical_id::unique_id(&[&format!("reference-to-{name}")]));
            let given = self.crossing(parent, target, attribute);
            let parameters = &mut self.generated[consumer].parameters;
            parameters.entry(id.clone()).or_insert(given);
            TemplateIntrinsic::Ref(id).into()
        } else if let Some(nested) = self.tree.stacks[producer].nested {
            let id = LogicalId(logical_id::unique_id(&[&name]));
            let value = self.plain(target, attribute);
            self.generated[producer]
                .outputs
                .entry(id.clone())
                .or_insert_with(|| output(value, None));
            self.crossing(consumer, nested.resource, Some(format!("Outputs.{id}")))
        } else {
            let value = self.plain(target, attribute);
            let id = logical_id::unique_id(&["Exports", &format!("Output{}", json(&value))]);
            let export = self.tree.export_name(producer, &id);
            self.generated[producer]
                .outputs
                .entry(LogicalId(id))
                .or_insert_with(|| output(value, Some(export.clone().into())));
            TemplateIntrinsic::ImportValue(export.into()).into()
        };
        self.crossings.insert(key, value.clone());
        value
    }

    /// The reference in the stack of its target.
    fn plain(&self, target: NodeIndex, attribute: Option<String>) -> TemplateExpr {
        let id = self.id(target);
        match attribute {
            None => TemplateIntrinsic::Ref(id),
            Some(attribute) => TemplateIntrinsic::GetAtt(id, attribute.into()),
        }
        .into()
    }

    /// Empty for a node that was refused when it was added.
    fn id(&self, node: NodeIndex) -> LogicalId {
        let id = self.ids[node].clone();
        id.unwrap_or_else(|| LogicalId(String::new()))
    }

    /// Puts what references from elsewhere have added into the templates.
    pub(crate) fn add_generated(&mut self) {
        for (template, generated) in self.templates.iter_mut().zip(&mut self.generated) {
            for id in generated.parameters.keys() {
                let parameter = Parameter {
                    kind: "String".to_owned(),
                    members: IndexMap::new(),
                };
                template.parameters.insert(id.clone(), parameter);
            }
            template
                .outputs
                .extend(std::mem::take(&mut generated.outputs));
        }
    }
}

impl Tree {
    /// The parent of `stack`, if `stack` is nested, however deep, in `outer`.
    fn parent_below(&self, stack: StackIndex, outer: StackIndex) -> Option<StackIndex> {
        let parent = self.stacks[stack].nested?.parent;
        let mut at = parent;
        while at != outer {
            at = self.stacks[at].nested?.parent;
        }
        Some(parent)
    }

    /// The two stacks, or stacks around them, that have the same parent; none if one contains the other.
    pub(crate) fn siblings(
        &self,
        a: StackIndex,
        b: StackIndex,
    ) -> Option<(StackIndex, StackIndex)> {
        let (a, b) = (self.around(a), self.around(b));
        let differing = a.iter().rev().zip(b.iter().rev()).find(|(a, b)| a != b)?;
        Some((*differing.0, *differing.1))
    }

    /// The stack, its parent, and so on to the top-level one.
    pub(crate) fn around(&self, stack: StackIndex) -> Vec<StackIndex> {
        std::iter::successors(Some(stack), |at| Some(self.stacks[*at].nested?.parent)).collect()
    }

    /// The name of a deployed stack.
    pub(crate) fn stack_name(&self, stack: StackIndex) -> &str {
        let stack = &self.stacks[stack];
        let id = &self.nodes[stack.node].id;
        stack.options.name.as_deref().unwrap_or(id)
    }

    /// `<stack>:<output>`, cut at its beginning to the 255 characters an export's name may have.
    fn export_name(&self, stack: StackIndex, output: &str) -> String {
        let prefix = format!("{}:", self.stack_name(stack));
        let cut = (output.len() + prefix.len()).saturating_sub(255);
        format!("{prefix}{}", output.get(cut..).unwrap_or_default())
    }
}

/// Stands for a value that was refused: nothing further is said about it.
fn refused() -> TemplateExpr {
    TemplateIntrinsic::Ref(LogicalId(String::new())).into()
}

fn output(value: TemplateExpr, export: Option<TemplateExpr>) -> Output {
    Output {
        value,
        description: None,
        export,
        condition: None,
    }
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

/// A `Ref` or `Fn::GetAtt` in JSON without spaces, as it is hashed into the name of an export.
fn json(reference: &TemplateExpr) -> String {
    let value = match reference {
        TemplateExpr::Call(call) => match &**call {
            TemplateIntrinsic::Ref(id) => serde_json::json!({ "Ref": id.0 }),
            TemplateIntrinsic::GetAtt(id, TemplateExpr::Text(attribute)) => {
                serde_json::json!({ "Fn::GetAtt": [id.0, attribute] })
            }
            _ => serde_json::Value::Null,
        },
        _ => serde_json::Value::Null,
    };
    value.to_string()
}
