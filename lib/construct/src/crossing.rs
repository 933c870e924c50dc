//! Values that one stack takes from another.
//!
//! Between nested stacks of one parent they travel through parameters and outputs; between other stacks,
//! through exports. The names are the CDK's:
//! <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/private/refs.ts>.

use appsynth_cloudformation::{Expr, Intrinsic, LogicalId, Output, Parameter};
use appsynth_diagnostics::Diagnostic;
use indexmap::IndexMap;

use crate::references::{Consumer, Edge, Resolver};
use crate::tree::{NodeIndex, StackIndex, Tree};
use crate::{diagnostics, logical_id};

impl Resolver {
    /// Records that the consumer's stack needs the producer's, unless they cannot share values.
    pub(crate) fn connect(
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
        if !self.joined.insert((from, to)) {
            return;
        }
        if let Some((from, to)) = self.tree.siblings(from, to) {
            let edge = Edge { consumer, producer };
            self.edges.entry((from, to)).or_insert(edge);
        }
    }

    /// The value of a reference in `consumer`, by way of parameters, outputs and exports if needed.
    pub(crate) fn crossing(
        &mut self,
        consumer: StackIndex,
        target: NodeIndex,
        attribute: Option<String>,
    ) -> Expr {
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
        let name = format!("{}{name}", self.unique_id(target));
        let value = if let Some(parent) = self.tree.parent_below(consumer, producer) {
            let id = LogicalId(logical_id::unique_id(&[&format!("reference-to-{name}")]));
            let given = self.crossing(parent, target, attribute);
            let parameters = &mut self.generated[consumer].parameters;
            parameters.entry(id.clone()).or_insert(given);
            Intrinsic::Ref(id).into()
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
            Intrinsic::ImportValue(export.into()).into()
        };
        self.crossings.insert(key, value.clone());
        value
    }

    /// The identifier of a node that others refer to, which is made when it is first asked for.
    fn unique_id(&mut self, node: NodeIndex) -> &str {
        let known = self.unique_ids.entry(node);
        known.or_insert_with(|| self.tree.unique_id(node))
    }

    /// The reference in the stack of its target.
    fn plain(&self, target: NodeIndex, attribute: Option<String>) -> Expr {
        let id = self.id(target);
        match attribute {
            None => Intrinsic::Ref(id),
            Some(attribute) => Intrinsic::GetAtt(id, attribute.into()),
        }
        .into()
    }

    /// Empty for a node that was refused when it was added.
    pub(crate) fn id(&self, node: NodeIndex) -> LogicalId {
        let id = self.ids[node].clone();
        id.unwrap_or_else(|| LogicalId(String::new()))
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
