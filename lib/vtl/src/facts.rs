//! What a template uses that only the rest of a project can judge.

mod context;
mod operation;

use std::ops::Range;

pub use context::{Part, Read};

use crate::{
    Template,
    tree::{Block, Call, Expression, Node, NodeKind, Reference, Root, Slot, Step, UtilityFunction},
    util,
};

/// What a template uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Calls of functions that `$util` does not have, and the name that may have been meant.
    pub unknown_utilities: Vec<UnknownUtility>,
    /// Keys of the stash that are read.
    pub stash_reads: Vec<(String, Range<usize>)>,
    /// Keys of the stash that are written.
    pub stash_writes: Vec<String>,
    /// Whether the stash is used in a way that hides which keys are written.
    pub stash_is_hidden: bool,
    /// Members of arguments and source that are read.
    pub context_reads: Vec<Read>,
    /// Members of arguments and source that are written.
    pub context_writes: Vec<(Part, String)>,
    /// What is printed as the value of `operation`.
    pub operations: Vec<(String, Range<usize>)>,
}

/// A call of a function that AppSync does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownUtility {
    /// Such as `util.toJSON`.
    pub name: String,
    /// A function of a similar name.
    pub similar: Option<String>,
    /// The bytes of the function's own name.
    pub range: Range<usize>,
}

impl Template {
    /// What the template uses.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts {
            operations: operation::printed(&self.tree.body),
            ..Facts::default()
        };
        facts.block(&self.tree.body);
        for definition in &self.tree.macros {
            facts.block(&definition.body);
        }
        facts
    }
}

impl Facts {
    fn block(&mut self, block: &Block) {
        for node in &block.nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Text(_) | NodeKind::Break | NodeKind::Stop => {}
            NodeKind::Reference(printed) => self.reference(&printed.reference),
            NodeKind::Set { target, value } => {
                self.context_writes.extend(context::written(target));
                match stash_key(target) {
                    Some(StashUse::Key(name, _)) => self.stash_writes.push(name.to_owned()),
                    Some(StashUse::Hidden) => self.stash_is_hidden = true,
                    Some(StashUse::Put(_)) | None => {}
                }
                self.expression(value);
            }
            NodeKind::If {
                branches,
                otherwise,
            } => {
                for (test, body) in branches {
                    self.expression(test);
                    self.block(body);
                }
                self.block(otherwise);
            }
            NodeKind::Foreach(each) => {
                self.expression(&each.list);
                self.block(&each.body);
            }
            NodeKind::Return(value) => {
                if let Some(value) = value {
                    self.expression(value);
                }
            }
            NodeKind::Define { body, .. } => self.block(body),
            NodeKind::Call(Call {
                arguments, body, ..
            }) => {
                self.expressions(arguments);
                if let Some(body) = body {
                    self.block(body);
                }
            }
        }
    }

    fn expressions(&mut self, list: &[Expression]) {
        for expression in list {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Null
            | Expression::Bool(_)
            | Expression::Integer(_)
            | Expression::Double(_)
            | Expression::Text(_) => {}
            Expression::Interpolated(block) => self.block(block),
            Expression::Reference(reference) => self.reference(reference),
            Expression::List(list) => self.expressions(list),
            Expression::Map(entries) => {
                for (key, value) in entries {
                    self.expression(key);
                    self.expression(value);
                }
            }
            Expression::Range(both, _) | Expression::Binary(both, _) => {
                self.expression(&both.0);
                self.expression(&both.1);
            }
            Expression::Not(value) => self.expression(value),
        }
    }

    fn reference(&mut self, reference: &Reference) {
        match context::put(reference) {
            Some(written) => self.context_writes.push(written),
            None => self.context_reads.extend(context::read(reference)),
        }
        match stash_key(reference) {
            Some(StashUse::Key(name, range)) => self.stash_reads.push((name.to_owned(), range)),
            Some(StashUse::Put(name)) => self.stash_writes.push(name.to_owned()),
            Some(StashUse::Hidden) => self.stash_is_hidden = true,
            None => {}
        }
        if let Root::Utility(call) = &reference.root {
            if matches!(call.function, UtilityFunction::Unknown) {
                let start = call.position.0;
                let last = call.name.rsplit('.').next().unwrap_or_default();
                self.unknown_utilities.push(UnknownUtility {
                    name: call.name.to_string(),
                    similar: util::nearest(&call.name),
                    range: start..start + last.len(),
                });
            }
            self.expressions(&call.arguments);
        }
        for step in &reference.steps {
            match step {
                Step::Property(_) => {}
                Step::Method { arguments, .. } => self.expressions(arguments),
                Step::Index(index, _) => self.expression(index),
            }
        }
    }
}

enum StashUse<'a> {
    Key(&'a str, Range<usize>),
    Put(&'a str),
    Hidden,
}

/// How a reference uses the stash, if it does.
fn stash_key(reference: &Reference) -> Option<StashUse<'_>> {
    let Root::Variable(Slot::CONTEXT | Slot::CTX) = reference.root else {
        return None;
    };
    let mut steps = reference.steps.iter();
    match steps.next()? {
        Step::Property(name) if **name == *"stash" => {}
        _ => return None,
    }
    let start = reference.position.0;
    Some(match steps.next() {
        Some(Step::Property(key)) => {
            StashUse::Key(key, start..start + "$ctx.stash.".len() + key.len())
        }
        Some(Step::Method {
            name, arguments, ..
        }) => match (&**name, arguments.first()) {
            ("put", Some(Expression::Text(key))) => StashUse::Put(key),
            ("get" | "containsKey", Some(Expression::Text(key))) => {
                StashUse::Key(key, start..start + "$ctx.stash".len())
            }
            _ => StashUse::Hidden,
        },
        Some(Step::Index(..)) | None => StashUse::Hidden,
    })
}
