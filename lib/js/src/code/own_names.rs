//! Names that the engine gives what it hands to code, other than all names in the code.

use std::collections::BTreeSet;

use oxc::{
    ast::ast::{BindingIdentifier, IdentifierReference, Program},
    ast_visit::Visit,
};

/// What a module's code calls what it is given.
#[derive(Debug)]
pub(super) struct OwnNames {
    /// The built-in modules by name.
    pub(super) modules: String,
    /// The function that is told the number of each statement that runs.
    pub(super) count: String,
    /// The number of rounds that a loop has gone.
    pub(super) rounds: String,
    /// The function that is told of loops that are ended.
    pub(super) cut: String,
}

impl OwnNames {
    pub(super) fn beside(program: &Program<'_>) -> Self {
        let mut taken = Taken::default();
        taken.visit_program(program);
        Self {
            modules: taken.other_than("$modules"),
            count: taken.other_than("$$count"),
            rounds: taken.other_than("$$rounds"),
            cut: taken.other_than("$$cut"),
        }
    }
}

/// The names in code that begin as those of the engine do.
#[derive(Default)]
struct Taken(BTreeSet<String>);

impl Taken {
    fn note(&mut self, name: &str) {
        if name.starts_with('$') {
            self.0.insert(name.to_owned());
        }
    }

    fn other_than(&self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while self.0.contains(&name) {
            name.push('$');
        }
        name
    }
}

impl<'a> Visit<'a> for Taken {
    fn visit_binding_identifier(&mut self, identifier: &BindingIdentifier<'a>) {
        self.note(&identifier.name);
    }

    fn visit_identifier_reference(&mut self, identifier: &IdentifierReference<'a>) {
        self.note(&identifier.name);
    }
}
