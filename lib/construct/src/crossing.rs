//! Values that one stack takes from another.
//!
//! Between nested stacks of one parent they travel through parameters and outputs; between other stacks,
//! through exports. The names are the CDK's:
//! <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/private/refs.ts>.

use std::iter;

use appsynth_cloudformation::{Expr, Intrinsic, LogicalId, Output, Parameter};
use appsynth_diagnostics::Diagnostic;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use crate::references::Values;
use crate::resolver::{Edge, Resolver};
use crate::tree::{NodeIndex, StackIndex, Tree};
use crate::{diagnostics, logical_id};

/// A reference by a stack to an element, which may be another stack's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Crossing {
    pub(crate) consumer: StackIndex,
    pub(crate) target: NodeIndex,
    /// None refers to the element itself.
    pub(crate) attribute: Option<String>,
}

/// The next step of a value from the stack of its element to one that refers to it.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Its stack is around the consumer: that has a parameter of this name, which the stack around it gives the value.
    Parameter(LogicalId, StackIndex),
    /// Its stack is nested and has an output of this name, an attribute of the nested stack's resource.
    Output(LogicalId, NodeIndex),
    /// Its stack has an output of this name, exported under the other one.
    Export(LogicalId, String),
}

/// The identifiers of nodes that others refer to, each made when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct UniqueIds(FxHashMap<NodeIndex, String>);

impl UniqueIds {
    fn of(&mut self, tree: &Tree, node: NodeIndex) -> &str {
        let known = self.0.entry(node);
        known.or_insert_with(|| tree.unique_id(node))
    }
}

impl Values<'_> {
    /// The value of a reference in the consumer's template.
    pub(crate) fn crossing(&mut self, crossing: Crossing) -> Expr {
        if self.tree.nodes[crossing.target].stack == Some(crossing.consumer) {
            return plain(self.ids, crossing.target, crossing.attribute);
        }
        if let Some(known) = self.crossed.get(&crossing) {
            return known.clone();
        }
        let mut steps = Vec::new();
        let value = self.by_way(crossing.clone(), &mut steps);
        self.crossed.insert(crossing.clone(), value.clone());
        self.noted.crossings.push((crossing, steps));
        value
    }

    fn by_way(&mut self, crossing: Crossing, steps: &mut Vec<Step>) -> Expr {
        let name = self.unique_ids.of(self.tree, crossing.target);
        let step = self.tree.step(self.ids, name, &crossing);
        steps.push(step.clone());
        match step {
            Step::Parameter(id, _) => Intrinsic::Ref(id).into(),
            Step::Output(id, nested) => {
                let next = crossing.output(&id, nested);
                match self.tree.nodes[nested].stack == Some(next.consumer) {
                    true => plain(self.ids, next.target, next.attribute),
                    false => self.by_way(next, steps),
                }
            }
            Step::Export(_, name) => Intrinsic::ImportValue(name.into()).into(),
        }
    }
}

impl Crossing {
    /// The reference to the output of a nested stack in place of the element in it.
    fn output(&self, id: &LogicalId, nested: NodeIndex) -> Self {
        Self {
            consumer: self.consumer,
            target: nested,
            attribute: Some(format!("Outputs.{id}")),
        }
    }
}

impl Resolver {
    /// Gives all stacks on the way of a value what they need for it; the first steps may be known. The value in the
    /// consumer's template.
    pub(crate) fn cross(
        &mut self,
        crossing: Crossing,
        mut known: impl Iterator<Item = Step>,
    ) -> Expr {
        let producer = self.tree.nodes[crossing.target].stack;
        let producer = producer.expect("invariant: the root is no element");
        let plain = || plain(&self.ids, crossing.target, crossing.attribute.clone());
        if producer == crossing.consumer {
            return plain();
        }
        if let Some(known) = self.crossed.get(&crossing) {
            return known.clone();
        }
        let step = known.next().unwrap_or_else(|| {
            let name = self.unique_ids.of(&self.tree, crossing.target);
            self.tree.step(&self.ids, name, &crossing)
        });
        let value = match step {
            Step::Parameter(id, parent) => {
                let in_parent = Crossing {
                    consumer: parent,
                    ..crossing.clone()
                };
                let given = self.cross(in_parent, iter::empty());
                let parameters = &mut self.generated[crossing.consumer].parameters;
                parameters.entry(id.clone()).or_insert(given);
                Intrinsic::Ref(id).into()
            }
            Step::Output(id, nested) => {
                let value = plain();
                let outputs = self.generated[producer].outputs.entry(id.clone());
                outputs.or_insert_with(|| output(value, None));
                let next = crossing.output(&id, nested);
                self.cross(next, &mut known as &mut dyn Iterator<Item = Step>)
            }
            Step::Export(id, name) => {
                let value = plain();
                let outputs = self.generated[producer].outputs.entry(id);
                outputs.or_insert_with(|| output(value, Some(name.clone().into())));
                Intrinsic::ImportValue(name.into()).into()
            }
        };
        self.crossed.insert(crossing, value.clone());
        value
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
        if !self.joined.insert((from, to)) {
            return;
        }
        if let Some((from, to)) = self.tree.siblings(from, to) {
            let edge = Edge { consumer, producer };
            self.edges.entry((from, to)).or_insert(edge);
        }
    }

