//! What a template does with the members of its context.

use std::collections::BTreeMap;

use appsynth_vtl::tree::{Block, Expression, NodeKind, Operator, Reference, Root, Slot, Step};
use serde_json::Value;

use super::Shape;

/// Where a value comes from.
type Path = Vec<PathStep>;

#[derive(Debug, Clone)]
enum PathStep {
    Member(String),
    Element,
}

/// Finds out what a template does with the members of its context.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) root: Shape,
    /// Variables that stand for a part of the context.
    aliases: BTreeMap<Slot, Path>,
}

impl Reader {
    pub(super) fn block(&mut self, block: &Block) {
        for node in &block.nodes {
            match &node.kind {
                NodeKind::Text(_) | NodeKind::Break | NodeKind::Stop | NodeKind::Return(None) => {}
                NodeKind::Reference(printed) => {
                    if let Some(path) = self.reference(&printed.reference) {
                        let is_quoted = block.nodes.iter().any(|other| {
                            other.range.end == node.range.start
                                && matches!(&other.kind, NodeKind::Text(text) if !text.ends_with([' ', ':', '\n', '\t', ',', '[']))
                        });
                        let shape = self.shape(&path);
                        if is_quoted {
                            shape.is_text = true;
                        } else {
                            shape.is_number = true;
                        }
                    }
                }
                NodeKind::Set { target, value } => {
                    if let (Root::Variable(slot), [], Expression::Reference(reference)) =
                        (&target.root, target.steps.as_slice(), value)
                    {
                        if let Some(path) = self.reference(reference) {
                            self.aliases.insert(*slot, path);
                        }
                    } else {
                        self.expression(value);
                        self.reference(target);
                    }
                }
                NodeKind::If {
                    branches,
                    otherwise,
                } => {
                    for (condition, body) in branches {
                        self.expression(condition);
                        self.block(body);
                    }
                    self.block(otherwise);
                }
                NodeKind::Foreach(foreach) => {
                    if let Expression::Reference(list) = &foreach.list
                        && let Some(mut path) = self.reference(list)
                    {
                        let is_map = matches!(
                            list.steps.last(),
                            Some(Step::Method { name, .. }) if &**name != "get"
                        );
                        if !is_map {
                            path.push(PathStep::Element);
                            self.shape(&path);
                            self.aliases.insert(foreach.variable, path);
                        }
                    } else {
                        self.expression(&foreach.list);
                    }
                    self.block(&foreach.body);
                }
                NodeKind::Return(Some(value)) => self.expression(value),
                NodeKind::Define { body, .. } => self.block(body),
                NodeKind::Call(call) => call.arguments.iter().for_each(|one| self.expression(one)),
            }
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Reference(reference) => {
                self.reference(reference);
            }
            Expression::Interpolated(block) => {
                for node in &block.nodes {
                    if let NodeKind::Reference(printed) = &node.kind
                        && let Some(path) = self.reference(&printed.reference)
                    {
                        self.shape(&path).is_text = true;
                    }
                }
            }
            Expression::List(list) => list.iter().for_each(|one| self.expression(one)),
            Expression::Map(members) => {
                for (key, value) in members {
                    self.expression(key);
                    self.expression(value);
                }
            }
            Expression::Range(both, _) => {
                self.expression(&both.0);
                self.expression(&both.1);
            }
            Expression::Binary(both, operator) => self.binary(&both.0, *operator, &both.1),
            Expression::Not(inner) => self.expression(inner),
            _ => {}
        }
    }

    fn binary(&mut self, left: &Expression, operator: Operator, right: &Expression) {
        for (one, other) in [(left, right), (right, left)] {
            let Expression::Reference(reference) = one else {
                self.expression(one);
                continue;
            };
            let Some(path) = self.reference(reference) else {
                continue;
            };
            let shape = self.shape(&path);
            match (operator, other) {
                (Operator::And | Operator::Or, _) => {}
                (Operator::Equal | Operator::NotEqual, Expression::Text(text)) => {
                    shape.compared_with.push(Value::from(&**text));
                }
                (Operator::Equal | Operator::NotEqual, Expression::Integer(number)) => {
                    shape.compared_with.push(Value::from(*number));
                }
                (Operator::Equal | Operator::NotEqual, Expression::Bool(value)) => {
                    shape.compared_with.push(Value::from(*value));
                }
                (Operator::Equal | Operator::NotEqual, _) => shape.is_text = true,
                (Operator::Add, Expression::Text(_) | Expression::Interpolated(_)) => {
                    shape.is_text = true;
                }
                _ => shape.is_number = true,
            }
        }
    }

