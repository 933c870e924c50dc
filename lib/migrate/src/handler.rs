//! One half of a resolver on its way to a handler.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use appsynth_util::Half;
use appsynth_vtl::{
    Template,
    tree::{Block, Expression, NodeKind, Reference, Slot},
};

use crate::{
    helpers::Helper,
    js::Js,
    output,
    value::{Kind, Untranslated, Value},
    variables::{Assigned, Variables, is_taken},
};

/// What a module needs besides its handlers.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    pub(crate) imports: BTreeSet<&'static str>,
    pub(crate) helpers: BTreeSet<Helper>,
    /// Whether the request is of the version whose responses do not see failures.
    pub(crate) old_version: bool,
}

/// A translated half.
#[derive(Debug)]
pub(crate) struct Translation {
    /// Lines within the handler, with their indentation.
    pub(crate) lines: Vec<String>,
    pub(crate) untranslated: Vec<Untranslated>,
}

/// Translates a half.
pub(crate) struct Handler<'t, 'n> {
    pub(crate) template: &'t Template,
    pub(crate) half: Half,
    /// The name of the template's file.
    pub(crate) path: &'t str,
    pub(crate) variables: Variables,
    /// What is known of the variables' values from an earlier translation.
    known: BTreeMap<Slot, Assigned>,
    /// What this translation finds out about them.
    pub(crate) found: BTreeMap<Slot, Assigned>,
    pub(crate) declared: BTreeSet<Slot>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) lines: Vec<String>,
    pub(crate) indent: usize,
    pub(crate) comments: usize,
    pub(crate) untranslated: Vec<Untranslated>,
    /// Whether the output is kept in a variable, because statements follow it.
    pub(crate) keeps_output: bool,
    /// Whether what is translated is a string of the JSON text.
    pub(crate) is_in_json: bool,
    /// Whether `ctx.error` is known to be there.
    pub(crate) has_failed: bool,
    pub(crate) needs: &'n mut Needs,
}

/// A loop around what is being translated.
#[derive(Debug)]
pub(crate) struct Loop {
    pub(crate) variable: Slot,
    pub(crate) binding: Binding,
    /// The names that the loop gives to the place in the list, the list itself, and an entry's parts.
    pub(crate) names: Names,
    pub(crate) used: Used,
}

/// What a loop's variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binding {
    Element(Kind),
    /// An entry of a map.
    Entry,
}

#[derive(Debug, Clone)]
pub(crate) struct Names {
    pub(crate) index: String,
    pub(crate) list: String,
    pub(crate) key: String,
    pub(crate) value: String,
}

/// What the body of a loop uses.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    pub(crate) index: bool,
    pub(crate) list: bool,
    pub(crate) key: bool,
    pub(crate) value: bool,
}

/// Translates a half of a resolver.
pub(crate) fn translate(
    template: &Template,
    half: Half,
    path: &str,
    needs: &mut Needs,
) -> Translation {
    // What is known of variables depends on itself; a few rounds settle it.
    const ROUNDS: usize = 4;
    let mut known = BTreeMap::new();
    for _ in 1..ROUNDS {
        let mut unused = Needs::default();
        let mut handler = Handler::new(template, half, path, known, &mut unused);
        handler.run();
        known = handler.found;
    }
    let mut handler = Handler::new(template, half, path, known, needs);
    handler.run();
    Translation {
        lines: handler.lines,
        untranslated: handler.untranslated,
    }
}

impl<'t, 'n> Handler<'t, 'n> {
    fn new(
        template: &'t Template,
        half: Half,
        path: &'t str,
        known: BTreeMap<Slot, Assigned>,
        needs: &'n mut Needs,
    ) -> Self {
        Self {
            template,
            half,
            path,
            variables: Variables::of(template.tree()),
            known,
            found: BTreeMap::new(),
            declared: BTreeSet::new(),
            loops: Vec::new(),
            lines: Vec::new(),
            indent: 2,
            comments: 0,
            untranslated: Vec::new(),
            keeps_output: output_is_followed(&template.tree().body, &mut false),
            is_in_json: false,
            has_failed: false,
            needs,
        }
    }

    fn run(&mut self) {
        let ends = self.block(&self.template.tree().body);
        self.remaining_comments();
        if self.keeps_output {
            self.lines.insert(0, "  let output = null;".to_owned());
            if !ends {
                self.line("return output;");
            }
        } else if !ends {
            self.line("return null;");
        }
        let at_top: Vec<_> = self
            .found
            .keys()
            .filter(|slot| !self.declared.contains(slot))
            .map(|slot| self.variables.name(*slot).to_owned())
            .collect();
        for name in at_top.into_iter().rev() {
            self.lines.insert(0, format!("  let {name};"));
        }
    }

