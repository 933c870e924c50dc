//! Statements.

use std::ops::Range;

use appsynth_util::Half;
use appsynth_vtl::tree::{
    Block, Expression, Foreach, Node, NodeKind, Reference, Root, Slot, Step, Utility,
};

use crate::{
    handler::{Binding, Handler, Loop, Names, Used},
    js::{Js, Operator, quoted},
    output::{self, Choice, Entry, is_mutator},
    reference::place,
    value::{Kind, Translated, Untranslated, Value, no},
    variables::{Assigned, Declared},
};

impl Handler<'_, '_> {
    /// Translates statements; tells whether nothing after them is reached.
    pub(crate) fn block(&mut self, block: &Block) -> bool {
        let mut at = 0;
        while let Some(node) = block.nodes.get(at) {
            self.comments_before(node.range.start);
            let lines = self.lines.len();
            let is_branching = matches!(node.kind, NodeKind::If { .. });
            if output::prints(node) && !is_branching {
                match self.output(&block.nodes[at..]) {
                    Ok(taken) => at += taken.max(1),
                    Err(error) => {
                        self.lines.truncate(lines);
                        let end = block.nodes.last().map_or(0, |last| last.range.end);
                        self.give_up(node.range.start..end, error);
                        return true;
                    }
                }
                if !self.keeps_output {
                    return true;
                }
                continue;
            }
            match self.node(node) {
                Ok(true) => return true,
                Ok(false) => {}
                Err(error) => {
                    self.lines.truncate(lines);
                    self.give_up(node.range.clone(), error);
                    return true;
                }
            }
            at += 1;
        }
        false
    }

    /// A statement that prints nothing, or an `#if` whose branches print whole values.
    pub(crate) fn node(&mut self, node: &Node) -> Translated<bool> {
        let at = &node.range;
        match &node.kind {
            NodeKind::Text(_) => {}
            NodeKind::Reference(printed) => return self.effect(&printed.reference, at),
            NodeKind::Set { target, value } => self.set(target, value, at)?,
            NodeKind::If {
                branches,
                otherwise,
            } => {
                let mut all_end = !otherwise.nodes.is_empty();
                for (number, (condition, body)) in branches.iter().enumerate() {
                    let test = self.condition(condition, at)?;
                    self.open_branch(number, &test);
                    let outer = self.has_failed;
                    self.has_failed |= test == Js::atom("ctx.error");
                    all_end &= self.inner(body);
                    self.has_failed = outer;
                }
                if output::has_output(otherwise) || !otherwise.nodes.iter().all(is_blank) {
                    self.line("} else {");
                    all_end &= self.inner(otherwise);
                } else {
                    all_end = false;
                }
                self.line("}");
                return Ok(all_end);
            }
            NodeKind::Foreach(foreach) => {
                self.foreach(foreach, at, |handler| {
                    handler.inner(&foreach.body);
                    Ok(())
                })?;
            }
            NodeKind::Break => {
                if self.loops.is_empty() {
                    return no(at.clone(), "`#break` outside of a loop");
                }
                self.line("break;");
                return Ok(true);
            }
            NodeKind::Stop => {
                self.line(if self.keeps_output {
                    "return output;"
                } else {
                    "return null;"
                });
                return Ok(true);
            }
            NodeKind::Return(value) => {
                self.return_(value.as_ref(), at)?;
                return Ok(true);
            }
            NodeKind::Define { .. } => return no(at.clone(), "`#define`"),
            NodeKind::Call(call) => return no(at.clone(), format!("the macro `#{}`", call.name)),
        }
        Ok(false)
    }

    fn open_branch(&mut self, number: usize, test: &Js) {
        let before = if number == 0 { "if (" } else { "} else if (" };
        self.statement(before, test, ") {");
    }

    fn inner(&mut self, block: &Block) -> bool {
        self.indent += 2;
        let ends = self.block(block);
        self.indent -= 2;
        ends
    }

