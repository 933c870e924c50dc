//! References: variables, the context and their members.

use std::ops::Range;

use appsynth_vtl::tree::{Expression, Reference, Root, Slot, Step};

use crate::{
    handler::{Binding, Handler},
    js::{Js, access, optional_access},
    value::{Kind, Translated, Value, no},
};

impl Handler<'_, '_> {
    /// The value of a reference.
    pub(crate) fn reference(&mut self, reference: &Reference) -> Translated<Value> {
        self.after(reference, &reference.steps)
    }

    /// The value of a reference after the first of its steps.
    pub(crate) fn after(&mut self, reference: &Reference, steps: &[Step]) -> Translated<Value> {
        let at = self.range_of_reference(reference);
        let (mut value, taken) = match &reference.root {
            Root::Utility(utility) => (self.utility(utility, &at)?, 0),
            Root::Variable(slot) => self.root(*slot, steps, &at)?,
        };
        for step in &steps[taken..] {
            value = self.plain(value);
            value = match step {
                Step::Property(name) => member(&value, name),
                Step::Index(index, _) => self.index(&value, index, &at)?,
                Step::Method {
                    name, arguments, ..
                } => self.method(value, name, arguments, &at)?,
            };
        }
        Ok(value)
    }

    /// What a variable stands for, with as many steps as that takes.
    fn root(
        &mut self,
        slot: Slot,
        steps: &[Step],
        at: &Range<usize>,
    ) -> Translated<(Value, usize)> {
        match slot {
            Slot::CTX | Slot::CONTEXT => Ok(context(steps, self.has_failed)),
            Slot::FOREACH => match steps {
                [Step::Property(name), ..] | [Step::Method { name, .. }, ..] => {
                    Ok((self.of_loop(name, at)?, 1))
                }
                _ => no(at.clone(), "`$foreach` itself"),
            },
            Slot::VELOCITY_COUNT => Ok((self.of_loop("count", at)?, 0)),
            Slot::VELOCITY_HAS_NEXT => Ok((self.of_loop("hasNext", at)?, 0)),
            Slot::BODY_CONTENT => no(at.clone(), "the body of a macro"),
            slot => match self.binding(slot) {
                Some(Binding::Entry) => {
                    let part = match steps.first() {
                        Some(Step::Property(name) | Step::Method { name, .. }) => &**name,
                        _ => "",
                    };
                    match part {
                        "key" | "getKey" => Ok((self.entry_key(slot), 1)),
                        "value" | "getValue" => Ok((self.entry_value(slot), 1)),
                        _ => no(
                            at.clone(),
                            "an entry of a map is more than its key and value here",
                        ),
                    }
                }
                Some(Binding::Element(kind)) => {
                    let name = Js::atom(self.variables.name(slot));
                    let is_nullable = kind == Kind::Unknown;
                    Ok((
                        Value {
                            js: name,
                            kind,
                            is_nullable,
                        },
                        0,
                    ))
                }
                None => Ok((self.variable(slot), 0)),
            },
        }
    }

    fn index(&mut self, value: &Value, index: &Expression, at: &Range<usize>) -> Translated<Value> {
        match index {
            Expression::Text(name) => Ok(member(value, name)),
            Expression::Integer(place) if *place < 0 => no(at.clone(), "an index from the end"),
            index => {
                let index = self.expression(index, at)?;
                Ok(indexed(value, &index.js))
            }
        }
    }
}

/// A member of `ctx`, with as many steps as that takes.
fn context(steps: &[Step], has_failed: bool) -> (Value, usize) {
    let Some(Step::Property(name)) = steps.first() else {
        return (Value::new(Js::atom("ctx"), Kind::Map), 0);
    };
    let second = match steps.get(1) {
        Some(Step::Property(second)) => &**second,
        _ => "",
    };
    let object = |text: &str| Value::new(Js::atom(text), Kind::Map);
    match (&**name, second) {
        ("args" | "arguments", _) => (object("ctx.args"), 1),
        ("info", "fieldName" | "parentTypeName") => (
            Value::new(Js::atom(format!("ctx.info.{second}")), Kind::Text),
            2,
        ),
        ("stash" | "info" | "env", _) => (object(&format!("ctx.{name}")), 1),
        ("error" | "identity" | "request" | "prev", "") => (
            Value::nullable(Js::atom(format!("ctx.{name}")), Kind::Map),
            1,
        ),
        ("error", "message" | "type") => {
            let dot = if has_failed { "." } else { "?." };
            let text = Js::atom(format!("ctx.error{dot}{second}"));
            (Value::nullable(text, Kind::Text), 2)
        }
        ("identity", "sub" | "username") => {
            let text = Js::atom(format!("ctx.identity?.{second}"));
            (Value::nullable(text, Kind::Text), 2)
        }
        // What an HTTP data source answers is text.
        ("result", "body") => (Value::nullable(Js::atom("ctx.result?.body"), Kind::Text), 2),
        (name, _) => (
            Value::nullable(Js::atom(format!("ctx{}", access(name))), Kind::Unknown),
            1,
        ),
    }
}

/// `value.name`
pub(crate) fn member(value: &Value, name: &str) -> Value {
    let access = match value.is_nullable {
        true => optional_access(name),
        false => access(name),
    };
    let text = format!("{}{access}", value.js.receiver());
    Value::nullable(Js::Atom(text), Kind::Unknown)
}

/// `value[index]`
pub(crate) fn indexed(value: &Value, index: &Js) -> Value {
    let dot = if value.is_nullable { "?." } else { "" };
    let text = format!("{}{dot}[{}]", value.js.receiver(), index.flat());
    Value::nullable(Js::Atom(text), Kind::Unknown)
}

/// The place that a member of a map is set at; not optional, as what is set must be there.
pub(crate) fn place(container: &Js, key: &Expression, translated: &Js) -> String {
    match key {
        Expression::Text(name) => format!("{}{}", container.receiver(), access(name)),
        _ => format!("{}[{}]", container.receiver(), translated.flat()),
    }
}
