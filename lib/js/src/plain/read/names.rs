//! What names in code stand for.

use oxc::ast::ast::{BindingPattern, VariableDeclarationKind};

use crate::plain::tree::{DynamoDb, Slot};

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name {
    Variable {
        slot: Slot,
        of_module: bool,
        is_constant: bool,
        /// Whether its declaration comes before: it has no value until then.
        is_declared: bool,
    },
    /// A function of the module, by number.
    Function(usize),
    /// An export of `@aws-appsync/utils`, or a global of the same name.
    Global(&'static str),
    /// A function of `@aws-appsync/utils/dynamodb`.
    DynamoDb(DynamoDb),
    /// Something else, which plain code does not know.
    Other,
}

/// The names of blocks within blocks, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<Vec<(String, Name)>>);

/// What `@aws-appsync/utils/dynamodb` and its `operations` are called in place of a global.
pub(super) const DYNAMODB: &str = "@aws-appsync/utils/dynamodb";
pub(super) const OPERATIONS: &str = "@aws-appsync/utils/dynamodb operations";

/// The globals that plain code knows.
const GLOBALS: &[&str] = &[
    "Array",
    "JSON",
    "Math",
    "Object",
    "String",
    "console",
    "extensions",
    "runtime",
    "undefined",
    "util",
];

/// The global of this name.
pub(super) fn global(name: &str) -> Name {
    let known = GLOBALS.iter().find(|global| **global == name);
    known.map_or(Name::Other, |global| Name::Global(global))
}

impl Names {
    pub(super) fn enter(&mut self) {
        self.0.push(Vec::new());
    }

    pub(super) fn leave(&mut self) {
        self.0.pop();
    }

    /// How many blocks there are around.
    pub(super) fn depth(&self) -> usize {
        self.0.len()
    }

    /// Leaves all blocks but so many.
    pub(super) fn leave_to(&mut self, depth: usize) {
        self.0.truncate(depth);
    }

    /// Adds a name to the innermost block.
    pub(super) fn add(&mut self, name: &str, stands_for: Name) {
        if let Some(block) = self.0.last_mut() {
            block.push((name.to_owned(), stands_for));
        }
    }

    pub(super) fn find(&self, name: &str) -> Name {
        let mut names = self.0.iter().rev().flatten();
        let found = names.find(|(known, _)| known == name);
        found.map_or_else(|| global(name), |(_, stands_for)| *stands_for)
    }

    /// Notes that a variable of the innermost block has its value from here on, and gives its place.
    pub(super) fn declare(&mut self, name: &str) -> Option<(Slot, bool)> {
        let block = self.0.last_mut()?;
        let found = block.iter_mut().find(|(known, _)| known == name);
        match &mut found?.1 {
            Name::Variable {
                slot,
                of_module,
                is_declared,
                ..
            } => {
                *is_declared = true;
                Some((*slot, *of_module))
            }
            Name::Function(_) | Name::Global(_) | Name::DynamoDb(_) | Name::Other => None,
        }
    }
}

/// The variables that a pattern declares.
pub(super) fn of_pattern(pattern: &BindingPattern<'_>) -> Vec<String> {
    let names = pattern.get_binding_identifiers().into_iter();
    names.map(|name| name.name.to_string()).collect()
}

/// Whether variables of a kind keep their value; `None` if they are not of their block alone.
pub(super) fn is_constant(kind: VariableDeclarationKind) -> Option<bool> {
    match kind {
        VariableDeclarationKind::Const => Some(true),
        VariableDeclarationKind::Let => Some(false),
        _ => None,
    }
}