    /// Entries of an object or list under a condition.
    pub(crate) fn choice(
        &mut self,
        choice: &Choice<'_>,
        mut each: impl FnMut(&mut Self, &[Entry<'_>]) -> Translated<()>,
    ) -> Translated<()> {
        for (number, (condition, entries)) in choice.branches.iter().enumerate() {
            let at = self.range_of(condition);
            let test = self.condition(condition, &at)?;
            self.open_branch(number, &test);
            self.indent += 2;
            each(self, entries)?;
            self.indent -= 2;
        }
        if !choice.otherwise.is_empty() {
            self.line("} else {");
            self.indent += 2;
            each(self, &choice.otherwise)?;
            self.indent -= 2;
        }
        self.line("}");
        Ok(())
    }

    /// `#return`: in a request it skips the data source, in a response it is the result.
    fn return_(&mut self, value: Option<&Expression>, at: &Range<usize>) -> Translated<()> {
        let js = match value {
            None => Js::atom("null"),
            Some(value) => match self.expression(value, at)? {
                Value {
                    kind: Kind::Text,
                    js,
                    ..
                } if !matches!(value, Expression::Text(_)) => {
                    return no(
                        at.clone(),
                        format!("text is returned, which may be JSON: {}", js.flat()),
                    );
                }
                value => value.or_null(),
            },
        };
        match self.half {
            Half::Request => {
                self.import("runtime");
                self.statement("runtime.earlyReturn(", &js, ");");
            }
            Half::Response => self.statement("return ", &js, ";"),
        }
        Ok(())
    }

    fn set(&mut self, target: &Reference, value: &Expression, at: &Range<usize>) -> Translated<()> {
        // `#set($discard = $map.put(…))` is there for its effect.
        if let Expression::Reference(reference) = value
            && let Some(Step::Method { name, .. }) = reference.steps.last()
            && is_mutator(name)
        {
            return self.effect(reference, at).map(drop);
        }
        let value = self.expression(value, at)?;
        let Root::Variable(slot) = target.root else {
            return no(at.clone(), "a utility is set");
        };
        let Some((last, steps)) = target.steps.split_last() else {
            if self.binding(slot).is_some() {
                return no(at.clone(), "the variable of a loop is set");
            }
            let found = match self.found.get(&slot) {
                Some(before) => before.and(value.kind, value.is_nullable),
                None => Assigned {
                    kind: value.kind,
                    is_nullable: value.is_nullable,
                    times: 1,
                },
            };
            self.found.insert(slot, found);
            self.set_variable(slot, &value, at);
            return Ok(());
        };
        let container = self.container(target, steps)?;
        let place = match last {
            Step::Property(name) => {
                place(&container, &Expression::Text(name.clone()), &Js::atom(""))
            }
            Step::Index(index, _) => {
                let translated = self.expression(index, at)?.js;
                place(&container, index, &translated)
            }
            Step::Method { .. } => return no(at.clone(), "the result of a method is set"),
        };
        let value = self.plain(value);
        let js = if value.is_nullable {
            value.js.or_else(&place)
        } else {
            value.js
        };
        self.statement(&format!("{place} = "), &js, ";");
        Ok(())
    }

    /// Null leaves a variable as it was.
    fn set_variable(&mut self, slot: Slot, value: &Value, at: &Range<usize>) {
        let known = self.known(slot);
        let is_nullable = known.is_some_and(|known| known.is_nullable);
        let name = self.variables.name(slot).to_owned();
        if self.variables.declared(slot, is_nullable) == Declared::At(at.start) {
            let keyword = match known {
                Some(Assigned { times: 1, .. }) => "const",
                _ => "let",
            };
            self.statement(&format!("{keyword} {name} = "), &value.js, ";");
            self.declared.insert(slot);
        } else {
            let js = if value.is_nullable {
                value.js.or_else(&name)
            } else {
                value.js.clone()
            };
            self.statement(&format!("{name} = "), &js, ";");
        }
    }

    /// What a member is set of: the value of a reference after some of its steps, without `?.`.
    fn container(&mut self, reference: &Reference, steps: &[Step]) -> Translated<Js> {
        if is_context(reference) && steps.is_empty() {
            let at = self.range_of_reference(reference);
            return no(at, "a member of the context itself is set");
        }
        let value = self.after(reference, steps)?;
        let js = self.plain(value).js;
        Ok(Js::Atom(
            js.receiver().replace("?.[", "[").replace("?.", "."),
        ))
    }

    /// A reference that is there for what it does; tells whether nothing after it is reached.
    fn effect(&mut self, reference: &Reference, at: &Range<usize>) -> Translated<bool> {
        if let (Root::Utility(utility), []) = (&reference.root, reference.steps.as_slice()) {
            return self.utility_effect(utility, at);
        }
        let Some((
            Step::Method {
                name, arguments, ..
            },
            steps,
        )) = reference.steps.split_last()
        else {
            return no(at.clone(), "a reference that is there for what it does");
        };
        if !is_mutator(name) {
            return Ok(false);
        }
        let list = self.container(reference, steps)?;
        let guard = self.guard(reference, steps)?;
        if let Some(guard) = &guard {
            self.statement("if (", guard, ") {");
            self.indent += 2;
        }
        self.mutate(&list, name, arguments, at)?;
        if guard.is_some() {
            self.indent -= 2;
            self.line("}");
        }
        Ok(false)
    }

    /// What has to be there for a method to be called, unless it is there anyway.
    fn guard(&mut self, reference: &Reference, steps: &[Step]) -> Translated<Option<Js>> {
        let may_be_absent = match steps.first() {
            Some(Step::Property(name)) => {
                !matches!(&**name, "args" | "arguments" | "stash" | "info")
            }
            _ => false,
        };
        if is_context(reference) && may_be_absent {
            return Ok(Some(self.after(reference, steps)?.js));
        }
        Ok(None)
    }

    fn utility_effect(&mut self, utility: &Utility, at: &Range<usize>) -> Translated<bool> {
        match (&*utility.name, utility.arguments.as_slice()) {
            ("util.qr" | "util.quiet", [Expression::Reference(inner)]) => {
                let is_effect = match (&inner.root, inner.steps.last()) {
                    (_, Some(Step::Method { name, .. })) => is_mutator(name),
                    (Root::Utility(_), None) => true,
                    _ => false,
                };
                if is_effect {
                    return self.effect(inner, at);
                }
                // What only gives a value does nothing here; what is not known to is not passed over.
                self.reference(inner).map(|_| false)
            }
            ("util.qr" | "util.quiet", [_]) => Ok(false),
            ("util.validate", [condition, rest @ ..]) if rest.len() < 3 => {
                let test = self.condition(condition, at)?;
                let mut arguments = Vec::new();
                for argument in rest {
                    arguments.push(self.expression(argument, at)?.js);
                }
                if arguments.len() == 1 {
                    arguments.push(Js::atom("'CustomTemplateException'"));
                }
                self.import("util");
                self.statement("if (", &test.negated(), ") {");
                self.indent += 2;
                self.statement("", &Js::call("util.error", arguments), ";");
                self.indent -= 2;
                self.line("}");
                Ok(false)
            }
            (name, _) => {
                let ends = matches!(name, "util.error" | "util.unauthorized");
                let call = self.utility_call(utility, at)?;
                self.statement("", &call, ";");
                Ok(ends)
            }
        }
    }

    /// A method that changes its receiver.
    fn mutate(
        &mut self,
        receiver: &Js,
        name: &str,
        arguments: &[Expression],
        at: &Range<usize>,
    ) -> Translated<()> {
        let mut given = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let argument = self.expression(argument, at)?;
            given.push(self.plain(argument));
        }
        let text = receiver.receiver();
        match (name, given.as_slice()) {
            ("put" | "set", [key, value]) => {
                let place = place(receiver, &arguments[0], &key.js);
                self.statement(&format!("{place} = "), &value.or_null(), ";");
            }
            ("add", [value]) => {
                self.statement(
                    "",
                    &Js::call(format!("{text}.push"), vec![value.or_null()]),
                    ";",
                );
            }
            ("addAll", [list]) => {
                let spread = Js::atom(format!("...{}", list.js.receiver()));
                self.statement("", &Js::call(format!("{text}.push"), vec![spread]), ";");
            }
            ("putAll", [map]) => {
                let arguments = vec![receiver.clone(), map.js.clone()];
                self.statement("", &Js::call("Object.assign", arguments), ";");
            }
            ("remove", [key]) if key.kind == Kind::Text => {
                let place = place(receiver, &arguments[0], &key.js);
                self.line(format!("delete {place};"));
            }
            _ => return no(at.clone(), format!("the method `{name}`")),
        }
        Ok(())
    }

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

    /// What has no translation ends the resolver, so that nothing is let through that a template stops.
    fn give_up(&mut self, range: Range<usize>, error: Untranslated) {
        let source = self.template.source();
        let at = if error.range.is_empty() {
            range.clone()
        } else {
            error.range
        };
        let before = &source[..source.floor_char_boundary(at.start)];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|one| *one != '\n').count() + 1;
        let place = format!("{}:{line}:{column}", self.path);
        self.line(format!("// Not translated, {place}: {}.", error.why));
        let original = source.get(range).unwrap_or_default().trim();
        for line in original.lines() {
            let line = format!("//   {}", line.trim_end());
            self.line(line.trim_end());
        }
        self.import("util");
        let message = quoted(&format!("not translated: {place}"));
        self.line(format!("util.error({message});"));
        self.untranslated.push(Untranslated {
            range: at,
            why: error.why,
        });
    }

    /// Comments that stand before a place.
    pub(crate) fn comments_before(&mut self, place: usize) {
        let comments = &self.template.tree().comments;
        while let Some(comment) = comments.get(self.comments).filter(|one| one.start < place) {
            self.comments += 1;
            for line in comment.text.lines() {
                let line = line.trim().trim_start_matches('*').trim();
                let line = line.trim_end_matches(['*', '#']).trim_end();
                if !line.is_empty() {
                    self.line(format!("// {line}"));
                }
            }
        }
    }

    pub(crate) fn remaining_comments(&mut self) {
        self.comments = self.template.tree().comments.len();
    }
}

fn compare(text: String) -> Value {
    Value::new(Js::Operation(text, Operator::Comparison), Kind::Bool)
}

fn is_context(reference: &Reference) -> bool {
    matches!(reference.root, Root::Variable(Slot::CTX | Slot::CONTEXT))
}

fn is_blank(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Text(text) if text.trim().is_empty())
}
