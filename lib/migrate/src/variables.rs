//! The variables of a template: where they are used decides where JavaScript declares them.

use std::collections::{BTreeMap, BTreeSet};

use appsynth_vtl::tree::{Block, Expression, Node, NodeKind, Reference, Root, Slot, Tree};
use appsynth_vtl::visit::{self, Visit};

use crate::{helpers::Helper, js::is_name, value::Kind};

/// What is known of a variable that `#set` sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Assigned {
    pub(crate) kind: Kind,
    /// Whether one of the values may be null, which would leave the variable as it was.
    pub(crate) is_nullable: bool,
    pub(crate) times: usize,
}

impl Assigned {
    /// What is known of it after another `#set`.
    pub(crate) fn and(self, kind: Kind, is_nullable: bool) -> Self {
        Self {
            kind: if self.kind == kind {
                kind
            } else {
                Kind::Unknown
            },
            is_nullable: self.is_nullable || is_nullable,
            times: self.times + 1,
        }
    }
}

/// Where a variable is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Declared {
    /// By the `#set` at this place, whose block holds every use.
    At(usize),
    /// At the top of the handler.
    AtTop,
}

/// The first use of a variable and the block that all uses have in common.
#[derive(Debug, Clone)]
struct Uses {
    /// The `#set` that is the first use, if one is.
    first_set: Option<usize>,
    first_block: Vec<usize>,
    common: Vec<usize>,
    is_in_loop: bool,
}

/// How the template's variables are used.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    uses: BTreeMap<Slot, Uses>,
    names: BTreeMap<Slot, String>,
}

impl Variables {
    pub(crate) fn of(tree: &Tree) -> Self {
        let mut walk = Walk {
            variables: Self::default(),
            path: vec![0],
            blocks: 0,
            loops: BTreeSet::new(),
            hidden: Vec::new(),
            of_loops: BTreeSet::new(),
        };
        visit::block(&mut walk, &tree.body);
        let mut variables = walk.variables;
        let slots: BTreeSet<Slot> = variables
            .uses
            .keys()
            .copied()
            .chain(walk.of_loops)
            .collect();
        let mut taken = BTreeSet::new();
        for slot in slots {
            let mut name = javascript_name(tree.name(slot));
            while !taken.insert(name.clone()) || is_taken(&name) {
                name.push('_');
            }
            variables.names.insert(slot, name);
        }
        variables
    }

    /// What the variable is called.
    pub(crate) fn name(&self, slot: Slot) -> &str {
        self.names.get(&slot).map_or("", String::as_str)
    }

    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.names.values().any(|taken| taken == name)
    }

    pub(crate) fn declared(&self, slot: Slot, is_nullable: bool) -> Declared {
        match self.uses.get(&slot) {
            Some(Uses {
                first_set: Some(set),
                first_block,
                common,
                is_in_loop,
            }) if first_block == common && !(*is_in_loop && is_nullable) => Declared::At(*set),
            _ => Declared::AtTop,
        }
    }
}

/// Names that mean something else in a translation.
pub(crate) fn is_taken(name: &str) -> bool {
    const TAKEN: &[&str] = &[
        "arguments",
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "ctx",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "of",
        "output",
        "package",
        "private",
        "protected",
        "public",
        "request",
        "response",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ];
    let is_global = appsynth_js::GLOBALS.contains(&name);
    is_global || TAKEN.contains(&name) || Helper::ALL.iter().any(|helper| helper.name() == name)
}

/// Velocity allows hyphens, JavaScript does not.
pub(crate) fn javascript_name(name: &str) -> String {
    let mut words = name.split(|other: char| !(other.is_ascii_alphanumeric() || other == '_'));
    let mut joined = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut characters = word.chars();
        joined.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        joined.extend(characters);
    }
    if is_name(&joined) {
        joined
    } else {
        format!("_{joined}")
    }
}

struct Walk {
    variables: Variables,
    path: Vec<usize>,
    blocks: usize,
    loops: BTreeSet<usize>,
    /// Variables of the loops around, which hide others of their names.
    hidden: Vec<Slot>,
    /// Variables of all loops.
    of_loops: BTreeSet<Slot>,
}

impl Walk {
    fn used(&mut self, slot: Slot, set: Option<usize>) {
        if self.hidden.contains(&slot) {
            return;
        }
        let path = &self.path;
        let uses = self.variables.uses.entry(slot).or_insert_with(|| Uses {
            first_set: set,
            first_block: path.clone(),
            common: path.clone(),
            is_in_loop: path.iter().any(|block| self.loops.contains(block)),
        });
        let common = uses
            .common
            .iter()
            .zip(path)
            .take_while(|(one, other)| one == other)
            .count();
        uses.common.truncate(common);
    }
}

impl Visit for Walk {
    fn block(&mut self, block: &Block) {
        self.blocks += 1;
        self.path.push(self.blocks);
        visit::block(self, block);
        self.path.pop();
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Set { target, value } if target.steps.is_empty() => {
                self.expression(value);
                match target.root {
                    Root::Variable(slot) => self.used(slot, Some(node.range.start)),
                    Root::Utility(_) => self.reference(target),
                }
            }
            NodeKind::Foreach(foreach) => {
                self.expression(&foreach.list);
                self.hidden.push(foreach.variable);
                self.loops.insert(self.blocks + 1);
                self.block(&foreach.body);
                self.hidden.pop();
                self.of_loops.insert(foreach.variable);
            }
            _ => visit::node(self, node),
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            // What a text holds is in the block around it.
            Expression::Interpolated(block) => visit::block(self, block),
            _ => visit::expression(self, expression),
        }
    }

    fn reference(&mut self, reference: &Reference) {
        if let Root::Variable(slot) = reference.root {
            self.used(slot, None);
        }
        visit::reference(self, reference);
    }
}
