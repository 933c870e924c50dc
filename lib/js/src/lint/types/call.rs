//! What calls give.

use oxc::ast::ast::{Argument, CallExpression, Expression, NewExpression};

use super::{Type, Types, both, library, named_member, one_of};

impl<'a> Types<'_, 'a> {
    pub(super) fn call(&self, call: &CallExpression<'a>) -> Type {
        let callee = call.callee.without_parentheses();
        if let Some(member) = callee.as_member_expression() {
            let Some(name) = member.static_property_name() else {
                return Type::Unknown;
            };
            let object = self.of(member.object());
            if let Type::Function(function) = named_member(&object, name) {
                return self.result_of(function);
            }
            let first = call.arguments.first().and_then(Argument::as_expression);
            let argument = |value: Option<&Expression<'a>>| value.map(|value| self.of(value));
            return match (&object, name) {
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
                    Type::Array(Box::new(argument(first).unwrap_or(Type::Unknown).element()))
                }
                (Type::Global("Array"), "of") => {
                    Type::Array(Box::new(argument(first).unwrap_or(Type::Nullish)))
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
            callee => match self.of(callee) {
                Type::Module(path) => match path.rsplit_once('.') {
                    Some((module, name)) => library::result(&Type::Module(module.to_owned()), name),
                    None => Type::Unknown,
                },
                function => self.result(Some(function)),
            },
        }
    }

    pub(super) fn constructed(&self, new: &NewExpression<'a>) -> Type {
        match new.callee.without_parentheses() {
            Expression::Identifier(name) if self.symbol(name).is_none() => {
                library::instance(&name.name)
            }
            _ => Type::Unknown,
        }
    }

    fn result(&self, function: Option<Type>) -> Type {
        match function {
            Some(Type::Function(function)) => self.result_of(function),
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
