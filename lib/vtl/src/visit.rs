//! Walks over a template's tree.

use crate::tree::{Block, Call, Expression, Node, NodeKind, Reference, Root, Step};

/// Sees every part of a tree, in the order in which a template runs. A method that is written anew decides about
/// what is inside; the function of the same name in this module walks on.
pub trait Visit {
    /// Sees nodes one after the other.
    fn block(&mut self, nodes: &Block) {
        block(self, nodes);
    }

    /// Sees text, a reference or a directive.
    fn node(&mut self, one: &Node) {
        node(self, one);
    }

    /// Sees a value.
    fn expression(&mut self, value: &Expression) {
        expression(self, value);
    }

    /// Sees a reference, wherever it stands.
    fn reference(&mut self, one: &Reference) {
        reference(self, one);
    }
}

/// Sees the nodes of a block.
pub fn block<V: Visit + ?Sized>(visitor: &mut V, block: &Block) {
    for node in &block.nodes {
        visitor.node(node);
    }
}

/// Sees what is inside a node.
pub fn node<V: Visit + ?Sized>(visitor: &mut V, node: &Node) {
    match &node.kind {
        NodeKind::Text(_) | NodeKind::Break | NodeKind::Stop | NodeKind::Return(None) => {}
        NodeKind::Reference(printed) => visitor.reference(&printed.reference),
        NodeKind::Set { target, value } => {
            visitor.expression(value);
            visitor.reference(target);
        }
        NodeKind::If {
            branches,
            otherwise,
        } => {
            for (test, body) in branches {
                visitor.expression(test);
                visitor.block(body);
            }
            visitor.block(otherwise);
        }
        NodeKind::Foreach(each) => {
            visitor.expression(&each.list);
            visitor.block(&each.body);
        }
        NodeKind::Return(Some(value)) => visitor.expression(value),
        NodeKind::Define { body, .. } => visitor.block(body),
        NodeKind::Call(Call {
            arguments, body, ..
        }) => {
            expressions(visitor, arguments);
            if let Some(body) = body {
                visitor.block(body);
            }
        }
    }
}

/// Sees what is inside a value.
pub fn expression<V: Visit + ?Sized>(visitor: &mut V, expression: &Expression) {
    match expression {
        Expression::Null
        | Expression::Bool(_)
        | Expression::Integer(_)
        | Expression::Double(_)
        | Expression::Text(_) => {}
        Expression::Interpolated(block) => visitor.block(block),
        Expression::Reference(reference) => visitor.reference(reference),
        Expression::List(list) => expressions(visitor, list),
        Expression::Map(members) => {
            for (key, value) in members {
                visitor.expression(key);
                visitor.expression(value);
            }
        }
        Expression::Range(both, _) | Expression::Binary(both, _) => {
            visitor.expression(&both.0);
            visitor.expression(&both.1);
        }
        Expression::Not(value) => visitor.expression(value),
    }
}

/// Sees the values inside a reference: arguments and indexes.
pub fn reference<V: Visit + ?Sized>(visitor: &mut V, reference: &Reference) {
    if let Root::Utility(call) = &reference.root {
        expressions(visitor, &call.arguments);
    }
    for step in &reference.steps {
        match step {
            Step::Property(_) => {}
            Step::Method { arguments, .. } => expressions(visitor, arguments),
            Step::Index(index, _) => visitor.expression(index),
        }
    }
}

fn expressions<V: Visit + ?Sized>(visitor: &mut V, list: &[Expression]) {
    for expression in list {
        visitor.expression(expression);
    }
}
