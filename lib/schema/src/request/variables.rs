//! Variables: declared with input types, used, and where their type fits.

use super::literals;
use super::walk::{Walk, repeated};
use crate::ast::{
    Argument, Directive, InputValueDefinition, OperationDefinition, Selection, Type,
    TypeDefinition, TypeKind, Value, ValueKind, VariableDefinition,
};
use crate::java;

pub(super) fn check_definitions<'a>(walk: &mut Walk<'a>, operation: &'a OperationDefinition) {
    for variable in &operation.variables {
        let name = variable.ty.named();
        match walk.schema.type_definition(name) {
            None => {
                let message = format!("Unknown type {name}");
                walk.refuse("UnknownType", &message, &[name.span]);
            }
            Some(definition) if !definition.kind.is_input() => {
                let message = format!(
                    "Input variable {} type {name} is not an input type",
                    variable.name
                );
                walk.refuse("NonInputTypeOnVariable", &message, &[variable.span]);
            }
            Some(_) => check_default(walk, variable),
        }
        walk.directives(
            &variable.directives,
            crate::ast::DirectiveLocation::VariableDefinition,
        );
    }
    for name in repeated(operation.variables.iter().map(|one| &one.name)) {
        let message = format!("There can be only one variable named '{name}'");
        walk.refuse("DuplicateVariableName", &message, &[name.span]);
    }
}

fn check_default(walk: &mut Walk<'_>, variable: &VariableDefinition) {
    if let Some(value) = &variable.default_value
        && literals::check(walk.schema, value, &variable.ty).is_err()
    {
        let shown = java::literal(value);
        let message = format!("Bad default value {shown} for type {}", variable.ty);
        walk.refuse("BadValueForDefaultArg", &message, &[variable.span]);
    }
}

/// Follows the operation through its fragments and checks each use of a variable.
pub(super) fn check_uses<'a>(
    walk: &mut Walk<'a>,
    operation: &'a OperationDefinition,
    root: Option<&'a TypeDefinition>,
) {
    let mut uses = Uses {
        operation,
        used: Vec::new(),
        entered: Vec::new(),
    };
    uses.directives(walk, &operation.directives);
    uses.selections(walk, &operation.selection_set, root);
    for variable in &operation.variables {
        if !uses.used.contains(&&*variable.name) {
            let message = format!("Unused variable {}", variable.name);
            walk.refuse("UnusedVariable", &message, &[variable.span]);
        }
    }
}

struct Uses<'a> {
    operation: &'a OperationDefinition,
    used: Vec<&'a str>,
    /// Fragments whose inside has been looked at.
    entered: Vec<&'a str>,
}

impl<'a> Uses<'a> {
    fn selections(
        &mut self,
        walk: &mut Walk<'a>,
        selections: &'a [Selection],
        parent: Option<&'a TypeDefinition>,
    ) {
        for selection in selections {
            match selection {
                Selection::Field(field) => walk.under(&field.name, |walk| {
                    let definition =
                        parent.and_then(|parent| walk.schema.selected_field(parent, &field.name));
                    let defined = definition.map_or(&[][..], |one| &one.arguments);
                    self.arguments(walk, &field.arguments, defined);
                    self.directives(walk, &field.directives);
                    let inner =
                        definition.and_then(|one| walk.schema.type_definition(one.ty.named()));
                    self.selections(walk, &field.selection_set, inner);
                }),
                Selection::InlineFragment(fragment) => {
                    self.directives(walk, &fragment.directives);
                    let condition = match &fragment.type_condition {
                        Some(name) => walk.schema.type_definition(name),
                        None => parent,
                    };
                    self.selections(walk, &fragment.selection_set, condition);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(walk, &spread.directives);
                    if self.entered.contains(&&*spread.name) {
                        continue;
                    }
                    self.entered.push(&spread.name);
                    if let Some(fragment) = walk.fragment(&spread.name) {
                        self.directives(walk, &fragment.directives);
                        let condition = walk.schema.type_definition(&fragment.type_condition);
                        self.selections(walk, &fragment.selection_set, condition);
                    }
                }
            }
        }
    }