    /// Puts what references from elsewhere have added into the templates: outputs by name, so that it does not
    /// matter who is the first to ask for them.
    pub(crate) fn add_generated(&mut self) {
        for (template, generated) in self.templates.iter_mut().zip(&mut self.generated) {
            for id in generated.parameters.keys() {
                let parameter = Parameter {
                    kind: "String".to_owned(),
                    members: IndexMap::new(),
                };
                template.parameters.insert(id.clone(), parameter);
            }
            let mut outputs = std::mem::take(&mut generated.outputs);
            outputs.sort_by(|one, _, other, _| one.0.cmp(&other.0));
            template.outputs.extend(outputs);
        }
    }
}

impl Tree {
    /// The next step of a value from the stack of its element, whose identifier is given.
    fn step(&self, ids: &[Option<LogicalId>], unique_id: &str, crossing: &Crossing) -> Step {
        let attribute = crossing.attribute.as_deref().unwrap_or("Ref");
        let name = format!("{unique_id}{attribute}");
        let producer = self.nodes[crossing.target].stack;
        let producer = producer.expect("invariant: the root is no element");
        if let Some(parent) = self.parent_below(crossing.consumer, producer) {
            let id = logical_id::unique_id(&[&format!("reference-to-{name}")]);
            return Step::Parameter(LogicalId(id), parent);
        }
        if let Some(nested) = self.stacks[producer].nested {
            let id = logical_id::unique_id(&[&name]);
            return Step::Output(LogicalId(id), nested.resource);
        }
        let value = plain(ids, crossing.target, crossing.attribute.clone());
        let id = logical_id::unique_id(&["Exports", &format!("Output{}", json(&value))]);
        let export = self.export_name(producer, &id);
        Step::Export(LogicalId(id), export)
    }

    /// Why two stacks cannot share values, if they cannot.
    pub(crate) fn separation(
        &self,
        consumer: StackIndex,
        target: NodeIndex,
        producer: StackIndex,
    ) -> Option<Diagnostic> {
        let [from, to] =
            [consumer, producer].map(|stack| &self.stacks[self.top_level(stack)].options);
        let is_same = (&from.account, &from.region) == (&to.account, &to.region);
        (!is_same).then(|| {
            diagnostics::other_environment(
                &self.path(target),
                (from.account.as_deref(), from.region.as_deref()),
                (to.account.as_deref(), to.region.as_deref()),
            )
        })
    }

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

/// The reference in the stack of its target.
fn plain(ids: &[Option<LogicalId>], target: NodeIndex, attribute: Option<String>) -> Expr {
    let id = logical_id_of(ids, target);
    match attribute {
        None => Intrinsic::Ref(id),
        Some(attribute) => Intrinsic::GetAtt(id, attribute.into()),
    }
    .into()
}

/// Empty for a node that was refused when it was added.
pub(crate) fn logical_id_of(ids: &[Option<LogicalId>], node: NodeIndex) -> LogicalId {
    let id = ids[node].clone();
    id.unwrap_or_else(|| LogicalId(String::new()))
}

fn output(value: Expr, export: Option<Expr>) -> Output {
    Output {
        value,
        description: None,
        export,
        condition: None,
    }
}

/// A `Ref` or `Fn::GetAtt` in JSON without spaces, as it is hashed into the name of an export.
fn json(reference: &Expr) -> String {
    let value = match reference {
        Expr::Call(call) => match &**call {
            Intrinsic::Ref(id) => serde_json::json!({ "Ref": id.0 }),
            Intrinsic::GetAtt(id, Expr::Text(attribute)) => {
                serde_json::json!({ "Fn::GetAtt": [id.0, attribute] })
            }
            _ => serde_json::Value::Null,
        },
        _ => serde_json::Value::Null,
    };
    value.to_string()
}
