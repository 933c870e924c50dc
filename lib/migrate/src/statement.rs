//! Statements.

use std::ops::Range;

use appsynth_util::Half;
use appsynth_vtl::tree::{Block, Expression, Node, NodeKind, Reference, Root, Slot, Step};

use crate::{
    handler::Handler,
    js::Js,
    output::{self, Choice, Entry, is_mutator},
    reference::place,
    value::{Kind, Translated, Value, no},
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
}

fn is_blank(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Text(text) if text.trim().is_empty())
}
