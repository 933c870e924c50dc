//! References.

use super::Parser;
use crate::{
    diagnostics::SyntaxError,
    tree::{Expression, OddityKind, PrintedReference, Reference, Root, Step, Utility},
    util,
};

impl Parser<'_, '_, '_> {
    /// A reference in text; none, and nothing read, if the `$` is only a character.
    pub(super) fn printed_reference(
        &mut self,
        backslashes: usize,
    ) -> Result<Option<PrintedReference>, SyntaxError> {
        let is_quiet = self.cursor.rest().starts_with("$!");
        let Some(reference) = self.reference()? else {
            return Ok(None);
        };
        Ok(Some(PrintedReference {
            reference,
            is_quiet,
            backslashes,
        }))
    }

    /// A reference; none, and nothing read, if none begins here.
    pub(super) fn reference(&mut self) -> Result<Option<Reference>, SyntaxError> {
        let start = self.cursor.offset();
        let position = self.position();
        if !self.cursor.eat("$") {
            return Ok(None);
        }
        self.cursor.eat("!");
        let is_formal = self.cursor.eat("{");
        let Some(name) = self.cursor.name() else {
            if is_formal && self.at_named_dollar() {
                self.oddity(OddityKind::DollarInBraces, start);
            }
            self.cursor.reset(start);
            return Ok(None);
        };
        let steps = self.nested(Self::steps)?;
        if is_formal && !self.cursor.eat("}") {
            return Err(self.expected("`}` to end the reference"));
        }
        let (root, steps) = match utility_name(name, &steps) {
            Some((path, calls)) => utility(path, calls, steps),
            None => (Root::Variable(self.whole.slot(name)), steps),
        };
        Ok(Some(Reference {
            root,
            steps,
            literal: self.cursor.since(start).into(),
            position,
        }))
    }

    fn at_named_dollar(&self) -> bool {
        let name = self.cursor.rest().strip_prefix('$');
        name.is_some_and(|name| name.starts_with(|first: char| first.is_ascii_alphabetic()))
    }

    fn steps(&mut self) -> Result<Vec<Step>, SyntaxError> {
        let mut steps = Vec::new();
        loop {
            let start = self.cursor.offset();
            let position = self.position();
            if self.cursor.eat("[") {
                let index = self.in_arguments(false, Self::simple_value)?;
                self.cursor.skip_whitespace();
                if !self.cursor.eat("]") {
                    return Err(self.expected("`]`"));
                }
                steps.push(Step::Index(index, position));
                continue;
            }
            // A dot that no name follows is the end of a sentence.
            if !(self.cursor.eat(".")
                && self
                    .cursor
                    .peek()
                    .is_some_and(|next| next.is_ascii_alphabetic()))
            {
                self.cursor.reset(start);
                return Ok(steps);
            }
            let position = self.position();
            let name: Box<str> = self.cursor.name().unwrap_or_default().into();
            // A parenthesis at the very end is text.
            steps.push(if self.cursor.rest() != "(" && self.cursor.eat("(") {
                Step::Method {
                    name,
                    arguments: self.in_arguments(true, Self::arguments)?,
                    position,
                }
            } else {
                Step::Property(name)
            });
        }
    }

    /// What stands between the parentheses of a method, and the closing one.
    fn arguments(&mut self) -> Result<Vec<Expression>, SyntaxError> {
        let mut arguments = Vec::new();
        if self.empty_brackets(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.simple_value()?);
            self.cursor.skip_whitespace();
            if self.cursor.eat(")") {
                return Ok(arguments);
            }
            if !self.cursor.eat(",") {
                return Err(self.expected("`,` or `)`"));
            }
        }
    }
}

/// The full name of a utility function, such as `util.time.nowISO8601`, and how many steps it takes.
fn utility_name(root: &str, steps: &[Step]) -> Option<(String, usize)> {
    let root = match root {
        "util" | "utils" => "util",
        "extensions" => "extensions",
        _ => return None,
    };
    match steps {
        [Step::Method { name, .. }, ..] => Some((format!("{root}.{name}"), 1)),
        [Step::Property(namespace), Step::Method { name, .. }, ..] => {
            Some((format!("{root}.{namespace}.{name}"), 2))
        }
        _ => None,
    }
}

fn utility(name: String, calls: usize, mut steps: Vec<Step>) -> (Root, Vec<Step>) {
    let rest = steps.split_off(calls);
    let Some(Step::Method {
        arguments,
        position,
        ..
    }) = steps.pop()
    else {
        unreachable!("invariant: a utility's last step is a method");
    };
    let function = util::find(&name);
    (
        Root::Utility(Utility {
            name: name.into(),
            function,
            arguments,
            position,
        }),
        rest,
    )
}
