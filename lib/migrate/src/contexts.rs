//! Contexts for a template: with the members that it reads, and values that fit what it does with them.

use std::collections::BTreeMap;

use appsynth_util::{Context, Half};
use appsynth_vtl::{
    Template,
    tree::{Block, Expression, NodeKind, Operator, Reference, Root, Slot, Step},
};
use serde_json::{Map, Value, json};

/// So many contexts, always the same for a template.
pub(crate) fn contexts(template: &Template, half: Half, count: usize) -> Vec<Context> {
    let mut reader = Reader::default();
    reader.block(&template.tree().body);
    let root = reader.root;
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    (0..count)
        .map(|_| context(&root, half, &mut random))
        .collect()
}

/// What a template does with a value.
#[derive(Debug, Clone, Default)]
struct Shape {
    members: BTreeMap<String, Shape>,
    element: Option<Box<Shape>>,
    is_object: bool,
    is_map_of_any: bool,
    is_list: bool,
    is_text: bool,
    is_number: bool,
    compared_with: Vec<Value>,
}

fn context(root: &Shape, half: Half, random: &mut Random) -> Context {
    let none = Shape::default();
    let shape = |name: &str| root.members.get(name).unwrap_or(&none);
    let is_read = |name: &str| root.members.contains_key(name);
    let object = |shape: &Shape, random: &mut Random| {
        let shape = Shape {
            is_object: true,
            ..shape.clone()
        };
        shape.value(random)
    };
    let with = |mut value: Value, defaults: Value| {
        if let (Value::Object(members), Value::Object(defaults)) = (&mut value, defaults) {
            for (name, default) in defaults {
                members.entry(name).or_insert(default);
            }
        }
        value
    };
    let mut arguments = object(shape("args"), random);
    arguments = with(arguments, object(shape("arguments"), random));
    let identity = if is_read("identity") && !random.one_in(5) {
        let own = object(shape("identity"), random);
        with(
            own,
            json!({ "sub": "s-1", "username": "ada", "claims": {} }),
        )
    } else {
        Value::Null
    };
    let (result, error) = match half {
        Half::Request => (Value::Null, Value::Null),
        Half::Response => {
            let error = is_read("error") && random.one_in(3);
            let error = if error {
                json!({ "message": "it failed", "type": "Failure" })
            } else {
                Value::Null
            };
            let result = if random.one_in(6) {
                Value::Null
            } else {
                shape("result").value(random)
            };
            (result, error)
        }
    };
    Context {
        arguments,
        identity,
        source: if is_read("source") {
            object(shape("source"), random)
        } else {
            Value::Null
        },
        stash: object(shape("stash"), random),
        prev: if is_read("prev") {
            object(shape("prev"), random)
        } else {
            Value::Null
        },
        result,
        error,
        request: with(object(shape("request"), random), json!({ "headers": {} })),
        info: with(
            object(shape("info"), random),
            json!({
                "fieldName": "field",
                "parentTypeName": "Query",
                "variables": {},
                "selectionSetList": ["id"],
                "selectionSetGraphQL": "{ id }",
            }),
        ),
        env: object(shape("env"), random),
    }
}

impl Shape {
    fn value(&self, random: &mut Random) -> Value {
        if !self.members.is_empty() || self.is_object {
            let mut members = Map::new();
            for (name, shape) in &self.members {
                if shape.is_structure() || !random.one_in(6) {
                    members.insert(name.clone(), shape.value(random));
                }
            }
            return Value::Object(members);
        }
        if self.is_map_of_any {
            let names = ["a", "b", "c"];
            let count = random.below(names.len() + 1);
            let members = names[..count].iter().map(|name| {
                (
                    (*name).to_owned(),
                    Value::from(format!("{name}-{}", random.below(9))),
                )
            });
            return Value::Object(members.collect());
        }
        if let Some(element) = &self.element {
            let count = random.below(4);
            return (0..count).map(|_| element.value(random)).collect();
        }
        if self.is_list {
            let count = random.below(4);
            return (0..count).map(|at| Value::from(format!("v{at}"))).collect();
        }
        if !self.compared_with.is_empty() && !random.one_in(3) {
            return self.compared_with[random.below(self.compared_with.len())].clone();
        }
        let is_free = !self.is_text && !self.is_number && self.compared_with.is_empty();
        match random.below(8) {
            0 => Value::Null,
            _ if self.is_number => Value::from(random.below(40) as i64 - 3),
            1 if is_free => Value::from(random.below(40)),
            2 if is_free => Value::from(true),
            3 if is_free => Value::from(false),
            4 if is_free => json!({ "k": "v", "n": 1.5 }),
            5 if is_free => json!(["x", 2, null]),
            6 => Value::from(""),
            _ => Value::from(["one", "Two words", "three/4"][random.below(3)]),
        }
    }

    /// Whether templates go through it, which AppSync's own checks make sure that they can.
    fn is_structure(&self) -> bool {
        !self.members.is_empty() || self.is_object
    }
}

/// Where a value comes from.
type Path = Vec<PathStep>;

#[derive(Debug, Clone)]
enum PathStep {
    Member(String),
    Element,
}

/// Finds out what a template does with the members of its context.
#[derive(Debug, Default)]
struct Reader {
    root: Shape,
    /// Variables that stand for a part of the context.
    aliases: BTreeMap<Slot, Path>,
}

impl Reader {
    fn block(&mut self, block: &Block) {
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

/// Numbers that look random and are always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        // <https://en.wikipedia.org/wiki/Xorshift>
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}
