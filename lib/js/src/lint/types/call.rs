//! What calls give.

use oxc::ast::ast::{Argument, ArrayExpressionElement, CallExpression, Expression, NewExpression};

use super::{Type, Types, annotation::standard, both, library, named_member, one_of};

impl<'a> Types<'_, 'a> {
    pub(super) fn call(&self, call: &CallExpression<'a>) -> Type {
        let callee = call.callee.without_parentheses();
        if let Some(member) = callee.as_member_expression() {
            let Some(name) = member.static_property_name() else {
                return Type::Unknown;
            };
            let object = self.of(member.object());
            match named_member(&object, name) {
                Type::Function(function) => return self.called(function, call),
                Type::Callable(_, result) => return *result,
                _ => {}
            }
            let first = call.arguments.first().and_then(Argument::as_expression);
            let argument = |value: Option<&Expression<'a>>| value.map(|value| self.of(value));
            let written = self.arguments(call.type_arguments.as_deref());
            return match (&object, name) {
                (list, "reduce" | "reduceRight") if list.is_list() && !written.is_empty() => {
                    written.into_iter().next_back().unwrap_or(Type::Unknown)
                }
                (list, "map") if list.is_list() => {
                    Type::Array(Box::new(self.result(argument(first))))
                }
                (list, "flatMap") if list.is_list() => match self.result(argument(first)) {
                    list @ Type::Array(_) => list,
                    one => Type::Array(Box::new(one)),
                },
                (list, "reduce" | "reduceRight") if list.is_list() => {
                    let start = call.arguments.get(1).and_then(Argument::as_expression);
                    argument(start).unwrap_or_else(|| object.element())
                }
                (Type::Global("Object"), "values") => Type::Array(Box::new(member_values(
                    &argument(first).unwrap_or(Type::Unknown),
                ))),
                (Type::Global("Object"), "entries") => {
                    let value = member_values(&argument(first).unwrap_or(Type::Unknown));
                    Type::Array(Box::new(Type::Tuple(vec![Type::String, value])))
                }
                (Type::Global("Array"), "from") => {
                    let mapping = call.arguments.get(1).and_then(Argument::as_expression);
                    Type::Array(Box::new(match mapping {
                        Some(mapping) => self.result(Some(self.of(mapping))),
                        None => argument(first).unwrap_or(Type::Unknown).iterated(),
                    }))
                }
                (Type::Global("Array"), "of") => {
                    Type::Array(Box::new(argument(first).unwrap_or(Type::Nullish)))
                }
                (Type::Global("Promise"), "resolve") => {
                    Type::Promise(Box::new(argument(first).unwrap_or(Type::Nullish)))
                }
                (Type::Global("Object"), "fromEntries") => Type::Dictionary(Box::new(
                    argument(first).unwrap_or(Type::Unknown).element().place(1),
                )),
                (Type::Global("Object"), "freeze") => match argument(first) {
                    Some(Type::Array(element)) => Type::ReadonlyArray(element),
                    Some(object @ Type::Object(_)) => object,
                    _ => Type::Unknown,
                },
                (Type::Global("Object"), "assign") => call
                    .arguments
                    .iter()
                    .map(|one| {
                        one.as_expression()
                            .map_or(Type::Unknown, |one| self.of(one))
                    })
                    .reduce(both)
                    .unwrap_or(Type::Unknown),
                (object, name) => library::result(object, name),
            };
        }
        match callee {
            Expression::Identifier(name) if self.symbol(name).is_none() => {
                library::function_result(&name.name)
            }
            Expression::Identifier(name)
                if let Some(signature) = self.overload(self.symbol(name), &call.arguments) =>
            {
                self.called(signature, call)
            }
            callee => match self.of(callee) {
                Type::Module(path) => match path.rsplit_once('.') {
                    Some((module, name)) => library::result(&Type::Module(module.to_owned()), name),
                    None => Type::Unknown,
                },
                Type::Function(function) => self.called(function, call),
                function => self.result(Some(function)),
            },
        }
    }

    pub(super) fn constructed(&self, new: &NewExpression<'a>) -> Type {
        match new.callee.without_parentheses() {
            Expression::Identifier(name) if self.symbol(name).is_none() => {
                let first = new.arguments.first().and_then(Argument::as_expression);
                let written = self.arguments(new.type_arguments.as_deref());
                match (library::instance(&name.name), first) {
                    (Type::Set(_) | Type::Map(..), _) if !written.is_empty() => {
                        standard(&name.name, written)
                    }
                    (Type::Set(_), Some(values)) => Type::Set(Box::new(self.of(values).iterated())),
                    (Type::Map(..), Some(Expression::ArrayExpression(entries))) => {
                        self.map_of(&entries.elements)
                    }
                    (Type::Map(..), Some(entries)) => {
                        let entry = self.of(entries).iterated();
                        Type::Map(Box::new(entry.place(0)), Box::new(entry.place(1)))
                    }
                    (instance, _) => instance,
                }
            }
            _ => Type::Unknown,
        }
    }

    /// A map of entries that are written out as pairs.
    fn map_of(&self, entries: &[ArrayExpressionElement<'a>]) -> Type {
        let places = |index: usize| {
            one_of(entries.iter().map(|entry| {
                match entry {
                    ArrayExpressionElement::ArrayExpression(pair) => pair
                        .elements
                        .get(index)
                        .and_then(ArrayExpressionElement::as_expression)
                        .map_or(Type::Unknown, |value| self.of(value)),
                    _ => Type::Unknown,
                }
            }))
        };
        Type::Map(Box::new(places(0)), Box::new(places(1)))
    }

    fn result(&self, function: Option<Type>) -> Type {
        match function {
            Some(Type::Function(function)) => self.result_of(function),
            Some(Type::Callable(_, result)) => *result,
            Some(Type::Global(class @ ("String" | "Number"))) => library::function_result(class),
            _ => Type::Unknown,
        }
    }
}

fn member_values(object: &Type) -> Type {
    match object {
        Type::Object(members) => one_of(members.iter().map(|(_, value)| value.clone())),
        Type::Dictionary(value) => (**value).clone(),
        list => list.element(),
    }
}
