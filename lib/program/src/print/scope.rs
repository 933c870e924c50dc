//! What is known of a half's variables while it is printed.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::glued;
use crate::{Answer, CtxPath, End, Expr, Half, Kind, Name, Stmt};

/// The variables of a half: their kinds, and the spellings of those in scope.
#[derive(Debug)]
pub(super) struct Scope {
    /// None for variables that hold values of several kinds, or of an unknown one.
    kinds: BTreeMap<Name, Option<Kind>>,
    reassigned: BTreeSet<Name>,
    visible: Vec<(Name, String)>,
    reserved: &'static [&'static str],
}

impl Scope {
    pub(super) fn new(half: &Half, reserved: &'static [&'static str]) -> Self {
        let mut scope = Self {
            kinds: BTreeMap::new(),
            reassigned: BTreeSet::new(),
            visible: Vec::new(),
            reserved,
        };
        scope.learn_half(half);
        scope
    }

    /// Whether the variable is ever given another value.
    pub(super) fn is_reassigned(&self, name: &Name) -> bool {
        self.reassigned.contains(name)
    }

    /// Makes a variable visible; gives a spelling that no visible variable has.
    pub(super) fn declare(&mut self, name: &Name) -> String {
        let spelling = self.free(&name.0);
        self.bind(name, spelling.clone());
        spelling
    }

    /// Makes a variable visible under a spelling.
    pub(super) fn bind(&mut self, name: &Name, spelling: String) {
        self.visible.push((name.clone(), spelling));
    }

    /// A spelling like this that no visible variable has.
    pub(super) fn free(&self, base: &str) -> String {
        let is_taken = |spelling: &str| {
            self.reserved.contains(&spelling)
                || self.visible.iter().any(|(_, taken)| {
                    taken
                        .strip_prefix(spelling)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                })
        };
        if !is_taken(base) {
            return base.to_owned();
        }
        (2..)
            .map(|number| format!("{base}_{number}"))
            .find(|spelling| !is_taken(spelling))
            .expect("invariant: there are more numbers than variables")
    }

    pub(super) fn spelling(&self, name: &Name) -> String {
        self.visible
            .iter()
            .rev()
            .find(|(visible, _)| visible == name)
            .map_or_else(|| name.0.to_string(), |(_, spelling)| spelling.clone())
    }

    /// Where to come back to at the end of a block.
    pub(super) fn mark(&self) -> usize {
        self.visible.len()
    }

    /// Ends the block that began at the mark.
    pub(super) fn leave(&mut self, mark: usize) {
        self.visible.truncate(mark);
    }

    /// The kind that the expression's value always has.
    pub(super) fn kind(&self, expr: &Expr) -> Option<Kind> {
        match expr {
            Expr::Bool(_) => Some(Kind::Boolean),
            Expr::Int(_) | Expr::Number(_) | Expr::Count(_) | Expr::Length(_) => Some(Kind::Number),
            Expr::Text(_) | Expr::Concat(_) | Expr::Join(..) => Some(Kind::Text),
            Expr::List(_) | Expr::Keys(_) => Some(Kind::List),
            Expr::Map(_) => Some(Kind::Map),
            Expr::Var(name) => self.kinds.get(name).copied().flatten(),
            Expr::Default(value, other) => {
                let kind = self.kind(value);
                kind.filter(|kind| self.kind(other) == Some(*kind))
            }
            Expr::Call(function, _) => match function.row().2 {
                Answer::Value(kind) => kind,
                Answer::JsonText => None,
            },
            Expr::Null | Expr::Ctx(_) | Expr::Get(..) | Expr::First(_) | Expr::Split(..) => None,
        }
    }

    /// Whether the expression's value is certainly not null.
    pub(super) fn is_present(&self, expr: &Expr) -> bool {
        let is_always = matches!(
            expr,
            Expr::Default(..) | Expr::Ctx(CtxPath::Args | CtxPath::Stash | CtxPath::Env)
        );
        is_always || self.kind(expr).is_some()
    }

    fn learn_half(&mut self, half: &Half) {
        self.learn(&half.body);
        if let End::If(branches, otherwise) = &half.end {
            for (_, half) in branches {
                self.learn_half(half);
            }
            self.learn_half(otherwise);
        }
    }

    fn learn(&mut self, body: &[Stmt]) {
        for stmt in body {
            match stmt {
                Stmt::Let(name, value) => self.learn_kind(name, self.kind(&value.0)),
                Stmt::Set(name, value) => {
                    self.learn_kind(name, self.kind(&value.0));
                    self.reassigned.insert(name.clone());
                }
                Stmt::If(branches, otherwise) => {
                    for (_, body) in branches {
                        self.learn(body);
                    }
                    self.learn(otherwise);
                }
                Stmt::ForEach { item, body, .. } => {
                    self.learn_kind(item, None);
                    self.learn(body);
                }
                Stmt::ForEntries {
                    key, value, body, ..
                } => {
                    self.learn_kind(key, Some(Kind::Text));
                    self.learn_kind(value, None);
                    self.learn(body);
                }
                Stmt::InTemplates(body) => self.learn(body),
                Stmt::Put(..)
                | Stmt::PutAll(..)
                | Stmt::Remove(..)
                | Stmt::Push(..)
                | Stmt::EarlyReturn(_)
                | Stmt::Error(_)
                | Stmt::AppendError(_)
                | Stmt::Unauthorized
                | Stmt::SubscriptionFilter(_)
                | Stmt::Log(_)
                | Stmt::Comment(_) => {}
            }
        }
    }

    fn learn_kind(&mut self, name: &Name, kind: Option<Kind>) {
        let known = self.kinds.entry(name.clone()).or_insert(kind);
        if *known != kind {
            *known = None;
        }
    }
}

