//! Input types that require a value of themselves.

use appsynth_diagnostics::Diagnostics;

use crate::ast::{InputValueDefinition, Type, TypeDefinition, TypeKind};
use crate::{Schema, diagnostics};

pub(super) fn check(schema: &Schema, definition: &TypeDefinition, problems: &mut Diagnostics) {
    let mut search = Search {
        schema,
        target: &definition.name,
        visited: Vec::new(),
        path: Vec::new(),
    };
    if search.reaches_target(definition) {
        problems.push(diagnostics::input_cycle(definition, &search.path));
    }
}

struct Search<'a> {
    schema: &'a Schema,
    target: &'a str,
    visited: Vec<&'a str>,
    path: Vec<&'a InputValueDefinition>,
}

impl<'a> Search<'a> {
    fn reaches_target(&mut self, definition: &'a TypeDefinition) -> bool {
        let TypeKind::InputObject { fields } = &definition.kind else {
            return false;
        };
        for field in fields {
            let Type::NonNull(inner) = &field.ty else {
                continue;
            };
            let Type::Named(name) = &**inner else {
                continue;
            };
            self.path.push(field);
            if **name == *self.target {
                return true;
            }
            if !self.visited.contains(&&**name) {
                self.visited.push(name);
                let next = self.schema.type_definition(name);
                if next.is_some_and(|next| self.reaches_target(next)) {
                    return true;
                }
            }
            self.path.pop();
        }
        false
    }
}