    /// Notes what a reference goes through; gives what it leads to, if that is a part of the context.
    fn reference(&mut self, reference: &Reference) -> Option<Path> {
        let mut steps = reference.steps.as_slice();
        let mut path = match &reference.root {
            // What is there if nothing else is stands for it.
            Root::Utility(utility) if utility.name.starts_with("util.defaultIfNull") => {
                let (first, others) = utility.arguments.split_first()?;
                others.iter().for_each(|one| self.expression(one));
                return match first {
                    Expression::Reference(inner) => self.reference(inner),
                    other => {
                        self.expression(other);
                        None
                    }
                };
            }
            Root::Utility(utility) => {
                for argument in &utility.arguments {
                    match argument {
                        Expression::Reference(reference) if takes_text(&utility.name) => {
                            if let Some(path) = self.reference(reference) {
                                self.shape(&path).is_text = true;
                            }
                        }
                        argument => self.expression(argument),
                    }
                }
                return None;
            }
            Root::Variable(Slot::CTX | Slot::CONTEXT) => Vec::new(),
            Root::Variable(slot) => match self.aliases.get(slot) {
                Some(path) => path.clone(),
                None => {
                    for step in steps {
                        self.arguments(step);
                    }
                    return None;
                }
            },
        };
        while let Some((step, rest)) = steps.split_first() {
            steps = rest;
            self.arguments(step);
            match step {
                Step::Property(name) => path.push(PathStep::Member(name.to_string())),
                Step::Index(Expression::Text(name), _) => {
                    path.push(PathStep::Member(name.to_string()));
                }
                Step::Index(..) => path.push(PathStep::Element),
                Step::Method {
                    name, arguments, ..
                } => match (&**name, arguments.first()) {
                    ("get", Some(Expression::Text(name))) => {
                        path.push(PathStep::Member(name.to_string()));
                    }
                    ("get", _) => path.push(PathStep::Element),
                    (name, _) => {
                        let is_end = self.method(&path, name);
                        return (is_end && !path.is_empty()).then_some(path);
                    }
                },
            }
        }
        if path.is_empty() {
            return None;
        }
        self.shape(&path);
        Some(path)
    }

    /// Whether what a method gives says as much about its receiver as the receiver itself.
    fn method(&mut self, path: &Path, name: &str) -> bool {
        let shape = self.shape(path);
        match name {
            "entrySet" | "values" => {
                shape.is_map_of_any = true;
                return true;
            }
            "keySet" => {
                shape.is_map_of_any = true;
                return true;
            }
            "put" | "putAll" | "containsKey" => shape.is_object = true,
            "size" | "isEmpty" | "add" | "addAll" | "contains" => shape.is_list = true,
            _ => shape.is_text = true,
        }
        false
    }

    fn arguments(&mut self, step: &Step) {
        match step {
            Step::Method { arguments, .. } => {
                arguments.iter().for_each(|one| self.expression(one));
            }
            Step::Index(index, _) => self.expression(index),
            Step::Property(_) => {}
        }
    }

    fn shape(&mut self, path: &Path) -> &mut Shape {
        path.iter().fold(&mut self.root, |shape, step| match step {
            PathStep::Member(name) => shape.members.entry(name.clone()).or_default(),
            PathStep::Element => &mut **shape.element.get_or_insert_with(Box::default),
        })
    }
}

/// Whether a utility function is for strings.
fn takes_text(name: &str) -> bool {
    let name = name.trim_start_matches("util.");
    matches!(
        name,
        "escapeJavaScript"
            | "urlEncode"
            | "urlDecode"
            | "base64Encode"
            | "base64Decode"
            | "matches"
            | "dynamodb.toString"
            | "dynamodb.toStringJson"
    ) || name.starts_with("str.")
}
