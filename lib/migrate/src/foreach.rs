//! Loops.

use std::ops::Range;

use appsynth_vtl::tree::{Expression, Foreach, Step};

use crate::{
    handler::{Binding, Handler, Loop, Names, Used},
    js::{Js, Operator},
    value::{Kind, Translated, Value, no},
};

impl Handler<'_, '_> {
    /// A loop around what `body` translates.
    pub(crate) fn foreach(
        &mut self,
        foreach: &Foreach,
        at: &Range<usize>,
        body: impl FnOnce(&mut Self) -> Translated<()>,
    ) -> Translated<()> {
        let (list, binding) = self.iterated(&foreach.list, at)?;
        let own = self.variables.name(foreach.variable).to_owned();
        let names = Names {
            index: self.fresh("index"),
            list: self.fresh(&format!("{own}List")),
            key: self.fresh("key"),
            value: self.fresh("value"),
        };
        self.loops.push(Loop {
            variable: foreach.variable,
            binding,
            names: names.clone(),
            used: Used::default(),
        });
        let outer = std::mem::take(&mut self.lines);
        let translated = body(self);
        let inner = std::mem::replace(&mut self.lines, outer);
        let used = self.loops.pop().map(|one| one.used).unwrap_or_default();
        translated?;
        let (variable, list) = match binding {
            Binding::Element(_) => (own, list),
            Binding::Entry => match (used.key, used.value) {
                (true, false) => (names.key, Js::call("Object.keys", vec![list])),
                (false, true) => (names.value, Js::call("Object.values", vec![list])),
                _ => (
                    format!("[{}, {}]", names.key, names.value),
                    Js::call("Object.entries", vec![list]),
                ),
            },
        };
        let list = if used.list {
            self.statement(&format!("const {} = ", names.list), &list, ";");
            Js::atom(names.list)
        } else {
            list
        };
        if used.index {
            self.line(format!("let {} = -1;", names.index));
        }
        self.statement(&format!("for (const {variable} of "), &list, ") {");
        if used.index {
            self.line(format!("  {} += 1;", names.index));
        }
        self.lines.extend(inner);
        self.line("}");
        Ok(())
    }

    /// What a loop goes through.
    fn iterated(&mut self, list: &Expression, at: &Range<usize>) -> Translated<(Js, Binding)> {
        let or_empty = |value: &Value, empty: &str| {
            if value.is_nullable {
                value.js.or_else(empty)
            } else {
                value.js.clone()
            }
        };
        if let Expression::Reference(reference) = list
            && let Some((Step::Method { name, .. }, steps)) = reference.steps.split_last()
            && matches!(&**name, "entrySet" | "keySet" | "values")
        {
            let map = self.after(reference, steps)?;
            let map = or_empty(&self.plain(map), "{}");
            let call = |function| Js::call(function, vec![map.clone()]);
            return Ok(match &**name {
                "keySet" => (call("Object.keys"), Binding::Element(Kind::Text)),
                "values" => (call("Object.values"), Binding::Element(Kind::Unknown)),
                _ => (map, Binding::Entry),
            });
        }
        let element = match list {
            Expression::Range(..) => Kind::Number,
            _ => Kind::Unknown,
        };
        let value = self.expression(list, at)?;
        let value = self.plain(value);
        if value.kind == Kind::Map {
            let values = Js::call("Object.values", vec![or_empty(&value, "{}")]);
            return Ok((values, Binding::Element(element)));
        }
        Ok((or_empty(&value, "[]"), Binding::Element(element)))
    }

    /// A member of `$foreach`.
    pub(crate) fn of_loop(&mut self, name: &str, at: &Range<usize>) -> Translated<Value> {
        let Some(around) = self.loops.last_mut() else {
            return no(at.clone(), "`$foreach` outside of a loop");
        };
        around.used.index = true;
        let index = around.names.index.clone();
        let next = format!("{index} + 1");
        Ok(match name {
            "index" | "getIndex" => Value::new(Js::atom(index), Kind::Number),
            "count" | "getCount" => Value::new(Js::Operation(next, Operator::Add), Kind::Number),
            "first" | "isFirst" => compare(format!("{index} === 0")),
            "hasNext" => {
                around.used.list = true;
                compare(format!("{next} < {}.length", around.names.list))
            }
            "last" | "isLast" => {
                around.used.list = true;
                compare(format!("{next} === {}.length", around.names.list))
            }
            _ => return no(at.clone(), format!("`$foreach.{name}`")),
        })
    }
}

fn compare(text: String) -> Value {
    Value::new(Js::Operation(text, Operator::Comparison), Kind::Bool)
}