    fn directives(&mut self, walk: &mut Walk<'a>, directives: &'a [Directive]) {
        for directive in directives {
            let defined = walk
                .schema
                .directive(&directive.name)
                .map_or(&[][..], |one| &one.arguments);
            self.arguments(walk, &directive.arguments, defined);
        }
    }

    fn arguments(
        &mut self,
        walk: &mut Walk<'a>,
        arguments: &'a [Argument],
        defined: &'a [InputValueDefinition],
    ) {
        for argument in arguments {
            let definition = defined
                .iter()
                .find(|one| one.name.text == argument.name.text);
            self.value(walk, &argument.value, definition.map(Expected::of));
        }
    }

    fn value(&mut self, walk: &mut Walk<'a>, value: &'a Value, expected: Option<Expected<'a>>) {
        match &value.kind {
            ValueKind::Variable(name) => self.variable(walk, value, name, expected),
            ValueKind::List(items) => {
                let inner = expected.and_then(|one| match one.ty.nullable() {
                    Type::List(inner) => Some(Expected::always(inner)),
                    Type::Named(_) | Type::NonNull(_) => None,
                });
                for item in items {
                    self.value(walk, item, inner);
                }
            }
            ValueKind::Object(members) => {
                let fields = expected
                    .and_then(|one| walk.schema.type_definition(one.ty.named()))
                    .map_or(&[][..], |one| match &one.kind {
                        TypeKind::InputObject { fields } => fields,
                        _ => &[],
                    });
                for (name, inner) in members {
                    let field = fields.iter().find(|field| field.name.text == name.text);
                    self.value(walk, inner, field.map(Expected::of));
                }
            }
            ValueKind::Null
            | ValueKind::Enum(_)
            | ValueKind::String(_)
            | ValueKind::Int(_)
            | ValueKind::Float(_)
            | ValueKind::Boolean(_) => {}
        }
    }

    fn variable(
        &mut self,
        walk: &mut Walk<'a>,
        value: &'a Value,
        name: &'a str,
        expected: Option<Expected<'a>>,
    ) {
        self.used.push(name);
        let mut all = self.operation.variables.iter();
        let Some(variable) = all.find(|one| &*one.name == name) else {
            let message = format!("Undefined variable {name}");
            walk.refuse("UndefinedVariable", &message, &[value.span]);
            return;
        };
        let Some(expected) = expected else {
            return;
        };
        if !expected.takes(variable) {
            let message = format!(
                "Variable type '{}' doesn't match expected type '{}'",
                variable.ty, expected.ty
            );
            walk.refuse("VariableTypeMismatch", &message, &[value.span]);
        }
    }
}

/// The type of a position, and whether a default stands in for null there.
#[derive(Clone, Copy)]
struct Expected<'a> {
    ty: &'a Type,
    has_default: bool,
}

impl<'a> Expected<'a> {
    fn of(definition: &'a InputValueDefinition) -> Self {
        Self {
            ty: &definition.ty,
            has_default: definition.default_value.is_some(),
        }
    }

    fn always(ty: &'a Type) -> Self {
        Self {
            ty,
            has_default: false,
        }
    }

    fn takes(self, variable: &VariableDefinition) -> bool {
        let defaulted = self.has_default
            || variable
                .default_value
                .as_ref()
                .is_some_and(|value| !matches!(value.kind, ValueKind::Null));
        match self.ty {
            Type::NonNull(inner) if defaulted && !variable.ty.is_non_null() => {
                fits(&variable.ty, inner)
            }
            ty => fits(&variable.ty, ty),
        }
    }
}

/// Whether each value of a variable's type can stand where `expected` is.
fn fits(ty: &Type, expected: &Type) -> bool {
    match (ty, expected) {
        (Type::NonNull(ty), Type::NonNull(expected)) => fits(ty, expected),
        (_, Type::NonNull(_)) => false,
        (Type::NonNull(ty), expected) => fits(ty, expected),
        (Type::List(ty), Type::List(expected)) => fits(ty, expected),
        (Type::Named(ty), Type::Named(expected)) => ty.text == expected.text,
        (Type::Named(_), Type::List(_)) | (Type::List(_), Type::Named(_)) => false,
    }
}