/// How tightly the outermost operator of a printed condition binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// No operator, or one before its operand.
    Tight,
    Comparison,
    And,
    Or,
}

/// A printed condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) binding: Binding,
    /// The conditions that `&&` or `||` joins; none otherwise.
    parts: Vec<String>,
    /// A better way to say the opposite than with a `!` before it.
    opposite: Option<Opposite>,
}

/// How the opposite of a condition is said.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Opposite {
    /// By a `!` in place of the `=` that is there.
    Sign(usize),
    Other(Box<Printed>),
}

impl Printed {
    pub(super) fn tight(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            binding: Binding::Tight,
            parts: Vec::new(),
            opposite: None,
        }
    }

    pub(super) fn comparison(left: &str, operator: &str, right: &str) -> Self {
        let has_opposite = matches!(operator, "==" | "===");
        Self {
            text: glued(&[left, " ", operator, " ", right]),
            binding: Binding::Comparison,
            parts: Vec::new(),
            opposite: has_opposite.then(|| Opposite::Sign(left.len() + 1)),
        }
    }

    /// The conditions as lines, if there are several that `&&` or `||` joins.
    pub(super) fn parts(&self) -> Option<Vec<String>> {
        let operator = match self.binding {
            Binding::And => " &&",
            Binding::Or => " ||",
            Binding::Tight | Binding::Comparison => return None,
        };
        let (last, parts) = self.parts.split_last()?;
        let parts = parts.iter().map(|part| format!("{part}{operator}"));
        Some(parts.chain([last.clone()]).collect())
    }

    pub(super) fn with_opposite(self, opposite: Self) -> Self {
        Self {
            opposite: Some(Opposite::Other(Box::new(opposite))),
            ..self
        }
    }

    pub(super) fn not(mut self) -> Self {
        match self.opposite.take() {
            Some(Opposite::Sign(at)) => {
                self.text.replace_range(at..=at, "!");
                return self;
            }
            Some(Opposite::Other(opposite)) => return *opposite,
            None => {}
        }
        match self.binding {
            Binding::Tight => match self.text.strip_prefix('!') {
                Some(inner) => Self::tight(inner),
                None => Self::tight(format!("!{}", self.text)),
            },
            Binding::Comparison | Binding::And | Binding::Or => {
                Self::tight(format!("!({})", self.text))
            }
        }
    }

    pub(super) fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(conditions, Binding::And, " && ", "true")
    }

    pub(super) fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(conditions, Binding::Or, " || ", "false")
    }

    fn joined(
        conditions: impl IntoIterator<Item = Self>,
        binding: Binding,
        operator: &str,
        none: &str,
    ) -> Self {
        let mut conditions: Vec<Self> = conditions.into_iter().collect();
        if conditions.len() < 2 {
            return conditions.pop().unwrap_or_else(|| Self::tight(none));
        }
        let texts: Vec<String> = conditions
            .into_iter()
            .map(|condition| match condition.binding {
                Binding::Tight | Binding::Comparison => condition.text,
                same if same == binding => condition.text,
                _ => format!("({})", condition.text),
            })
            .collect();
        Self {
            text: texts.join(operator),
            binding,
            parts: texts,
            opposite: None,
        }
    }
}
