//! `no-recursion`: no call may lead back to a function that is still running.

use std::collections::HashMap;

use oxc::{
    ast::{AstKind, ast::Expression},
    semantic::{NodeId, Semantic},
};

use super::{
    Finding, finding,
    functions::{function_of, name_of},
};

/// How many steps one call is followed; graphs in which every function calls every other have more paths
/// than anyone can wait for.
const MAX_STEPS: usize = 500;

/// Which function calls which.
pub(super) struct CallGraph<'s, 'a> {
    semantic: &'s Semantic<'a>,
    callees: HashMap<NodeId, Vec<NodeId>>,
}

impl<'s, 'a> CallGraph<'s, 'a> {
    pub(super) fn new(semantic: &'s Semantic<'a>) -> Self {
        let mut callees: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
        for node in semantic.nodes().iter() {
            if let AstKind::CallExpression(call) = node.kind()
                && let Some(callee) = named(&call.callee, semantic)
                && let Some(caller) = caller(node.id(), semantic)
                && !is_part_of_a_call(node.id(), caller, semantic)
            {
                let known = callees.entry(caller).or_default();
                if !known.contains(&callee) {
                    known.push(callee);
                }
            }
        }
        Self { semantic, callees }
    }

    /// Adds each cycle that a call leads into.
    pub(super) fn check(&self, node: NodeId, kind: AstKind<'_>, findings: &mut Vec<Finding>) {
        let AstKind::CallExpression(call) = kind else {
            return;
        };
        let Some(callee) = named(call.callee.without_parentheses(), self.semantic) else {
            return;
        };
        let mut walk = Walk {
            graph: self,
            path: caller(node, self.semantic).into_iter().collect(),
            cycles: Vec::new(),
            steps: 0,
        };
        walk.step(callee);
        for cycle in walk.cycles {
            let message = format!("a function cannot call itself: {cycle}");
            findings.push(finding("no-recursion", call.span, message));
        }
    }
}

struct Walk<'g, 's, 'a> {
    graph: &'g CallGraph<'s, 'a>,
    path: Vec<NodeId>,
    cycles: Vec<String>,
    steps: usize,
}

impl Walk<'_, '_, '_> {
    /// Follows a call of a function; whether it is on the path already.
    fn step(&mut self, function: NodeId) -> bool {
        if let Some(at) = self.path.iter().position(|known| *known == function) {
            let names: Vec<String> = self.path[at..]
                .iter()
                .chain([&function])
                .map(|function| name_of(*function, self.graph.semantic))
                .collect();
            self.cycles.push(names.join(" → "));
            return true;
        }
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return true;
        }
        self.path.push(function);
        for callee in self.graph.callees.get(&function).into_iter().flatten() {
            if self.step(*callee) {
                break;
            }
        }
        self.path.pop();
        false
    }
}

/// The function that a callee is the name of.
fn named(callee: &Expression<'_>, semantic: &Semantic<'_>) -> Option<NodeId> {
    match callee {
        Expression::Identifier(name) => function_of(name, semantic),
        _ => None,
    }
}

/// Whether a call is an argument of another, or makes what another calls: the plugin follows no such call from its
/// function.
fn is_part_of_a_call(call: NodeId, caller: NodeId, semantic: &Semantic<'_>) -> bool {
    let around = semantic.nodes().ancestors_enumerated(call);
    let mut within = around.take_while(|(id, _)| *id != caller);
    within.any(|(_, node)| matches!(node.kind(), AstKind::CallExpression(_)))
}

/// The innermost function around a call; methods count as part of what is around them.
fn caller(call: NodeId, semantic: &Semantic<'_>) -> Option<NodeId> {
    let nodes = semantic.nodes();
    nodes
        .ancestors_enumerated(call)
        .find(|(id, node)| match node.kind() {
            AstKind::ArrowFunctionExpression(_) => true,
            AstKind::Function(function) => match nodes.parent_kind(*id) {
                AstKind::MethodDefinition(_) => false,
                AstKind::ObjectProperty(property) => {
                    !property.method && property.kind == oxc::ast::ast::PropertyKind::Init
                }
                _ => function.body.is_some(),
            },
            _ => false,
        })
        .map(|(id, _)| id)
}
