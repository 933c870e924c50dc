//! References that are there for what they do: methods that change their receiver, and utilities.

use std::ops::Range;

use appsynth_vtl::tree::{Expression, Reference, Root, Slot, Step, Utility};

use crate::{
    handler::Handler,
    js::Js,
    output::is_mutator,
    reference::place,
    value::{Kind, Translated, no},
};

impl Handler<'_, '_> {
    /// What a member is set of: the value of a reference after some of its steps, without `?.`.
    pub(crate) fn container(&mut self, reference: &Reference, steps: &[Step]) -> Translated<Js> {
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
    pub(crate) fn effect(&mut self, reference: &Reference, at: &Range<usize>) -> Translated<bool> {
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
        if let Some(Step::Method { name, .. }) = steps.last()
            && matches!(&**name, "keySet" | "values" | "entrySet" | "subList")
        {
            return no(
                at.clone(),
                "what goes from a view goes from its map or list",
            );
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
}

fn is_context(reference: &Reference) -> bool {
    matches!(reference.root, Root::Variable(Slot::CTX | Slot::CONTEXT))
}