    pub(crate) fn line(&mut self, text: impl AsRef<str>) {
        self.lines
            .push(format!("{}{}", " ".repeat(self.indent), text.as_ref()));
    }

    /// A statement that begins and ends with these texts around an expression.
    pub(crate) fn statement(&mut self, before: &str, js: &Js, after: &str) {
        let text = js.laid_out(self.indent, before.len() + after.len());
        self.line(format!("{before}{text}{after}"));
    }

    pub(crate) fn import(&mut self, name: &'static str) {
        self.needs.imports.insert(name);
    }

    pub(crate) fn call_helper(&mut self, helper: Helper, arguments: Vec<Js>) -> Js {
        let mut needed = Some(helper);
        while let Some(helper) = needed {
            self.needs.helpers.insert(helper);
            needed = helper.needs();
        }
        Js::call(helper.name(), arguments)
    }

    /// A variable that no loop around sets.
    pub(crate) fn variable(&self, slot: Slot) -> Value {
        let Some(known) = self.known.get(&slot) else {
            return Value::null();
        };
        let is_certain = self.declared.contains(&slot) && !known.is_nullable;
        Value {
            js: Js::atom(self.variables.name(slot)),
            kind: known.kind,
            is_nullable: !is_certain,
        }
    }

    /// Whether a variable may be set to null.
    pub(crate) fn known(&self, slot: Slot) -> Option<Assigned> {
        self.known.get(&slot).copied()
    }

    pub(crate) fn binding(&self, slot: Slot) -> Option<Binding> {
        let around = self.loops.iter().rev().find(|one| one.variable == slot);
        around.map(|one| one.binding)
    }

    pub(crate) fn entry_key(&mut self, slot: Slot) -> Value {
        let name = self.entry(slot, |used| used.key = true, |names| &names.key);
        Value::new(Js::atom(name), Kind::Text)
    }

    pub(crate) fn entry_value(&mut self, slot: Slot) -> Value {
        let name = self.entry(slot, |used| used.value = true, |names| &names.value);
        Value::nullable(Js::atom(name), Kind::Unknown)
    }

    fn entry(
        &mut self,
        slot: Slot,
        note: impl Fn(&mut Used),
        name: impl Fn(&Names) -> &String,
    ) -> String {
        let around = self.loops.iter_mut().rev().find(|one| one.variable == slot);
        around.map_or_else(String::new, |one| {
            note(&mut one.used);
            name(&one.names).clone()
        })
    }

    /// A name that no variable has, nor a loop around.
    pub(crate) fn fresh(&self, wanted: &str) -> String {
        let is_free = |name: &str| {
            !is_taken(name)
                && !self.variables.has_name(name)
                && self.loops.iter().all(|one| {
                    let names = &one.names;
                    ![&names.index, &names.list, &names.key, &names.value]
                        .into_iter()
                        .any(|taken| taken == name)
                })
        };
        std::iter::once(wanted.to_owned())
            .chain((2..).map(|number| format!("{wanted}{number}")))
            .find(|name| is_free(name))
            .unwrap_or_default()
    }

    /// Where a reference stands in the source; roughly, within a string.
    pub(crate) fn range_of_reference(&self, reference: &Reference) -> Range<usize> {
        let start = reference.position.0;
        let source = self.template.source();
        let length = source
            .get(start..)
            .and_then(|rest| rest.find(['\n', ' ']))
            .unwrap_or_default();
        start..start + length.max(1)
    }

    /// Where an expression stands, as far as it is known.
    pub(crate) fn range_of(&self, expression: &Expression) -> Range<usize> {
        match expression {
            Expression::Reference(reference) => self.range_of_reference(reference),
            Expression::Not(inner) => self.range_of(inner),
            Expression::Binary(operands, _) => self.range_of(&operands.0),
            _ => 0..0,
        }
    }
}

/// Whether anything is done after output, so that it cannot be returned where it stands.
fn output_is_followed(block: &Block, seen: &mut bool) -> bool {
    let mut is_followed = false;
    for node in &block.nodes {
        let mut inner = |blocks: &mut dyn Iterator<Item = &Block>, seen: &mut bool| {
            let before = *seen;
            for block in blocks {
                let mut own = before;
                is_followed |= output_is_followed(block, &mut own);
                *seen |= own;
            }
        };
        match &node.kind {
            NodeKind::If {
                branches,
                otherwise,
            } => {
                let blocks = branches.iter().map(|(_, body)| body);
                // What makes up one value with the text around it is read as such.
                inner(&mut blocks.chain([otherwise]), seen);
            }
            NodeKind::Foreach(foreach) => inner(&mut std::iter::once(&foreach.body), seen),
            NodeKind::Text(text) => *seen |= !text.trim().is_empty(),
            _ if output::prints(node) => *seen = true,
            _ => is_followed |= *seen,
        }
    }
    is_followed
}
