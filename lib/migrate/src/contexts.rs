//! Contexts for a template: with the members that it reads, and values that fit what it does with them.

use std::collections::BTreeMap;

use appsynth_util::{Context, Half};
use appsynth_vtl::Template;
use serde_json::{Map, Value, json};

mod reader;

use reader::Reader;

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
